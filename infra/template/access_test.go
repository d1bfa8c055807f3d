package template

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
)

// ask is a call to one resource, as our code makes it: by TLS, and writing rows by
// compare-and-swap.
func ask(action, resource, prefix string) Request {
	r := Request{Action: action, Resources: []string{resource}, Context: map[string][]string{"aws:securetransport": {"true"}}}
	if prefix != "" {
		r.Context["s3:prefix"] = []string{prefix}
	}
	if action == "s3:PutObject" {
		r.Context["s3:objectcreationoperation"], r.Context["s3:if-match"] = []string{"true"}, []string{"etag"}
	}
	return r
}

// access is a call and whether it is allowed.
type access struct {
	name, role string
	parameters Parameters
	request    Request
	want       bool
}

// TestAccess tries each role on the keys that the code makes, and on others.
func TestAccess(t *testing.T) {
	template := readTemplate(t)
	for wrong := range wrongAccess(t, template) {
		t.Error(wrong)
	}
}

// wrongAccess yields the calls that a template decides wrongly.
func wrongAccess(t *testing.T, template []byte) iter.Seq[string] {
	t.Helper()
	return func(yield func(string) bool) {
		stacks := map[string]Stack{}
		for _, a := range slices.Concat(ofKeys(), ofEngine(), ofExistingBucket(), ofAnalysts(), ofConditions(), ofSES(), ofOperators(), ofGrants()) {
			parameters := fmt.Sprint(a.parameters)
			s, known := stacks[parameters]
			if !known {
				s = resolve(t, template, a.parameters)
				stacks[parameters] = s
			}
			got := s.Authorize(a.role, a.request) == ""
			if got != a.want && !yield(fmt.Sprintf("%s%s may do %s to %v %v: %t", a.name, a.role, a.request.Action, a.request.Resources, a.request.Context, got)) {
				return
			}
		}
	}
}

// ofKeys are calls about keys that the code makes.
func ofKeys() (all []access) {
	id := lake.NewSourceID("logs", "key")
	day := lake.DayOf(time.Now().Unix())
	const logs, in = "arn:aws:s3:::LogsBucket", "arn:aws:s3:::LakeBucket"
	for _, c := range []struct {
		role, action, resource, prefix string
		want                           bool
	}{
		{"IngestRole", "s3:GetObject", logs + "/CAS01/W3SVC1/u_ex111224.log", "", true},
		{"IngestRole", "s3:PutObject", logs + "/CAS01/W3SVC1/u_ex111224.log", "", false},
		{"IngestRole", "s3:ListBucket", logs, "", true}, // a HEAD of what is not there
		{"IngestRole", "s3:PutObject", in + "/lake.json", "", false},
		{"ReportRole", "s3:GetObject", in + "/lake.json", "", true},
		{"ReportRole", "s3:PutObject", in + "/lake.json", "", true},
		{"IngestRole", "s3:PutObject", in + "/" + lake.ActivityKey(day, id), "", true},
		{"IngestRole", "s3:GetObject", in + "/" + lake.ActivityKey(day, id), "", true},
		{"IngestRole", "s3:PutObject", in + "/" + lake.Output{Table: lake.ActivityTable, Day: day}.MarkerKey(id), "", true},
		{"IngestRole", "s3:PutObject", in + "/" + lake.DoneKey(id), "", true},
		{"IngestRole", "s3:PutObject", in + "/" + lake.QuarantineKey(id), "", true},
		{"IngestRole", "s3:GetObject", in + "/" + lake.ReconciledKey(day), "", true},
		{"IngestRole", "s3:PutObject", in + "/" + lake.ReconciledKey(day), "", true},
		{"IngestRole", "s3:ListBucket", in, lake.SourcePrefix(id), true},
		{"IngestRole", "s3:ListBucket", in, lake.QuarantinePrefix, true},
		{"IngestRole", "s3:ListBucket", in, lake.ActivityPrefix, true},
		{"IngestRole", "s3:ListBucket", in, "reports/v2/", false},
		{"IngestRole", "s3:PutObject", in + "/reports/v2/dt=2011-12-24/x", "", false},
		{"ReportRole", "s3:GetObject", in + "/" + lake.ActivityKey(day, id), "", true},
		{"ReportRole", "s3:PutObject", in + "/" + lake.ActivityKey(day, id), "", false},
		{"ReportRole", "s3:GetObject", in + "/" + lake.QuarantineKey(id), "", true},
		{"ReportRole", "s3:ListBucket", in, lake.ActivityPrefix, true},
		{"ReportRole", "s3:ListBucket", in, lake.QuarantinePrefix, true},
		{"ReportRole", "s3:PutObject", in + "/devices/v2/dt=2011-12-24/devices.parquet", "", true},
		{"ReportRole", "s3:PutObject", in + "/" + lake.TrafficKey(day), "", true},
		{"ReportRole", "s3:PutObject", in + "/" + lake.TableMarkerKey(lake.TrafficKey(day)), "", true},
		{"ReportRole", "s3:PutObject", in + "/" + lake.DoneKey(id), "", false},
		{"ReportRole", "s3:PutObject", in + "/" + lake.ReconciledKey(day), "", true},
		{"ReportRole", "s3:GetObject", in + "/" + lake.ReconciledKey(day), "", true},
		{"ReportRole", "s3:GetObject", in + "/" + lake.TrafficKey(day), "", true},
		{"IngestRole", "s3:PutObject", in + "/" + lake.TrafficKey(day), "", false},
		{"ReportRole", "s3:PutObject", in + "/reports/v2/dt=2011-12-24/sent/f/r", "", true},
		{"ReportRole", "s3:PutObject", in + "/alerts/v2/dt=2011-12-24/d", "", true},
		{"ReportRole", "s3:GetObject", logs + "/CAS01/W3SVC1/u_ex111224.log", "", false},
		{"OperatorPolicy", "s3:DeleteObject", in + "/" + lake.ActivityKey(day, id), "", true},
		{"OperatorPolicy", "s3:DeleteObject", logs + "/CAS01/W3SVC1/u_ex111224.log", "", false},
		{"OperatorPolicy", "s3:PutObject", logs + "/CAS01/W3SVC1/u_ex111224.log", "", false},
		{"OperatorPolicy", "s3:PutObject", logs + "/easreport-doctor/sample.log", "", true},
		{"OperatorPolicy", "s3:DeleteObject", logs + "/easreport-doctor/sample.log", "", true},
	} {
		all = append(all, access{"", c.role, mailing, ask(c.action, c.resource, c.prefix), c.want})
	}
	return all
}

