package main

import (
	"maps"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/store/s3store"
)

// usual is the least that must be set.
var usual = map[string]string{"EASREPORT_LAKE": "s3://lake/eas"}

func configOf(t *testing.T, environment ...map[string]string) (config, error) {
	t.Helper()
	all := maps.Clone(usual)
	for _, part := range environment {
		maps.Copy(all, part)
	}
	return newConfig(func(name string) string { return all[name] })
}

func TestConfigDefaults(t *testing.T) {
	c, err := configOf(t)
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		lake: s3store.Location{Bucket: "lake", Prefix: "eas"}, stack: "easreport", memory: 1769 << 20, when: publish.Always, zone: time.UTC,
		limits: publish.Limits{ZipFrom: 2, LinkAbove: 7}, alertMinimumHits: 1500, alertHours: 1,
	}
	if diff := cmp.Diff(want, c, cmp.AllowUnexported(config{}), cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
}

func TestConfig(t *testing.T) {
	c, err := configOf(t, map[string]string{
		"EASREPORT_OWNER": "123456789012", "EASREPORT_STACK": "east", "AWS_LAMBDA_FUNCTION_NAME": "report",
		"EASREPORT_SENDER": "EAS <eas@contoso.com>", "EASREPORT_RECIPIENTS": " a@contoso.com, B <b@contoso.com>,",
		"EASREPORT_SES_CONFIGURATION_SET": "set", "EASREPORT_SEND_WHEN": "flagged", "EASREPORT_TIME_ZONE": "Europe/Berlin",
		"EASREPORT_MINIMUM_HITS": "1000", "EASREPORT_TOP_HITS": "20", "EASREPORT_REPORT_BY_SECONDS": "3600", "EASREPORT_BY_USER_AGENT": "true",
		"EASREPORT_HTML_COLUMNS": "user,hits", "EASREPORT_PREFIX": "Contoso", "EASREPORT_ZIP_ABOVE_MB": "0.5", "EASREPORT_LINK_ABOVE_MB": "5",
		"EASREPORT_ALERT_MINIMUM_HITS": "900", "EASREPORT_ALERT_HOURS": "3",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.lake.Owner != "123456789012" || c.stack != "east" || cmp.Diff([]string{"a@contoso.com", "B <b@contoso.com>"}, c.recipients) != "" ||
		c.when != publish.Flagged || c.zone.String() != "Europe/Berlin" || c.minimumHits != 1000 || c.topHits != 20 || c.bucketSeconds != 3600 ||
		!c.byUserAgent || len(c.look.Columns) != 2 || c.look.Prefix != "Contoso" || c.limits != (publish.Limits{ZipFrom: 0.5, LinkAbove: 5}) ||
		c.alertMinimumHits != 900 || c.alertHours != 3 || c.configurationSet != "set" {
		t.Errorf("config %+v", c)
	}
}

// mistaken has a mistake in everything that can have one.
var mistaken = map[string]string{
	"EASREPORT_LAKE": "lake", "EASREPORT_OWNER": "me", "EASREPORT_SEND_WHEN": "never", "EASREPORT_TIME_ZONE": "Mars/Phobos",
	"EASREPORT_MINIMUM_HITS": "many", "EASREPORT_TOP_HITS": "-1", "EASREPORT_REPORT_BY_SECONDS": "hourly", "EASREPORT_BY_USER_AGENT": "perhaps",
	"EASREPORT_HTML_COLUMNS": "Hats", "EASREPORT_PREFIX": "../x", "EASREPORT_ZIP_ABOVE_MB": "0", "EASREPORT_LINK_ABOVE_MB": "NaN",
	"EASREPORT_ALERT_MINIMUM_HITS": "0", "EASREPORT_ALERT_HOURS": "25",
}

func TestConfigMistakes(t *testing.T) {
	for name, value := range mistaken {
		if _, err := configOf(t, map[string]string{name: value}); err == nil || !strings.HasPrefix(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	_, err := configOf(t, mistaken)
	for name := range mistaken {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in %v", name, err)
		}
	}
	for name, pair := range map[string]map[string]string{
		"no sender":      {"EASREPORT_RECIPIENTS": "a@contoso.com"},
		"no address":     {"EASREPORT_RECIPIENTS": "a", "EASREPORT_SENDER": "eas@contoso.com"},
		"51 recipients":  {"EASREPORT_RECIPIENTS": strings.Repeat("a@contoso.com,", 51), "EASREPORT_SENDER": "eas@contoso.com"},
		"machine's zone": {"EASREPORT_TIME_ZONE": "Local"},
		"above SES":      {"EASREPORT_LINK_ABOVE_MB": "29"},
	} {
		if _, err := configOf(t, pair); err == nil {
			t.Errorf("%s: no mistake", name)
		}
	}
}

// TestMistakesAreSaid starts the program with nothing right: it ends, and one line
// of the log tells all that is wrong.
func TestMistakesAreSaid(t *testing.T) {
	program := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	start := exec.CommandContext(t.Context(), program)
	start.Env = []string{"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_RUNTIME_API=127.0.0.1:9"}
	for name, value := range mistaken {
		start.Env = append(start.Env, name+"="+value)
	}
	out, err := start.Output()
	if err == nil || strings.Count(string(out), "\n") != 1 || !strings.HasPrefix(string(out), "{") {
		t.Errorf("error %v, not one line of JSON:\n%s", err, out)
	}
	for name := range mistaken {
		if !strings.Contains(string(out), name) {
			t.Errorf("%s is not named in\n%s", name, out)
		}
	}
}
