package template

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
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
		"Recipients": "a@contoso.com", "Sender": "eas@contoso.com", "SesConfigurationSet": "eas", "PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary",
		"ExistingLogsBucket": "iis-logs", "LogsPrefix": "iis", "KmsKeyArn": key, "Hourly": "true", "Alerts": "true", "AlarmEmail": "c@contoso.com",
		"MergeEngine": "athena",
	},
	"a kept lake":     {"ExistingLakeBucket": "kept-lake"},
	"without Athena":  {"Athena": "false", "Recipients": "a@contoso.com", "Sender": "eas@contoso.com"},
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
	for id, columns := range map[string]func() ([]Column, error){"ActivityTable": ActivityColumns, "RequestDayTable": RequestColumns, "DevicesTable": DevicesColumns, "TrafficTable": TrafficColumns} {
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

// readCode reads a program of the module.
func readCode(t *testing.T, folder string) Code {
	t.Helper()
	code, err := ReadCode("../..", folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s calls %s", folder, strings.Join(code.Calls, ", "))
	return code
}

// TestAgreement holds each function against its code: what it may do, what it is
// told, and the metrics that are shown of it.
func TestAgreement(t *testing.T) {
	template := readTemplate(t)
	s := resolve(t, template, mailing)
	shown, err := Metrics(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(shown) < 10 {
		t.Errorf("metrics %q: too few", shown)
	}
	for function, folder := range programs {
		code := readCode(t, folder)
		for _, parameters := range []Parameters{mailing, choices["all"]} {
			problems, err := Disagreements(resolve(t, template, parameters), function, code)
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range problems {
				t.Error(problem)
			}
		}
		shown = slices.DeleteFunc(shown, func(name string) bool { return code.Texts[name] })
	}
	if len(shown) > 0 {
		t.Errorf("metrics are shown that no function writes: %q", shown)
	}
}

// TestWhatStays: of a stack that is deleted the buckets stay, of a creation that failed nothing does.
func TestWhatStays(t *testing.T) {
	var template struct {
		Resources map[string]struct{ Type, DeletionPolicy, UpdateReplacePolicy string }
	}
	if err := json.Unmarshal(readTemplate(t), &template); err != nil {
		t.Fatal(err)
	}
	for id, r := range template.Resources {
		deletion, replacement := "", ""
		if r.Type == "AWS::S3::Bucket" {
			deletion, replacement = "RetainExceptOnCreate", "Retain"
		}
		if r.DeletionPolicy != deletion || r.UpdateReplacePolicy != replacement {
			t.Errorf("%s, a %s: DeletionPolicy %q, UpdateReplacePolicy %q", id, r.Type, r.DeletionPolicy, r.UpdateReplacePolicy)
		}
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
		"IngestFunction: does not need sqs:ChangeMessageVisibility",
		"IngestFunction: does not read EASREPORT_BUCKET_SECONDS",
		"IngestFunction: does not read EASREPORT_LOGS",
		"IngestFunction: does not read EASREPORT_LOGS_OWNER",
		"IngestFunction: does not read EASREPORT_OWNER",
		"IngestFunction: does not read EASREPORT_PRICE_GB_SECOND",
		"IngestFunction: does not read EASREPORT_QUEUE",
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

	s = resolve(t, edit(t, readTemplate(t), "Resources.MissingLogsAlarm.Properties.MetricName", "Forgotten"), mailing)
	if shown, err := Metrics(s); err != nil || !slices.Contains(shown, "Forgotten") || !slices.Contains(shown, "LagSeconds") {
		t.Errorf("metrics %q, %v", shown, err)
	}
}

var verb = regexp.MustCompile(`easreport ([a-z]+)`)

// TestRunbooks: each command that an alarm names is one of easreport's, and each dead
// letter queue has an alarm.
func TestRunbooks(t *testing.T) {
	s := resolve(t, readTemplate(t), mailing)
	commands := readCode(t, "./functions/easreport").Texts
	for _, alarm := range s.Of("AWS::CloudWatch::Alarm") {
		for _, m := range verb.FindAllStringSubmatch(text(s.At(alarm, "AlarmDescription")), -1) {
			known := false
			for text := range commands {
				known = known || text == m[1] || strings.HasPrefix(text, m[1]+" ")
			}
			if !known {
				t.Errorf("%s: there is no easreport %s", alarm, m[1])
			}
		}
	}
	for _, queue := range s.Of("AWS::SQS::Queue") {
		if s.At(queue, "RedrivePolicy") != nil {
			continue
		}
		if !slices.ContainsFunc(s.Of("AWS::CloudWatch::Alarm"), func(alarm string) bool {
			return strings.Contains(text(s.At(alarm, "Dimensions")), queue)
		}) {
			t.Errorf("%s: no alarm hears of its dead letters", queue)
		}
	}
}
