package template

import (
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/version"
)

// ofConditions are the calls that conditions of the template are there for.
func ofConditions() []access {
	const (
		rows   = "arn:aws:s3:::LakeBucket/activity/v2/dt=2011-12-24/0.parquet"
		byS3   = "s3.eu-central-1.amazonaws.com"
		events = "events.amazonaws.com"
	)
	with := func(r Request, key string, values ...string) Request {
		r.Context = maps.Clone(r.Context)
		if delete(r.Context, key); len(values) > 0 {
			r.Context[key] = values
		}
		return r
	}
	changed := Parameters{"KmsKeyArn": key, "FormerKmsKeyArns": former + "," + former + "2"}
	cleared := Parameters{"FormerKmsKeyArns": former}
	return []access{
		{"rows by compare-and-swap: ", "IngestRole", nil, ask("s3:PutObject", rows, ""), true},
		{"rows over whatever is there: ", "IngestRole", nil, with(ask("s3:PutObject", rows, ""), "s3:if-match"), false},
		{"a part of an upload: ", "IngestRole", nil, with(with(ask("s3:PutObject", rows, ""), "s3:if-match"), "s3:objectcreationoperation", "false"), true},
		{"a copy of a lake: ", "OperatorPolicy", nil, with(ask("s3:PutObject", rows, ""), "s3:if-match"), false},
		{"not by TLS: ", "IngestRole", nil, with(ask("s3:GetObject", rows, ""), "aws:securetransport", "false"), false},

		{"a key: ", "IngestRole", Parameters{"KmsKeyArn": key}, with(ask("kms:GenerateDataKey", key, ""), "kms:viaservice", byS3), true},
		{"a key, not for S3: ", "IngestRole", Parameters{"KmsKeyArn": key}, with(ask("kms:Decrypt", key, ""), "kms:viaservice", "rds.eu-central-1.amazonaws.com"), false},
		{"a former key, forgotten: ", "IngestRole", Parameters{"KmsKeyArn": key}, with(ask("kms:Decrypt", former, ""), "kms:viaservice", byS3), false},
		{"a former key: ", "IngestRole", changed, with(ask("kms:Decrypt", former+"2", ""), "kms:viaservice", byS3), true},
		{"a former key, the report: ", "ReportRole", changed, with(ask("kms:Decrypt", former, ""), "kms:viaservice", byS3), true},
		{"a former key, the operator: ", "OperatorPolicy", changed, with(ask("kms:Decrypt", former, ""), "kms:viaservice", byS3), true},
		{"a former key, the key cleared: ", "ReportRole", cleared, with(ask("kms:Decrypt", former, ""), "kms:viaservice", byS3), true},
		{"a former key, to write: ", "IngestRole", changed, with(ask("kms:GenerateDataKey", former, ""), "kms:viaservice", byS3), false},

		{"an uploader of another account: ", "", Parameters{"UploaderPrincipals": "210987654321,arn:aws:iam::210987654321:role/ship"}, as("210987654321", ask("s3:PutObject", "arn:aws:s3:::LogsBucket/CAS01/a.log", "")), true},
		{"an uploader that reads: ", "", Parameters{"UploaderPrincipals": "210987654321"}, as("210987654321", ask("s3:GetObject", "arn:aws:s3:::LogsBucket/CAS01/a.log", "")), false},
		{"a stranger: ", "", Parameters{"UploaderPrincipals": "210987654321"}, as("999999999999", ask("s3:PutObject", "arn:aws:s3:::LogsBucket/CAS01/a.log", "")), false},
		{"an uploader beside the prefix: ", "", Parameters{"UploaderPrincipals": "210987654321", "LogsPrefix": "iis"}, as("210987654321", ask("s3:PutObject", "arn:aws:s3:::LogsBucket/other/a.log", "")), false},

		{"an uploader that lists: ", "", Parameters{"UploaderPrincipals": "210987654321"}, as("210987654321", ask("s3:ListBucket", "arn:aws:s3:::LogsBucket", "CAS01/")), true},
		{"an upload that is given up: ", "", Parameters{"UploaderPrincipals": "210987654321"}, as("210987654321", ask("s3:AbortMultipartUpload", "arn:aws:s3:::LogsBucket/CAS01/a.log", "")), true},
		{"an uploader, not by TLS: ", "", Parameters{"UploaderPrincipals": "210987654321"}, with(as("210987654321", ask("s3:PutObject", "arn:aws:s3:::LogsBucket/CAS01/a.log", "")), "aws:securetransport", "false"), false},
		{"an uploader's list, not by TLS: ", "", Parameters{"UploaderPrincipals": "210987654321"}, with(as("210987654321", ask("s3:ListBucket", "arn:aws:s3:::LogsBucket", "")), "aws:securetransport", "false"), false},
		{"a list, not by TLS: ", "IngestRole", nil, with(ask("s3:ListBucket", "arn:aws:s3:::LakeBucket", "index/v2/"), "aws:securetransport", "false"), false},
		{"an analyst, the key: ", "AnalystPolicy", changed, with(ask("kms:GenerateDataKey", key, ""), "kms:viaservice", byS3), true},
		{"an analyst, a former key: ", "AnalystPolicy", changed, with(ask("kms:Decrypt", former, ""), "kms:viaservice", byS3), true},
		{"the report, the key: ", "ReportRole", changed, with(ask("kms:GenerateDataKey", key, ""), "kms:viaservice", byS3), true},
		{"the operator, the key: ", "OperatorPolicy", changed, with(ask("kms:GenerateDataKey", key, ""), "kms:viaservice", byS3), true},

		{"an event of the rule: ", "", nil, with(as(events, ask("sqs:SendMessage", "arn:IngestQueue", "")), "aws:sourcearn", "arn:LogsRule"), true},
		{"an event of another rule: ", "", nil, with(as(events, ask("sqs:SendMessage", "arn:IngestQueue", "")), "aws:sourcearn", "arn:Other"), false},
		{"an event that could not be sent: ", "", nil, with(as(events, ask("sqs:SendMessage", "arn:IngestDeadLetterQueue", "")), "aws:sourcearn", "arn:LogsRule"), true},
		{"an event of another rule, for the dead letters: ", "", nil, with(as(events, ask("sqs:SendMessage", "arn:IngestDeadLetterQueue", "")), "aws:sourcearn", "arn:Other"), false},
		{"a message, not by TLS: ", "IngestRole", nil, with(ask("sqs:SendMessage", "arn:IngestQueue", ""), "aws:securetransport", "false"), false},
		{"a failure, not by TLS: ", "ReportRole", nil, with(ask("sqs:SendMessage", "arn:ScheduleDeadLetterQueue", ""), "aws:securetransport", "false"), false},
		{"a dead letter, not by TLS: ", "OperatorPolicy", nil, with(ask("sqs:ReceiveMessage", "arn:IngestDeadLetterQueue", ""), "aws:securetransport", "false"), false},

		{"a message comes again soon: ", "IngestRole", nil, ask("sqs:ChangeMessageVisibility", "arn:IngestQueue", ""), true},
		{"a failed report's message: ", "OperatorPolicy", nil, ask("sqs:PurgeQueue", "arn:ScheduleDeadLetterQueue", ""), true},
		{"the queue of logs, purged: ", "OperatorPolicy", nil, ask("sqs:PurgeQueue", "arn:IngestQueue", ""), false},
		{"a report by hand: ", "OperatorPolicy", nil, ask("lambda:InvokeFunction", "arn:ReportFunction", ""), true},
	}
}

