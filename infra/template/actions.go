package template

import (
	"fmt"
	"slices"
	"strings"
)

// needs are the actions that IAM asks for an operation. S3 asks for s3:GetObject of
// a conditional write, too, and for a HEAD of a bucket for the right to list it.
var needs = map[string][]string{
	"s3.GetObject":                          {"s3:GetObject"},
	"s3.HeadObject":                         {"s3:GetObject"},
	"s3.HeadBucket":                         {"s3:ListBucket"},
	"s3.ListObjectsV2":                      {"s3:ListBucket"},
	"s3.PutObject":                          {"s3:PutObject", "s3:GetObject"},
	"s3.CreateMultipartUpload":              {"s3:PutObject"},
	"s3.UploadPart":                         {"s3:PutObject"},
	"s3.CompleteMultipartUpload":            {"s3:PutObject", "s3:GetObject"},
	"s3.AbortMultipartUpload":               {"s3:AbortMultipartUpload"},
	"s3.DeleteObject":                       {"s3:DeleteObject"},
	"sesv2.SendEmail":                       {"ses:SendEmail", "ses:SendRawEmail"}, // by either name, of a raw message
	"sesv2.GetAccount":                      {"ses:GetAccount"},
	"sesv2.GetEmailIdentity":                {"ses:GetEmailIdentity"},
	"sesv2.GetConfigurationSet":             {"ses:GetConfigurationSet"},
	"sesv2.GetSuppressedDestination":        {"ses:GetSuppressedDestination"},
	"s3.GetBucketNotificationConfiguration": {"s3:GetBucketNotification"},
	"s3.GetBucketEncryption":                {"s3:GetEncryptionConfiguration"},
	"sqs.SendMessage":                       {"sqs:SendMessage"},
	"sqs.SendMessageBatch":                  {"sqs:SendMessage"},
	"sqs.ChangeMessageVisibility":           {"sqs:ChangeMessageVisibility"},
	"sqs.ReceiveMessage":                    {"sqs:ReceiveMessage"},
	"sqs.DeleteMessage":                     {"sqs:DeleteMessage"},
	"sqs.DeleteMessageBatch":                {"sqs:DeleteMessage"},
	"sqs.GetQueueAttributes":                {"sqs:GetQueueAttributes"},
	// A query looks tables up, reads and writes as whoever asks: UNLOAD needs the rest.
	"athena.StartQueryExecution": {
		"athena:StartQueryExecution", "glue:GetDatabase", "glue:GetTable", "glue:GetPartitions", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket",
		"s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload", "s3:PutObject",
	},
	"athena.GetQueryExecution":  {"athena:GetQueryExecution"},
	"athena.StopQueryExecution": {"athena:StopQueryExecution"},
}

// Lambda itself does these with a function's role.
var (
	everyFunction = []string{"logs:CreateLogStream", "logs:PutLogEvents"}
	fromQueue     = []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
	onFailure     = []string{"sqs:SendMessage"}
	underKey      = []string{"kms:Decrypt", "kms:GenerateDataKey"}
)

// Actions are what whoever runs a program must be allowed, in order.
func Actions(code Code) ([]string, error) {
	var all []string
	for _, call := range code.Calls {
		actions, ok := needs[call]
		if !ok {
			return nil, fmt.Errorf("%s is called: what must the caller be allowed?", call)
		}
		all = append(all, actions...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Needed are the actions that a function's role must allow, in order.
func (s Stack) Needed(function string, code Code) ([]string, error) {
	if s.At(function, "Environment.Variables.EASREPORT_MERGE_ENGINE") != "athena" { // then it does not call what it could
		code.Calls = slices.DeleteFunc(slices.Clone(code.Calls), func(call string) bool { return strings.HasPrefix(call, "athena.") })
	}
	all, err := Actions(code)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", function, err)
	}
	all = append(all, everyFunction...)
	for _, mapping := range s.Of("AWS::Lambda::EventSourceMapping") {
		if s.At(mapping, "FunctionName") == function {
			all = append(all, fromQueue...)
		}
	}
	for _, configuration := range s.Of("AWS::Lambda::EventInvokeConfig") {
		if s.At(configuration, "FunctionName") == function && s.At(configuration, "DestinationConfig.OnFailure") != nil {
			all = append(all, onFailure...)
		}
	}
	if s.hasKey() {
		all = append(all, underKey...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// hasKey tells whether a bucket is encrypted with a key of KMS.
func (s Stack) hasKey() bool {
	for _, bucket := range s.Of("AWS::S3::Bucket") {
		for _, rule := range list(s.At(bucket, "BucketEncryption.ServerSideEncryptionConfiguration")) {
			if at(rule, "ServerSideEncryptionByDefault.KMSMasterKeyID") != nil {
				return true
			}
		}
	}
	return false
}
