package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"
)

func TestReadParameters(t *testing.T) {
	file := filepath.Join(t.TempDir(), "samconfig.toml")
	text := `parameter_overrides = [
  "Recipients=a@contoso.com,b@contoso.com", # who
  'Rules="{\"burst\":100}"',
  "Expected='{\"days\":7}'",
# "Sender=old@contoso.com",
]
stack_name = "easreport"
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := readParameters(file, []string{"TimeZone=UTC"})
	want := parameters{"Recipients": "a@contoso.com,b@contoso.com", "Rules": `{"burst":100}`, "Expected": `{"days":7}`, "TimeZone": "UTC"}
	if err != nil || len(p) != len(want) {
		t.Errorf("%v, %v", p, err)
	}
	for name, value := range want {
		if p[name] != value {
			t.Errorf("%s is %q, want %q", name, p[name], value)
		}
	}
	for _, args := range [][]string{nil, {"TimeZone"}, {"=x"}} {
		if p, err := readParameters("", args); err == nil {
			t.Errorf("%q: %v", args, p)
		}
	}
	for _, unquoted := range []string{`"ReportSchedule=cron(0 6 * * ? *)"`, `'Rules={"burst":100}'`, `"Expected={\"days\":7}"`, `"Recipients=a@contoso.com, b@contoso.com"`, `'Rules="{"burst":100}"'`} {
		if err := os.WriteFile(file, []byte("parameter_overrides = [\n  "+unquoted+",\n]\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if p, err := readParameters(file, nil); err == nil || !strings.Contains(err.Error(), "single quotes") {
			t.Errorf("%s: %v, error %v", unquoted, p, err)
		}
	}
	sample, err := readParameters("../../infra/aws/samconfig.toml", nil)
	if err != nil || len(sample) != 4 {
		t.Errorf("the sample has %v, %v", sample, err)
	}
}

// TestDoctorParameters: each value that no pattern of the template refuses.
// TestTemplateParameters holds the list of names against the template.
func TestTemplateParameters(t *testing.T) {
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`(?ms)^Parameters:\n(.*?)^[A-Z]`).FindSubmatch(text)
	if section == nil {
		t.Fatal("the template has no parameters")
	}
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^  ([A-Z]\w+):`).FindAllSubmatch(section[1], -1) {
		want = append(want, string(m[1]))
	}
	if diff := cmp.Diff(want, templateParameters); diff != "" {
		t.Errorf("(-template.yaml +doctor):\n%s", diff)
	}
	if _, err := readParameters("", []string{"Recipient=a@contoso.com"}); err == nil || !strings.Contains(err.Error(), "did you mean Recipients") {
		t.Errorf("an unknown parameter: %v", err)
	}
}

func TestDoctorParameters(t *testing.T) {
	for text, want := range map[string]string{
		"TimeZone=Europe/Berlin":                 "ok   TimeZone",
		"TimeZone=Europe/Berlim":                 "FIX  TimeZone",
		"TimeZone=Local":                         "FIX  TimeZone",
		"TimeZone=W. Europe Standard Time":       "use its IANA name, Europe/Berlin",
		"ReportSchedule=cron(0 6 ? * MON-FRI *)": "ok   ReportSchedule",
		"ReportSchedule=cron(0 26 * * ? *)":      "FIX  ReportSchedule",
		`Rules={"burst":100}`:                    "ok   Rules",
		`Rules={"brust":100}`:                    "FIX  Rules",
		`Expected={"day":7}`:                     "FIX  Expected",
		"MinimumHits=1000":                       "ok   MinimumHits",
		"MinimumHits=1.5":                        `FIX  MinimumHits: "1.5": want a whole number`,
		"HtmlColumns=User,Hits":                  "ok   HtmlColumns",
		"HtmlColumns=User,Hitz":                  "FIX  HtmlColumns",
		"Recipients=a@contoso.com":               "FIX  Sender: Recipients need one",
	} {
		p, err := readParameters("", []string{text})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		d := doctor{out: &out}
		d.parameters(p)
		if !strings.Contains(out.String(), want) || (d.faults > 0) != (strings.HasPrefix(want, "FIX") || strings.HasPrefix(want, "use")) {
			t.Errorf("%s: %d to fix, want %q:\n%s", text, d.faults, want, &out)
		}
	}
}

