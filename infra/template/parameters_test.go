package template

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// values has right and wrong values of each parameter that is more than a number or a choice. The wrong
// ones are likely mistakes; functions/report tests those that only the function can find.
var values = map[string]struct{ right, wrong []string }{
	"Recipients": {
		[]string{"", "a@contoso.com", "a@contoso.com,b@contoso.com", "a@contoso.com, b.c+d@mail.contoso.com", strings.TrimSuffix(strings.Repeat("a@b.de,", 50), ",")},
		[]string{"admins", "a@contoso.com;b@contoso.com", "Admins <a@contoso.com>", "a@contoso.com,", strings.TrimSuffix(strings.Repeat("a@b.de,", 51), ",")},
	},
	"Sender":              {[]string{"", "eas@contoso.com"}, []string{"eas", "EAS <eas@contoso.com>", "a@contoso.com,b@contoso.com", "eas@conto_so.com"}},
	"SesConfigurationSet": {[]string{"", "company-1"}, []string{"two words", "a/b"}},
	"ReportSchedule":      {schedules, wrongSchedules},
	"AlertSchedule":       {schedules, wrongSchedules},
	"ReconcileSchedule":   {schedules, wrongSchedules},
	"TimeZone": {
		[]string{"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Etc/GMT+5", "America/North_Dakota/New_Salem", "Asia/Ho_Chi_Minh", "US/Eastern"},
		[]string{"", "W. Europe Standard Time", "Berlin", "europe/berlin", "Europe/", "+01:00", "Local", "CET", "Europe/Berlin "},
	},
	"HtmlColumns":  {[]string{"", "User,Hits", "User, AVGRequestTime(s)"}, []string{"User;Hits", `"User"`, "<b>"}},
	"ReportPrefix": {[]string{"", "eas-2026_x"}, []string{"a b", "../x", "a/b"}},
	"Rules": {
		[]string{"{}", "{ }", `{"burst":100}`, `{"burst": 100, "mailbox_full":3}`},
		[]string{"", "burst=100", `{"burst":"100"}`, `{"burst":1.5}`, `{"burst":-1}`, `{burst:100}`, `{"burst":100`, `{"burst":100,}`, "{'burst':100}"},
	},
	"Expected": {
		[]string{"{}", `{"days":14,"servers":["CAS1"],"sites":[],"retired":["CAS9"]}`},
		[]string{"", "CAS1", `["CAS1"]`, `{"days":14`, `{"a":{}}`},
	},
	"ExistingLogsBucket": {buckets, wrongBuckets},
	"ExistingLakeBucket": {buckets, wrongBuckets},
	"LogsBucketOwner":    {[]string{"", "111122223333"}, []string{"1111-2222-3333", "11112222333", "contoso"}},
	"UploaderPrincipals": {
		[]string{"", "111122223333", "arn:aws:iam::111122223333:role/ship/it", "111122223333,arn:aws-cn:iam::444455556666:user/ship"},
		[]string{"*", "ship", "arn:aws:iam::111122223333:root,", "111122223333, 444455556666", "arn:aws:sts::111122223333:assumed-role/a/b"},
	},
	"LogsPrefix":          {[]string{"", "iis", "iis/exchange", "a.b=c/(d)!_-"}, []string{"/iis", "iis/", "iis//exchange", "ii*s", "iis exchange"}},
	"FirstDay":            {[]string{"2024-01-01", "1999-12-31"}, []string{"", "2024-1-1", "01.01.2024", "2024-13-01", "2024-01-32"}},
	"AlarmEmail":          {[]string{"", "ops@contoso.com"}, []string{"ops", "a@contoso.com,b@contoso.com"}},
	"DatabaseName":        {[]string{"", "phones", "p_2"}, []string{"Phones", "my-phones", "2phones", "phones.eas", "_p", strings.Repeat("p", 102)}},
	"KmsKeyArn":           {[]string{"", key}, []string{"alias/x", "arn:aws:kms:eu-central-1:111122223333:alias/x", "1234-5678", key + "," + key}},
	"FormerKmsKeyArns":    {[]string{"", key, key + "," + key}, []string{"alias/x", key + ", " + key, key + ",", strings.Repeat(key+",", 20) + key}},
	"PermissionsBoundary": {[]string{"", "arn:aws:iam::111122223333:policy/a/b", "arn:aws:iam::aws:policy/PowerUserAccess"}, []string{"boundary", "arn:aws:iam::111122223333:role/x"}},
	"PricePerGBSecond":    {[]string{"0.0000133334", ".5"}, []string{"", "1,5", "$0.1", "1e-5", "0.0000133334 USD"}},
}

