package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store/s3store"
	"github.com/easreport/easreport/internal/version"
)

// environ is an environment of these variables, besides the one that is needed.
func environ(pairs ...string) func(string) string {
	set := map[string]string{"EASREPORT_LAKE": "s3://lake"}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		set[name] = value
	}
	return func(name string) string { return set[name] }
}

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestConfig(t *testing.T) {
	plain := config{
		lake: s3store.Location{Bucket: "lake"}, stack: "easreport", memory: 1769, when: publish.Always, zone: time.UTC,
		schedule: expression{text: "cron(0 6 * * ? *)"}, look: publish.Look{Version: version.Current()}, limits: publish.Limits{ZipFrom: 2, LinkAbove: 7}, alertMinimumHits: 1500, alertHours: 3,
		diagnosis: finding.DefaultOptions(), expected: report.Expected{Days: report.DefaultExpectedDays}, engine: embedded,
	}
	named, unsent := plain, plain
	named.stack = "east-report"
	unsent.sender = "eas@contoso.com"
	full := config{
		lake: s3store.Location{Bucket: "one", Prefix: "iis/lake", Owner: "123456789012"}, stack: "east", memory: 1769,
		sender: "EAS <eas@contoso.com>", recipients: []string{"a@contoso.com", "B <b@contoso.com>"}, configurationSet: "reports", when: publish.Flagged,
		zone: zoneOf(t, "Europe/Berlin"), schedule: expression{text: "cron(30 7 ? * MON-FRI *)"}, minimumHits: 1000, topHits: 10, bucketSeconds: 3600, byUserAgent: true,
		look: publish.Look{Version: version.Current(), Prefix: "East"}, limits: publish.Limits{ZipFrom: 0.5, LinkAbove: 28}, alertMinimumHits: 5000, alertHours: 24,
		engine: onAthena, workgroup: "east", database: "mobile",
		diagnosis: finding.DefaultOptions(), expected: report.Expected{Days: 7, Servers: []string{"CAS1"}, Sites: []string{"logs/cas1"}, Retired: []string{"CAS9"}},
	}
	full.diagnosis.Thresholds.Burst = 100
	for _, c := range []struct {
		name        string
		environment []string
		want        config
		columns     string
	}{
		{"defaults", nil, plain, ""},
		{"empty is not set", []string{"EASREPORT_STACK=", "EASREPORT_TIME_ZONE=", "EASREPORT_RECIPIENTS= , "}, plain, ""},
		{"named by the function", []string{"AWS_LAMBDA_FUNCTION_NAME=east-report"}, named, ""},
		{"nobody to mail to", []string{"EASREPORT_SENDER=eas@contoso.com"}, unsent, ""},
		{"everything", []string{
			"EASREPORT_LAKE=s3://one/iis/lake/", "EASREPORT_OWNER=123456789012", "EASREPORT_STACK=east", "AWS_LAMBDA_FUNCTION_NAME=f",
			"EASREPORT_SENDER=EAS <eas@contoso.com>", "EASREPORT_RECIPIENTS=a@contoso.com, B <b@contoso.com>,", "EASREPORT_SES_CONFIGURATION_SET=reports",
			"EASREPORT_SEND_WHEN=flagged", "EASREPORT_TIME_ZONE=Europe/Berlin", "EASREPORT_SCHEDULE=cron(30 7 ? * MON-FRI *)", "EASREPORT_MINIMUM_HITS=1000", "EASREPORT_TOP_HITS=10",
			"EASREPORT_REPORT_BY_SECONDS=3600", "EASREPORT_BY_USER_AGENT=true", "EASREPORT_PREFIX=East", "EASREPORT_HTML_COLUMNS=user, hits",
			"EASREPORT_ZIP_ABOVE_MB=0.5", "EASREPORT_LINK_ABOVE_MB=28", "EASREPORT_ALERT_MINIMUM_HITS=5000", "EASREPORT_ALERT_HOURS=24",
			"EASREPORT_MERGE_ENGINE=athena", "EASREPORT_WORKGROUP=east", "EASREPORT_DATABASE=mobile",
			`EASREPORT_RULES={"burst": 100}`, `EASREPORT_EXPECTED={"days": 7, "servers": ["CAS1"], "sites": ["logs/cas1"], "retired": ["CAS9"]}`,
		}, full, "User Hits"},
	} {
		got, err := newConfig(environ(c.environment...))
		var columns []string
		for _, column := range got.look.Columns {
			columns = append(columns, column.Name)
		}
		got.look.Columns = nil
		diff := cmp.Diff(c.want, got, cmp.AllowUnexported(config{}), cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
			cmp.Comparer(func(a, b expression) bool { return a.text == b.text }))
		if diff != "" || err != nil || strings.Join(columns, " ") != c.columns {
			t.Errorf("%s: columns %q, %v (-want +got):\n%s", c.name, columns, err, diff)
		}
	}
}

