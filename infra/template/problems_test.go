package template

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestProblems breaks the template in each way that Problems is there for.
func TestProblems(t *testing.T) {
	template := readTemplate(t)
	for _, test := range []struct {
		path string // in the template's resources
		to   any    // nil removes it
		want string
	}{
		{"IngestQueue.Properties.VisibilityTimeout", 900, "IngestQueue: messages show up again"},
		{"IngestFunction.Properties.Timeout", 901, "IngestQueue: messages show up again"},
		{"IngestQueue.Properties.RedrivePolicy", nil, "IngestQueue: has no dead-letter queue"},
		{"IngestQueue.Properties.RedrivePolicy.maxReceiveCount", 1, "IngestQueue: gives up"},
		{"IngestQueue.Properties.MessageRetentionPeriod", 1209600, "IngestDeadLetterQueue: dead letters are lost"},
		{"IngestQueue.Properties.SqsManagedSseEnabled", false, "IngestQueue: SqsManagedSseEnabled is false"},
		{"ScheduleDeadLetterQueuePolicy", nil, "ScheduleDeadLetterQueue: no policy refuses"},
		{"IngestFunctionLogs.Properties.FunctionResponseTypes", nil, "IngestFunctionLogs: FunctionResponseTypes"},
		{"IngestFunctionLogs.Properties.BatchSize", 10, "IngestFunctionLogs: BatchSize is 10"},
		{"IngestFunctionLogs.Properties.ScalingConfig", nil, "IngestFunctionLogs: has no brake"},
		{"IngestFunction.Properties.Architectures", []any{"x86_64"}, "IngestFunction: Architectures"},
		{"IngestFunction.Properties.LoggingConfig.LogGroup", nil, "IngestFunction: has no log group"},
		{"ReportLogGroup.Properties.RetentionInDays", nil, "ReportLogGroup: is kept for ever"},
		{"LakeBucket.Properties.BucketEncryption", nil, "LakeBucket: is not encrypted"},
		{"LakeBucket.Properties.PublicAccessBlockConfiguration.BlockPublicPolicy", false, "LakeBucket: PublicAccessBlockConfiguration.BlockPublicPolicy"},
		{"LogsBucket.Properties.LifecycleConfiguration", nil, "LogsBucket: broken uploads"},
		{"LogsBucketPolicy", nil, "LogsBucket: no policy refuses"},
		{"LakeBucketPolicy.Properties.PolicyDocument.Statement.0.Condition", nil, "LakeBucket: no policy refuses"},
		{"Workgroup.Properties.WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration", nil, "Workgroup: results are not encrypted"},
		{"Workgroup.Properties.WorkGroupConfiguration.BytesScannedCutoffPerQuery", nil, "Workgroup: a query may read without end"},
		{"IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource", "*", "IngestRole: may do s3:GetObject to *"},
		{"IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource", "arn:aws:s3:::*", "IngestRole: may do s3:GetObject to arn:aws:s3:::*"},
		{"IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Action", "s3:*", "IngestRole: may do s3:*"},
		{"IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Action", "s3:DeleteObject", "IngestRole: a function may delete"},
		{"IngestRole.Properties.ManagedPolicyArns", []any{"arn:aws:iam::aws:policy/AmazonS3FullAccess"}, "IngestRole: has a policy that is not"},
		{"ReportRole.Properties.Policies.0.PolicyDocument.Statement.3.Fn::If.1.Condition", nil, "ReportRole: may send as anybody"},
		{"ReportRole.Properties.Policies.0.PolicyDocument.Statement.6.Fn::If.1.Condition", nil, "ReportRole: may use the key for anything"},
		{"ReportFunctionReportSchedule.Properties.Target.Input", "{}", "ReportFunctionReportSchedule: the event does not say"},
		{"ReportFunctionReportSchedule.Properties.Target.DeadLetterConfig", nil, "ReportFunctionReportSchedule: has no dead-letter"},
		{"ReportFunctionReportSchedule.Properties.Target.RetryPolicy", nil, "ReportFunctionReportSchedule: is not tried again"},
		{"ReportFunctionReportSchedule.Properties.ScheduleExpressionTimezone", nil, "ReportFunctionReportSchedule: has no time zone"},
		{"IngestFunctionEventInvokeConfig", nil, "IngestFunctionReconcileSchedule: a run of IngestFunction that fails is lost"},
		{"ReportFunctionEventInvokeConfig.Properties.DestinationConfig.OnFailure.Destination", "arn:IngestQueue", "ReportFunctionWatchSchedule: what fails goes elsewhere"},
		{"IngestRole.Properties.Policies.0.PolicyDocument.Statement.6.Effect", "Deny", "IngestFunctionReconcileSchedule: IngestRole may not say what failed"},
		{"ReportFunctionAlertSchedule.Properties.Name", "alert", "ReportFunctionAlertSchedule: its name"},
		{"QueueAgeAlarm.Properties.AlarmDescription", "old", "QueueAgeAlarm: does not say what to do"},
		{"QueueAgeAlarm.Properties.AlarmActions", nil, "QueueAgeAlarm: tells nobody"},
		{"QueueAgeAlarm.Properties.TreatMissingData", nil, "QueueAgeAlarm: does not say what no data means"},
		{"QueueAgeAlarm.Properties.Dimensions.0.Value", "Queue", "QueueAgeAlarm: is about Queue"},
	} {
		t.Run(test.path, func(t *testing.T) {
			s := resolve(t, edit(t, template, "Resources."+test.path, test.to), choices["all"])
			if strings.HasPrefix(test.path, "LogsBucket") { // which a stack on an existing bucket has not
				s = resolve(t, edit(t, template, "Resources."+test.path, test.to), mailing)
			}
			problems := Problems(s)
			if !slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, test.want) }) {
				t.Errorf("problems %q, want %q among them", problems, test.want)
			}
		})
	}
	for path, want := range map[string]string{
		"Parameters.TopHits.Description":          "parameter TopHits: says nothing",
		"Parameters.TopHits.MinValue":             "parameter TopHits: takes anything",
		"Parameters.TopHits":                      "parameter TopHits: there is none",
		"Metadata.AWS::CloudFormation::Interface": "parameter ZipSize: is in no group",
	} {
		broken := edit(t, template, path, nil)
		s, _ := Resolve(broken, Parameters{"TopHits": "0"})
		if problems := Problems(s); !slices.Contains(problems, want) && !slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, want) }) {
			t.Errorf("without %s: problems %q, want %q", path, problems, want)
		}
	}
}

// edit returns the template with the value at a path replaced, or removed.
func edit(t *testing.T, template []byte, path string, to any) []byte {
	t.Helper()
	var root any
	if err := json.Unmarshal(template, &root); err != nil {
		t.Fatal(err)
	}
	names := strings.Split(path, ".")
	last := names[len(names)-1]
	v := root
	for _, name := range names[:len(names)-1] {
		if array, ok := v.([]any); ok {
			v = array[name[0]-'0']
			continue
		}
		object, ok := v.(map[string]any)
		if !ok || object[name] == nil {
			t.Fatalf("the template has no %s of %s", name, path)
		}
		v = object[name]
	}
	object := v.(map[string]any)
	if object[last] = to; to == nil {
		delete(object, last)
	}
	edited, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return edited
}