var (
	schedules      = []string{"cron(0 6 * * ? *)", "cron(0/15 6-8 ? * MON-FRI *)", "cron(30 5 1,15 JAN-DEC ? 2026-2030)", "cron(0 6 L * ? *)", "cron(0 6 ? * 2#1 *)", "rate(1 day)", "rate(6 hours)"}
	wrongSchedules = []string{"", "0 6 * * *", "cron(0 6 * * *)", "cron(0 6 * * ? * *)", "06:00", "at(2026-01-01T00:00:00)", "rate(0 days)", "rate(1 week)", "rate(1.5 hours)", "cron(0 6 * * ? *) "}
	buckets        = []string{"", "iis-logs", "iis.logs.1"}
	wrongBuckets   = []string{"s3://iis-logs", "IIS-Logs", "iis_logs", "iis-logs/exchange", "ab-", "arn:aws:s3:::iis-logs"}
)

// TestPatterns: CloudFormation refuses wrong parameters, and takes right ones; of each parameter that
// has a pattern.
func TestPatterns(t *testing.T) {
	s := resolve(t, readTemplate(t), nil)
	for _, name := range slices.Sorted(maps.Keys(s.Declared)) {
		p := s.Declared[name]
		if !s.Allows(name, text(at(p, "Default"))) {
			t.Errorf("%s: the default is refused", name)
		}
		if at(p, "Type") == "Number" && s.Allows(name, "many") {
			t.Errorf("%s takes a word", name)
		}
		if _, tried := values[name]; tried != (at(p, "AllowedPattern") != nil) {
			t.Errorf("%s: it has a pattern: %t; values are tried: %t", name, !tried, tried)
		}
	}
	for name, tried := range values {
		for _, value := range tried.right {
			if !s.Allows(name, value) {
				t.Errorf("%s: %q is refused", name, value)
			}
		}
		for _, value := range tried.wrong {
			if s.Allows(name, value) {
				t.Errorf("%s: %q is taken", name, value)
			}
		}
	}
}

// TestRules: parameters that do not go together.
func TestRules(t *testing.T) {
	template := readTemplate(t)
	for _, c := range []struct {
		parameters Parameters
		want       []string
	}{
		{nil, nil},
		{mailing, nil},
		{Parameters{"Sender": "eas@contoso.com"}, nil},
		{Parameters{"Recipients": "a@contoso.com"}, []string{"Recipients need a Sender"}},
		{Parameters{"Alerts": "true"}, []string{"Alerts need Recipients"}},
		{Parameters{"Hourly": "true", "ReportBySeconds": "600"}, []string{"Hourly and ReportBySeconds exclude each other"}},
		{Parameters{"Hourly": "true"}, nil},
		{Parameters{"MergeEngine": "athena", "Athena": "false"}, []string{"MergeEngine athena needs Athena"}},
		{Parameters{"LogsBucketOwner": "111122223333"}, []string{"LogsBucketOwner goes with ExistingLogsBucket"}},
		{Parameters{"LogsBucketOwner": "111122223333", "ExistingLogsBucket": "iis"}, nil},
	} {
		s, _ := Resolve(template, c.parameters) // a stack that is refused need not make sense
		if diff := cmp.Diff(c.want, s.Refused); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.parameters, diff)
		}
	}
}