// as is a request by somebody of another account.
func as(principal string, r Request) Request {
	r.Principal = principal
	return r
}

// TestPartitions: in China and GovCloud every ARN is of that partition, and KMS is used
// by way of S3 under its name there.
func TestPartitions(t *testing.T) {
	template := readTemplate(t)
	for _, c := range []struct{ partition, region, suffix string }{
		{"aws-cn", "cn-north-1", "amazonaws.com.cn"},
		{"aws-us-gov", "us-gov-west-1", "amazonaws.com"},
	} {
		ours := "arn:" + c.partition + ":kms:" + c.region + ":111122223333:key/k"
		s := resolve(t, template, Parameters{
			"AWS::Partition": c.partition, "AWS::Region": c.region, "AWS::URLSuffix": c.suffix, "KmsKeyArn": ours, "Alerts": "true",
			"Recipients": "a@contoso.com", "Sender": "eas@contoso.com", "MergeEngine": "athena",
		})
		for id, resource := range s.Resources {
			if strings.Contains(text(resource.Properties), "arn:aws:") {
				t.Errorf("%s: %s is about the commercial partition", c.partition, id)
			}
		}
		r := ask("kms:Decrypt", ours, "")
		r.Context["kms:viaservice"] = []string{"s3." + c.region + "." + c.suffix}
		for _, role := range []string{"IngestRole", "ReportRole", "OperatorPolicy", "AnalystPolicy"} {
			if s.Authorize(role, r) != "" {
				t.Errorf("%s: %s may not use the key", c.partition, role)
			}
		}
	}
}

// TestSampleConfiguration: what the sample sets are parameters of the template.
func TestSampleConfiguration(t *testing.T) {
	sample, err := os.ReadFile("../aws/samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	s := resolve(t, readTemplate(t), nil)
	set := regexp.MustCompile(`(?m)^ *"([A-Z][A-Za-z]+)=`).FindAllStringSubmatch(string(sample), -1)
	for _, m := range set {
		if s.Declared[m[1]] == nil {
			t.Errorf("the template has no parameter %s", m[1])
		}
	}
	if len(set) != 4 {
		t.Errorf("%d parameters, want 4 beside the region", len(set))
	}
}

// TestVersion: the template is of the release that the code is.
func TestVersion(t *testing.T) {
	s := resolve(t, readTemplate(t), nil)
	if got := text(s.At("Settings", "Version")); got != version.Release {
		t.Errorf("the template is of release %s, the code of %s", got, version.Release)
	}
}
