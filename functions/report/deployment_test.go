package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/cfn"
)

// TestDeployment: CloudFormation hears of every mistake in the settings, and of none.
func TestDeployment(t *testing.T) {
	var told cfn.Response
	cloudFormation := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &told) != nil || len(body) > 4096 {
			t.Errorf("told %d bytes: %q, %v", len(body), body, err)
		}
	}))
	defer cloudFormation.Close()
	w := newWorld(t)
	_, mistakes := newConfig(environ(mistaken...))
	_, long := newConfig(environ("EASREPORT_RULES=" + strings.Repeat("x", 5000)))
	for _, c := range []struct {
		kind     cfn.RequestType
		mistakes error
		status   cfn.StatusType
		reasons  []string
	}{
		{cfn.RequestCreate, nil, cfn.StatusSuccess, nil},
		{cfn.RequestUpdate, nil, cfn.StatusSuccess, nil},
		{cfn.RequestCreate, mistakes, cfn.StatusFailed, []string{"change these parameters", "EASREPORT_TIME_ZONE: ", "EASREPORT_RULES: ", "EASREPORT_HTML_COLUMNS: "}},
		{cfn.RequestUpdate, long, cfn.StatusFailed, []string{"EASREPORT_RULES"}},
		{cfn.RequestDelete, mistakes, cfn.StatusSuccess, nil}, // a stack that was never right can be deleted
	} {
		told = cfn.Response{}
		d := &deployment{mistakes: c.mistakes, next: w.handler(), log: slog.New(slog.DiscardHandler)}
		event, _ := json.Marshal(map[string]any{
			"RequestType": c.kind, "ResponseURL": cloudFormation.URL, "StackId": "s", "RequestId": "r", "LogicalResourceId": "Settings",
			"ResourceType": "Custom::Settings", "ResourceProperties": map[string]string{"TimeZone": "UTC"},
		})
		if _, err := d.Invoke(t.Context(), event); err != nil {
			t.Errorf("%s: %v", c.kind, err)
		}
		if told.Status != c.status || told.PhysicalResourceID != "settings" {
			t.Errorf("%s: told %+v, want %s", c.kind, told, c.status)
		}
		for _, reason := range c.reasons {
			if !strings.Contains(told.Reason, reason) {
				t.Errorf("%s: reason %q does not name %q", c.kind, told.Reason, reason)
			}
		}
		if c.status == cfn.StatusSuccess && told.Data["Version"] == nil {
			t.Errorf("%s: no version in %v", c.kind, told.Data)
		}
	}
}

// TestMistakenFunction: with wrong settings every other event is an error that names them.
func TestMistakenFunction(t *testing.T) {
	_, mistakes := newConfig(environ("EASREPORT_TIME_ZONE=Mars"))
	d := &deployment{mistakes: mistakes, log: slog.New(slog.DiscardHandler)}
	if _, err := d.Invoke(t.Context(), []byte(`{"mode":"report"}`)); err == nil || !strings.Contains(err.Error(), "EASREPORT_TIME_ZONE") {
		t.Errorf("error %v", err)
	}
}