// another is a value of a parameter that is not its default.
func (s Stack) another(name string) string {
	p := s.Declared[name]
	for _, value := range slices.Concat(texts(at(p, "AllowedValues")), values[name].right) {
		if value != text(at(p, "Default")) {
			return value
		}
	}
	return strconv.Itoa(int(number(at(p, "Default"))) + 1)
}

// TestSettingsAreAsked: CloudFormation has the report function check its settings again whenever a
// parameter changes them, and does not wait an hour for the answer.
func TestSettingsAreAsked(t *testing.T) {
	template := readTemplate(t)
	before := resolve(t, template, nil)
	told := 0
	for name := range before.Declared {
		after, _ := Resolve(template, Parameters{name: before.another(name)}) // may need another to go with it
		if cmp.Equal(before.At("ReportFunction", "Environment"), after.At("ReportFunction", "Environment")) {
			continue
		}
		told++
		if name != "ExistingLakeBucket" && cmp.Equal(before.Resources["Settings"], after.Resources["Settings"]) {
			t.Errorf("%s: it changes the function's settings, and they are not checked again", name)
		}
	}
	if told < 20 {
		t.Errorf("only %d parameters tell the report function something", told)
	}
	timeout, function := number(before.At("Settings", "ServiceTimeout")), before.At("Settings", "ServiceToken")
	if timeout < 30 || timeout > 300 || function != "arn:ReportFunction" {
		t.Errorf("%v is asked, and waited for %v s", function, timeout)
	}
}

var ofResource = regexp.MustCompile(`"arn:[A-Z][A-Za-z]+`)

// TestPoliciesFit: whatever the parameters and however long the names, policies have the room that IAM
// gives them (IAM User Guide, "IAM and AWS STS quotas"): 6,144 characters for a managed policy, and
// 10,240 for all inline ones of a role, blanks not counted.
func TestPoliciesFit(t *testing.T) {
	parameters := maps.Clone(choices["all"])
	delete(parameters, "ExistingLogsBucket") // the made one has the longer name
	s := resolve(t, readTemplate(t), nil)
	most := func(name string) int { return int(number(at(s.Declared[name], "MaxLength"))) }
	maps.Copy(parameters, Parameters{
		"LogsPrefix":       strings.Repeat("p", most("LogsPrefix")),
		"Sender":           strings.Repeat("s", most("Sender")-len("@contoso.com")) + "@contoso.com",
		"FormerKmsKeyArns": strings.TrimSuffix(strings.Repeat(strings.Repeat("k", 74)+",", most("FormerKmsKeyArns")/75), ","),
		"AWS::Partition":   "aws-us-gov", "AWS::Region": "us-gov-west-1",
	})
	s = resolve(t, readTemplate(t), parameters)
	for kind, limit := range map[string]int{"AWS::IAM::ManagedPolicy": 6144, "AWS::IAM::Role": 10240} {
		for _, id := range s.Of(kind) {
			var documents []any
			if d := s.At(id, "PolicyDocument"); d != nil {
				documents = append(documents, d)
			}
			for _, p := range list(s.At(id, "Policies")) {
				documents = append(documents, at(p, "PolicyDocument"))
			}
			written, err := json.Marshal(documents)
			if err != nil {
				t.Fatal(err)
			}
			full := ofResource.ReplaceAllString(string(written), `"arn:aws-us-gov:scheduler:us-gov-west-1:111122223333:schedule/default/`+strings.Repeat("n", 64))
			full = strings.NewReplacer("LakeBucket", strings.Repeat("b", 63), "LogsBucket", strings.Repeat("b", 63), "Workgroup", strings.Repeat("w", 128), "Database", strings.Repeat("d", 101)).Replace(full)
			t.Logf("%s: %d characters at most", id, len(full))
			if len(full) > limit {
				t.Errorf("%s: may have %d characters, IAM takes %d", id, len(full), limit)
			}
		}
	}
}
