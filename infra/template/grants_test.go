package template

import (
	"maps"
	"slices"
)

// grant is what a role or a policy is for: each of these actions to each of these resources, and not
// to others that are like them.
type grant struct {
	role               string
	parameters         Parameters
	actions, resources []string
	other              string
	context            map[string][]string
}

const (
	lakeBucket = "arn:aws:s3:::LakeBucket"
	former     = "arn:aws:kms:eu-central-1:111122223333:key/former"
	athenaARN  = "arn:aws:athena:eu-central-1:111122223333:workgroup/"
	glueARN    = "arn:aws:glue:eu-central-1:111122223333:"
)

// viaS3 is how a key may be used.
var viaS3 = map[string][]string{"kms:viaservice": {"s3.eu-central-1.amazonaws.com"}}

// grants are those of the stack beside what the code's own keys show (ofKeys).
func grants() (all []grant) {
	object := []string{"s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"}
	parts := append(slices.Clone(object), "s3:ListMultipartUploadParts")
	log := []string{"logs:CreateLogStream", "logs:PutLogEvents"}
	send := []string{"sqs:SendMessage"}
	in := func(keys ...string) (arns []string) {
		for _, key := range keys {
			arns = append(arns, lakeBucket+"/"+key)
		}
		return arns
	}
	one := func(arn string) []string { return []string{arn} }
	engine := choices["all"]
	all = []grant{
		{"IngestRole", mailing, object, in("activity/v2/x", "request_day/v2/x", "index/v2/x", "quarantine/v2/x"), lakeBucket + "/reports/v2/x", nil},
		{"IngestRole", mailing, log, one("arn:IngestLogGroup"), "arn:ReportLogGroup", nil},
		{"IngestRole", mailing, []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility", "sqs:SendMessage"}, one("arn:IngestQueue"), "arn:IngestDeadLetterQueue", nil},
		{"IngestRole", mailing, send, one("arn:ScheduleDeadLetterQueue"), "arn:IngestDeadLetterQueue", nil},

		{"ReportRole", mailing, []string{"s3:GetObject"}, in("activity/v2/x", "index/v2/x", "quarantine/v2/x"), "arn:aws:s3:::LogsBucket/x", nil},
		{"ReportRole", mailing, object, in("lake.json", "index/v2/tables/x", "devices/v2/x", "request_day/v2/x", "traffic/v2/x", "reports/v2/x", "alerts/v2/x"), lakeBucket + "/athena/x", nil},
		{"ReportRole", mailing, log, one("arn:ReportLogGroup"), "arn:IngestLogGroup", nil},
		{"ReportRole", mailing, send, one("arn:ScheduleDeadLetterQueue"), "arn:IngestQueue", nil},
		{"ReportRole", engine, []string{"athena:StartQueryExecution", "athena:GetQueryExecution", "athena:StopQueryExecution"}, one(athenaARN + "Workgroup"), athenaARN + "primary", nil},
		{"ReportRole", engine, []string{"glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"}, []string{glueARN + "catalog", glueARN + "database/Database", glueARN + "table/Database/activity"}, glueARN + "table/Database/devices", nil},
		{"ReportRole", engine, parts, in("merge/v2/x", "athena/x"), "arn:aws:s3:::Other/x", nil},
		{"ReportRole", engine, []string{"s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"}, one(lakeBucket), "arn:aws:s3:::Other", nil},

		{"OperatorPolicy", mailing, append(slices.Clone(object), "s3:DeleteObject"), in("x"), "arn:aws:s3:::Other/x", nil},

		{"AnalystPolicy", mailing, []string{
			"athena:BatchGetNamedQuery", "athena:GetNamedQuery", "athena:GetQueryExecution", "athena:GetQueryResults", "athena:GetWorkGroup",
			"athena:ListNamedQueries", "athena:ListQueryExecutions", "athena:StartQueryExecution", "athena:StopQueryExecution",
		}, one(athenaARN + "Workgroup"), athenaARN + "primary", nil},
		{"AnalystPolicy", mailing, []string{"glue:GetDatabase", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"}, []string{glueARN + "catalog", glueARN + "database/Database", glueARN + "table/Database/x"}, glueARN + "table/other/x", nil},
		{"AnalystPolicy", mailing, []string{"s3:GetObject"}, in("activity/v2/x", "request_day/v2/x", "devices/v2/x", "traffic/v2/x"), lakeBucket + "/reports/v2/x", nil},
		{"AnalystPolicy", mailing, parts, in("athena/x"), "arn:aws:s3:::Other/x", nil},
		{"AnalystPolicy", mailing, []string{"s3:ListBucket", "s3:GetBucketLocation"}, one(lakeBucket), "arn:aws:s3:::Other", nil},
	}
	keys := Parameters{"KmsKeyArn": key, "FormerKmsKeyArns": former}
	for _, role := range []string{"IngestRole", "ReportRole", "OperatorPolicy", "AnalystPolicy"} {
		all = append(all,
			grant{role, keys, []string{"kms:Decrypt", "kms:GenerateDataKey"}, one(key), key + "-other", viaS3},
			grant{role, keys, []string{"kms:Decrypt"}, one(former), former + "-other", viaS3})
	}
	for schedule, function := range map[string]string{
		"IngestFunctionReconcileSchedule": "IngestFunction", "ReportFunctionReportSchedule": "ReportFunction",
		"ReportFunctionWatchSchedule": "ReportFunction", "ReportFunctionAlertSchedule": "ReportFunction",
	} {
		all = append(all,
			grant{schedule + "Role", mailing, []string{"lambda:InvokeFunction"}, one("arn:" + function), "arn:Other", nil},
			grant{schedule + "Role", mailing, send, one("arn:ScheduleDeadLetterQueue"), "arn:IngestQueue", nil})
	}
	return all
}

// ofGrants are the calls of the grants, and others that conditions are there for.
func ofGrants() (all []access) {
	for _, g := range grants() {
		for _, action := range g.actions {
			may := func(resource string, want bool) {
				r := ask(action, resource, "")
				maps.Copy(r.Context, g.context)
				all = append(all, access{"", g.role, g.parameters, r, want})
			}
			for _, resource := range g.resources {
				may(resource, true)
			}
			may(g.other, false)
			if g.context != nil { // a key, for another service
				g.context = map[string][]string{"kms:viaservice": {"rds.eu-central-1.amazonaws.com"}}
				may(g.resources[0], false)
				g.context = viaS3
			}
		}
	}
	for role, parameters := range map[string]Parameters{"IngestRole": mailing, "ReportRole": choices["all"], "AnalystPolicy": mailing} {
		all = append(all, access{"", role, parameters, ask("s3:ListBucket", lakeBucket, "private/"), false})
	}
	// Who uploads is let in by the bucket's policy; the ingest function is not, even so.
	const uploader = "arn:aws:iam::111122223333:role/ship"
	return append(all, access{"as an uploader, ", "IngestRole", Parameters{"UploaderPrincipals": uploader}, as(uploader, ask("s3:PutObject", "arn:aws:s3:::LogsBucket/x", "")), false})
}