// ofEngine are calls that the report function makes if Athena merges, and may make only then.
func ofEngine() (all []access) {
	const in = "arn:aws:s3:::LakeBucket"
	merged := in + "/" + lake.EnginePrefix + "dt=2011-12-24/attempt/rows/file"
	id, day := lake.NewSourceID("logs", "key"), lake.DayOf(time.Now().Unix())
	for _, choice := range []string{"mail", "all"} {
		athena := choice == "all"
		for _, c := range []struct {
			action, resource, prefix string
			want                     bool
		}{
			{"s3:PutObject", merged, "", athena},
			{"s3:GetObject", merged, "", athena},
			{"s3:ListBucket", in, lake.EnginePrefix + "dt=2011-12-24/", athena},
			{"s3:PutObject", in + "/athena/result", "", athena},
			{"s3:PutObject", in + "/" + lake.ActivityKey(day, id), "", false},
			{"athena:StartQueryExecution", "arn:aws:athena:eu-central-1:111122223333:workgroup/Workgroup", "", athena},
			{"athena:StartQueryExecution", "arn:aws:athena:eu-central-1:111122223333:workgroup/primary", "", false},
			{"glue:GetTable", "arn:aws:glue:eu-central-1:111122223333:table/Database/activity", "", athena},
			{"glue:GetTable", "arn:aws:glue:eu-central-1:111122223333:table/Database/devices", "", false},
		} {
			all = append(all, access{choice + ": ", "ReportRole", choices[choice], ask(c.action, c.resource, c.prefix), c.want})
		}
	}
	return all
}

// ofExistingBucket are calls about a bucket that may hold more than logs.
func ofExistingBucket() (all []access) {
	for _, c := range []struct {
		role, action, resource, prefix string
		want                           bool
	}{
		{"IngestRole", "s3:GetObject", "arn:aws:s3:::iis-logs/exchange/iis/CAS01/a.log", "", true},
		{"IngestRole", "s3:GetObject", "arn:aws:s3:::iis-logs/exchange/other", "", false},
		{"IngestRole", "s3:PutObject", "arn:aws:s3:::iis-logs/exchange/iis/CAS01/a.log", "", false},
		{"IngestRole", "s3:ListBucket", "arn:aws:s3:::iis-logs", "exchange/iis/", true},
		{"IngestRole", "s3:ListBucket", "arn:aws:s3:::iis-logs", "exchange/other/", false},
		{"OperatorPolicy", "s3:GetObject", "arn:aws:s3:::iis-logs/exchange/iis/CAS01/a.log", "", true},
		{"OperatorPolicy", "s3:GetObject", "arn:aws:s3:::iis-logs/exchange/other", "", false},
		{"OperatorPolicy", "s3:ListBucket", "arn:aws:s3:::iis-logs", "exchange/other/", false},
	} {
		all = append(all, access{"existing bucket: ", c.role, choices["existing bucket"], ask(c.action, c.resource, c.prefix), c.want})
	}
	return all
}