// mistaken is an environment with a mistake in each variable that can have one.
var mistaken = []string{
	"EASREPORT_LAKE=/var/lake", "EASREPORT_SEND_WHEN=never", "EASREPORT_TIME_ZONE=Berlin", "EASREPORT_SCHEDULE=cron(0 6 * * *)", "EASREPORT_MINIMUM_HITS=many", "EASREPORT_TOP_HITS=-1",
	"EASREPORT_REPORT_BY_SECONDS=1.5", "EASREPORT_BY_USER_AGENT=maybe", "EASREPORT_PREFIX=../up", "EASREPORT_HTML_COLUMNS=User,Password",
	"EASREPORT_ZIP_ABOVE_MB=0", "EASREPORT_LINK_ABOVE_MB=29", "EASREPORT_ALERT_MINIMUM_HITS=0", "EASREPORT_ALERT_HOURS=25", "EASREPORT_OWNER=me",
	`EASREPORT_RULES={"burst": "none"}`, `EASREPORT_EXPECTED={"day": 7}`, "EASREPORT_MERGE_ENGINE=spark",
	"EASREPORT_RECIPIENTS=nobody",
}

func TestMistakes(t *testing.T) {
	all := make([]string, len(mistaken), len(mistaken)+1)
	for i, pair := range mistaken {
		name, _, _ := strings.Cut(pair, "=")
		all[i] = name + ": "
	}
	const addresses = "EASREPORT_SENDER, EASREPORT_RECIPIENTS: "
	all[len(all)-1] = addresses + "message is not valid"
	const sender = "EASREPORT_SENDER=eas@contoso.com"
	for _, c := range []struct {
		environment []string
		want        []string // are in the lines of the error that name a variable
	}{
		{[]string{"EASREPORT_LAKE="}, []string{"EASREPORT_LAKE: not set"}},
		{[]string{"EASREPORT_TIME_ZONE=Local"}, []string{"EASREPORT_TIME_ZONE: "}},
		{[]string{"EASREPORT_TIME_ZONE=W. Europe Standard Time"}, []string{`EASREPORT_TIME_ZONE: "W. Europe Standard Time" is a name of Windows: use its IANA name, Europe/Berlin`}},
		{[]string{"EASREPORT_TIME_ZONE=../etc/passwd"}, []string{"EASREPORT_TIME_ZONE: "}},
		{[]string{"EASREPORT_ZIP_ABOVE_MB=NaN"}, []string{"EASREPORT_ZIP_ABOVE_MB: "}},
		{[]string{"EASREPORT_ALERT_HOURS=0"}, []string{"EASREPORT_ALERT_HOURS: "}},
		{[]string{"EASREPORT_RULES={"}, []string{"EASREPORT_RULES: "}},
		{[]string{`EASREPORT_EXPECTED={"days": 367}`}, []string{"EASREPORT_EXPECTED: "}},
		{[]string{"EASREPORT_MERGE_ENGINE=athena", "EASREPORT_DATABASE=mobile"}, []string{"EASREPORT_WORKGROUP, EASREPORT_DATABASE: "}},
		{[]string{"EASREPORT_MINIMUM_HITS=-1"}, []string{"EASREPORT_MINIMUM_HITS: "}},
		{[]string{"EASREPORT_MINIMUM_HITS=99999999999999999999"}, []string{"EASREPORT_MINIMUM_HITS: "}},
		{[]string{"EASREPORT_RECIPIENTS=a@contoso.com"}, []string{addresses}},
		{[]string{sender, "EASREPORT_RECIPIENTS=a@contoso.com\r\nBcc: b@contoso.com"}, []string{addresses}},
		{[]string{sender, "EASREPORT_RECIPIENTS=" + strings.Repeat("a@contoso.com,", 50)}, nil},
		{[]string{sender, "EASREPORT_RECIPIENTS=" + strings.Repeat("a@contoso.com,", 51)}, []string{addresses + "51 recipients"}},
		{mistaken, all},
	} {
		_, err := newConfig(environ(c.environment...))
		var named []string
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if strings.HasPrefix(line, "EASREPORT_") {
					named = append(named, line)
				}
			}
		}
		if len(named) != len(c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%q: %d mistakes, want %d:\n%v", c.environment, len(named), len(c.want), err)
			continue
		}
		text := "\n" + strings.Join(named, "\n")
		for _, want := range c.want {
			if !strings.Contains(text, "\n"+want) {
				t.Errorf("%q: no %q in\n%v", c.environment, want, err)
			}
		}
	}
}
