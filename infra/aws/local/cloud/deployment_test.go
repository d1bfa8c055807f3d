package cloud_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/cfn"

	"github.com/easreport/easreport/infra/aws/local/cloud"
)

// TestSettings: CloudFormation asks the report function, as the template's Settings has it, and hears
// whether its settings are right; if it could not be told, Lambda asks again.
func TestSettings(t *testing.T) {
	var told cfn.Response
	refusals := 0
	cloudFormation := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if refusals > 0 {
			refusals--
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if err != nil || r.Method != http.MethodPut || len(body) > 4096 || json.Unmarshal(body, &told) != nil {
			t.Errorf("%s with %d bytes, error %v: %s", r.Method, len(body), err, body)
		}
	}))
	defer cloudFormation.Close()
	for _, c := range []struct {
		name     string
		settings []string
		kind     string
		status   cfn.StatusType
		reasons  []string
	}{
		{"right", nil, "Create", cfn.StatusSuccess, nil},
		{"right, changed", []string{"EASREPORT_MINIMUM_HITS=500"}, "Update", cfn.StatusSuccess, nil},
		{"wrong", []string{
			"EASREPORT_TIME_ZONE=Europe/Berlim", "EASREPORT_SCHEDULE=cron(0 26 * * ? *)", `EASREPORT_RULES={"brust":1}`, `EASREPORT_EXPECTED={"day":7}`,
			"EASREPORT_HTML_COLUMNS=User,Hitz", "EASREPORT_MINIMUM_HITS=1.5",
		}, "Create", cfn.StatusFailed, []string{"change these parameters", "EASREPORT_TIME_ZONE", "EASREPORT_SCHEDULE", "EASREPORT_RULES", "EASREPORT_EXPECTED", "EASREPORT_HTML_COLUMNS", "EASREPORT_MINIMUM_HITS"}},
		{"wrong, changed", []string{"EASREPORT_ALERT_HOURS=1.5"}, "Update", cfn.StatusFailed, []string{"EASREPORT_ALERT_HOURS"}},
		{"wrong, deleted", []string{"EASREPORT_ALERT_HOURS=1.5"}, "Delete", cfn.StatusSuccess, nil},
	} {
		local := start(t, func(o *cloud.Options) { o.Report = c.settings })
		event, _ := json.Marshal(map[string]any{
			"RequestType": c.kind, "ResponseURL": cloudFormation.URL, "StackId": "arn:stack", "RequestId": "request", "LogicalResourceId": "Settings",
			"PhysicalResourceId": "settings", "ResourceType": "Custom::Settings", "ServiceToken": "arn", "ResourceProperties": map[string]string{"ServiceTimeout": "120"},
		})
		refusals = 1 // the first attempt is not heard
		told = cfn.Response{}
		local.Run(t.Context(), local.Report, string(event))
		if told.Status != c.status || told.PhysicalResourceID != "settings" || told.StackID != "arn:stack" || told.RequestID != "request" || told.LogicalResourceID != "Settings" {
			t.Errorf("%s: CloudFormation hears %+v, want %s", c.name, told, c.status)
		}
		for _, reason := range c.reasons {
			if !strings.Contains(told.Reason, reason) {
				t.Errorf("%s: the reason does not name %s: %s", c.name, reason, told.Reason)
			}
		}
		if ready, _ := local.FailedRuns.Depth(); ready > 0 {
			t.Errorf("%s: it was given up", c.name)
		}
		local.Close()
	}
}