// TestWhereLogsAre: the rule that starts the ingest function, and what the function
// is told, are about the same place.
func TestWhereLogsAre(t *testing.T) {
	template := readTemplate(t)
	for _, test := range []struct {
		choice, bucket, prefix, logs string
	}{
		{"defaults", "LogsBucket", "", "s3://LogsBucket"},
		{"existing bucket", "iis-logs", "exchange/iis/", "s3://iis-logs/exchange/iis"},
	} {
		s := resolve(t, template, choices[test.choice])
		if got := texts(s.At("LogsRule", "EventPattern.detail.bucket.name")); !slices.Equal(got, []string{test.bucket}) {
			t.Errorf("%s: events of %q", test.choice, got)
		}
		prefix := ""
		for _, filter := range list(s.At("LogsRule", "EventPattern.detail.object.key")) {
			prefix = text(at(filter, "prefix"))
		}
		if prefix != test.prefix {
			t.Errorf("%s: events under %q", test.choice, prefix)
		}
		if got := s.At("IngestFunction", "Environment.Variables.EASREPORT_LOGS"); got != test.logs {
			t.Errorf("%s: EASREPORT_LOGS is %v", test.choice, got)
		}
		if made := s.Resources["LogsBucket"].Type != ""; made != (test.choice == "defaults") {
			t.Errorf("%s: makes a bucket: %t", test.choice, made)
		}
	}
}

// TestKeptLake: with the lake of an earlier stack everything is about that bucket, which
// the stack neither makes nor changes but for its policy.
func TestKeptLake(t *testing.T) {
	s := resolve(t, readTemplate(t), choices["a kept lake"])
	if s.Resources["LakeBucket"].Type != "" {
		t.Error("a second lake is made")
	}
	for id, path := range map[string]string{
		"IngestFunction": "Environment.Variables.EASREPORT_LAKE", "ReportFunction": "Environment.Variables.EASREPORT_LAKE",
		"ActivityTable": "TableInput.StorageDescriptor.Location", "DevicesTable": "TableInput.StorageDescriptor.Location",
	} {
		if got := text(s.At(id, path)); !strings.HasPrefix(got, "s3://kept-lake") {
			t.Errorf("%s of %s is %q", path, id, got)
		}
	}
	for id, resource := range s.Resources {
		if strings.Contains(text(resource.Properties), "LakeBucket") && id != "LakeBucketPolicy" {
			t.Errorf("%s is about a bucket that is not made", id)
		}
	}
	day := lake.DayOf(time.Now().Unix())
	if s.Authorize("IngestRole", ask("s3:PutObject", "arn:aws:s3:::kept-lake/"+lake.ActivityKey(day, lake.NewSourceID("logs", "key")), "")) != "" {
		t.Error("the ingest function may not write to the kept lake")
	}
}

// ofAnalysts are calls of who asks Athena, and reads tables; neither reports nor logs.
func ofAnalysts() (all []access) {
	const in = "arn:aws:s3:::LakeBucket/"
	for _, c := range []struct {
		action, resource string
		want             bool
	}{
		{"athena:StartQueryExecution", "arn:aws:athena:eu-central-1:111122223333:workgroup/Workgroup", true},
		{"athena:StartQueryExecution", "arn:aws:athena:eu-central-1:111122223333:workgroup/primary", false},
		{"glue:GetTable", "arn:aws:glue:eu-central-1:111122223333:table/Database/requests", true},
		{"s3:GetObject", in + "activity/v2/dt=2011-12-24/0.parquet", true},
		{"s3:GetObject", in + "devices/v2/dt=2011-12-24/devices.parquet", true},
		{"s3:PutObject", in + "athena/answer.csv", true},
		{"s3:PutObject", in + "activity/v2/dt=2011-12-24/0.parquet", false},
		{"s3:GetObject", in + "reports/v2/dt=2011-12-24/f/easreport.html", false},
		{"s3:GetObject", "arn:aws:s3:::LogsBucket/CAS01/a.log", false},
	} {
		all = append(all, access{"", "AnalystPolicy", mailing, ask(c.action, c.resource, ""), c.want})
	}
	return all
}

// TestBoundary: every role of the stack is bounded, those that SAM makes as well.
func TestBoundary(t *testing.T) {
	s := resolve(t, readTemplate(t), choices["all"])
	roles := s.Of("AWS::IAM::Role")
	for _, role := range roles {
		if got := s.At(role, "PermissionsBoundary"); got != choices["all"]["PermissionsBoundary"] {
			t.Errorf("%s is bounded by %v", role, got)
		}
	}
	if len(roles) < 6 {
		t.Errorf("roles %q: those of the schedules are missing", roles)
	}
}
