package template

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// transformed is template.yaml as SAM transforms it.
var transformed = sync.OnceValues(func() ([]byte, error) {
	command := exec.Command(os.Getenv("EASREPORT_TEMPLATE_PYTHON"), "transform.py", "../../template.yaml")
	command.Stderr = os.Stderr
	return command.Output()
})

func readTemplate(t testing.TB) []byte {
	t.Helper()
	if os.Getenv("EASREPORT_TEMPLATE_PYTHON") == "" {
		t.Skip("EASREPORT_TEMPLATE_PYTHON names no Python with requirements.txt: make validate sets it")
	}
	template, err := transformed()
	if err != nil {
		t.Fatalf("transforming the template: %v", err)
	}
	return template
}

func resolve(t testing.TB, template []byte, p Parameters) Stack {
	t.Helper()
	s, err := Resolve(template, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mailing is a stack with all that mail needs.
var mailing = Parameters{"Recipients": "a@contoso.com,b@contoso.com", "Sender": "eas@contoso.com"}

const key = "arn:aws:kms:eu-central-1:111122223333:key/k"

var choices = map[string]Parameters{
	"defaults":        nil,
	"mail":            mailing,
	"existing bucket": {"ExistingLogsBucket": "iis-logs", "LogsPrefix": "exchange/iis"},
	"key":             {"KmsKeyArn": key},
	"all": {
		"Recipients": "a@contoso.com", "Sender": "eas@contoso.com", "SenderIdentity": "eas@contoso.com", "SesConfigurationSet": "eas",
		"ExistingLogsBucket": "iis-logs", "LogsPrefix": "iis", "KmsKeyArn": key, "Hourly": "true", "Alerts": "true", "AlarmEmail": "c@contoso.com",
	},
	"nothing expires": {"LogsRetentionDays": "0", "ActivityRetentionDays": "0"},
}

func TestTemplate(t *testing.T) {
	template := readTemplate(t)
	for name, parameters := range choices {
		t.Run(name, func(t *testing.T) {
			for _, problem := range Problems(resolve(t, template, parameters)) {
				t.Error(problem)
			}
		})
	}
}

func TestTables(t *testing.T) {
	s := resolve(t, readTemplate(t), nil)
	for id, columns := range map[string]func() ([]Column, error){"ActivityTable": ActivityColumns, "DevicesTable": DevicesColumns} {
		written, err := columns()
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range TableProblems(s, id, written) {
			t.Error(problem)
		}
		if problems := TableProblems(s, id, written[1:]); len(problems) != 1 {
			t.Errorf("%s without a column: problems %q", id, problems)
		}
	}
}

// programs are the functions, by their ids.
var programs = map[string]string{"IngestFunction": "./functions/ingest", "ReportFunction": "./functions/report"}

// TestAgreement holds each function against its code: what it may do, what it is
// told, and the metrics that are shown of it.
func TestAgreement(t *testing.T) {
	s := resolve(t, readTemplate(t), mailing)
	shown, err := Metrics(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(shown) < 10 {
		t.Errorf("metrics %q: too few", shown)
	}
	for function, folder := range programs {
		code, err := ReadCode("../..", folder)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s calls %s", function, strings.Join(code.Calls, ", "))
		problems, err := Disagreements(s, function, code)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range problems {
			t.Error(problem)
		}
		shown = slices.DeleteFunc(shown, func(name string) bool { return code.Texts[name] })
	}
	if len(shown) > 0 {
		t.Errorf("metrics are shown that no function writes: %q", shown)
	}
}

func TestDisagreements(t *testing.T) {
	s := resolve(t, readTemplate(t), mailing)
	code := Code{
		Calls: []string{"s3.GetObject", "s3.DeleteObject"},
		Texts: map[string]bool{"EASREPORT_LAKE": true, "EASREPORT_NEW": true},
	}
	got, err := Disagreements(s, "IngestFunction", code)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"IngestFunction: does not need s3:AbortMultipartUpload",
		"IngestFunction: does not need s3:ListBucket",
		"IngestFunction: does not need s3:PutObject",
		"IngestFunction: does not read EASREPORT_BUCKET_SECONDS",
		"IngestFunction: does not read EASREPORT_LOGS",
		"IngestFunction: does not read EASREPORT_OWNER",
		"IngestFunction: does not read EASREPORT_PRICE_GB_SECOND",
		"IngestFunction: does not read EASREPORT_STACK",
		"IngestFunction: is not given EASREPORT_NEW",
		"IngestFunction: needs s3:DeleteObject",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("disagreements (-want +got):\n%s", diff)
	}
	if _, err := Disagreements(s, "IngestFunction", Code{Calls: []string{"s3.PutBucketPolicy"}}); err == nil {
		t.Error("an operation without known actions: no error")
	}
}

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
		{"IngestFunction.Properties.TracingConfig", nil, "IngestFunction: TracingConfig.Mode"},
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
		{"ReportRole.Properties.Policies.0.PolicyDocument.Statement.7.Fn::If.1.Condition", nil, "ReportRole: may use the key for anything"},
		{"ReportFunctionReportSchedule.Properties.Target.Input", "{}", "ReportFunctionReportSchedule: the event does not say"},
		{"ReportFunctionReportSchedule.Properties.Target.DeadLetterConfig", nil, "ReportFunctionReportSchedule: has no dead-letter"},
		{"ReportFunctionReportSchedule.Properties.Target.RetryPolicy", nil, "ReportFunctionReportSchedule: is not tried again"},
		{"ReportFunctionReportSchedule.Properties.ScheduleExpressionTimezone", nil, "ReportFunctionReportSchedule: has no time zone"},
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