// awsOf is an account of AWS that answers a path and query with a status and a text;
// 404 with SES's error for all others.
func awsOf(t *testing.T, answers map[string]string) *cloud {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for path, answer := range answers {
			if strings.Contains(r.URL.String(), path) {
				_, _ = w.Write([]byte(answer))
				return
			}
		}
		w.Header().Set("X-Amzn-Errortype", "NotFoundException")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{}`))
	}))
	t.Cleanup(server.Close)
	return &cloud{config: &aws.Config{
		BaseEndpoint: &server.URL, Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""), RetryMaxAttempts: 1,
	}}
}

// TestDoctorAccount: what SES and S3 answer of a good account, and of one where each
// thing is wrong.
func TestDoctorAccount(t *testing.T) {
	const (
		verified = `{"VerifiedForSendingStatus":true,"IdentityType":"DOMAIN"}`
		key      = "arn:aws:kms:eu-central-1:111122223333:key/k"
		byKey    = `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>` + key +
			`</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`
		bridged = `<NotificationConfiguration><EventBridgeConfiguration></EventBridgeConfiguration></NotificationConfiguration>`
	)
	for _, c := range []struct {
		name, parameters string
		answers          map[string]string
		want             []string
	}{
		{"good", "Sender=eas@contoso.com Recipients=a@contoso.com ExistingLogsBucket=iis KmsKeyArn=" + key, map[string]string{
			"/v2/email/account":                `{"SendingEnabled":true,"ProductionAccessEnabled":true,"SendQuota":{"Max24HourSend":50000,"SentLast24Hours":3}}`,
			"/v2/email/identities/contoso.com": verified,
			"iis?notification":                 bridged,
			"iis?encryption":                   byKey,
			"/account-settings/":               `{"AccountLimit":{"ConcurrentExecutions":1000}}`,
		}, []string{
			"ok   SES: sending is on, 3 mails of 50000 a day used",
			"ok   SES: Sender eas@contoso.com is verified, as contoso.com",
			"ok   bucket iis: EventBridge is on",
			"ok   bucket iis: its encryption fits KmsKeyArn",
			"ok   Lambda: the account runs 1000 functions at a time, logs take 10 of them",
		}},
		{"bad", "Sender=eas@contoso.com Recipients=a@contoso.com,b@fabrikam.com ExistingLogsBucket=iis SesConfigurationSet=gone", map[string]string{
			"/v2/email/account":                         `{"SendingEnabled":false,"ProductionAccessEnabled":false}`,
			"/v2/email/identities/eas%40contoso.com":    `{"VerifiedForSendingStatus":false}`,
			"/v2/email/identities/a%40contoso.com":      `{"VerifiedForSendingStatus":true,"ConfigurationSetName":"company"}`,
			"/v2/email/suppression/addresses/a%40conto": `{"SuppressedDestination":{"EmailAddress":"a@contoso.com","LastUpdateTime":1.0,"Reason":"BOUNCE"}}`,
			"iis?notification":                          `<NotificationConfiguration></NotificationConfiguration>`,
			"iis?encryption":                            byKey,
		}, []string{
			"FIX  SES: sending is paused",
			"ok   SES: the account is in the sandbox",
			"FIX  SES: Sender eas@contoso.com: the identity eas@contoso.com is not verified yet",
			"ok   SES: recipient a@contoso.com is verified, as a@contoso.com with configuration set company",
			"FIX  SES: a@contoso.com is on the suppression list (BOUNCE)",
			"FIX  SES: recipient b@fabrikam.com: neither the address nor its domain",
			"FIX  SES: configuration set gone",
			"FIX  bucket iis: Amazon EventBridge is off",
			"FIX  bucket iis: it is encrypted with " + key,
			"FIX  Lambda: asking for the account's limits: 404",
		}},
		{"a new account", "MaximumConcurrency=10", map[string]string{"/account-settings/": `{"AccountLimit":{"ConcurrentExecutions":10}}`}, []string{
			"FIX  Lambda: the account runs 10 functions at a time, MaximumConcurrency 10 leaves too few for reports: set it to 5, or raise the quota",
		}},
		{"few logs at a time", "MaximumConcurrency=5", map[string]string{"/account-settings/": `{"AccountLimit":{"ConcurrentExecutions":10}}`}, []string{
			"ok   Lambda: the account runs 10 functions at a time, logs take 5 of them",
		}},
		{"a kept lake", "ExistingLakeBucket=kept", map[string]string{"kept?encryption": byKey}, []string{"FIX  bucket kept: it is encrypted with " + key + ": set KmsKeyArn"}},
		{"a kept lake and its key", "ExistingLakeBucket=kept KmsKeyArn=" + key, map[string]string{"kept?encryption": strings.Replace(byKey, key, "k", 1)}, []string{
			"ok   bucket kept: its encryption fits KmsKeyArn",
		}},
		{"nothing named", "TimeZone=UTC", nil, nil},
	} {
		p, err := readParameters("", strings.Fields(c.parameters))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		d := doctor{out: &out}
		if err := d.account(context.Background(), awsOf(t, c.answers), p); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		lines := slices.Collect(strings.Lines(out.String()))
		if len(lines) != len(c.want) {
			t.Fatalf("%s: %d lines, want %d:\n%s", c.name, len(lines), len(c.want), &out)
		}
		for i, want := range c.want {
			if !strings.HasPrefix(lines[i], want) {
				t.Errorf("%s: %q, want %q", c.name, lines[i], want)
			}
		}
	}
}
