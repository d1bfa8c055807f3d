package wording

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

func TestMonitoring(t *testing.T) {
	var r report.Report
	if got := Monitoring(&r); got != nil {
		t.Errorf("said of nothing: %q", got)
	}
	r.Totals = report.Totals{Probes: 2, ProbeHits: 1440, FailingProbes: 1}
	r.Coverage.Sources = []lake.Stamp{{Reading: lake.Reading{HealthChecks: 9600}}}
	want := []string{
		"2 monitoring probes sent 1,440 requests, not counted above.",
		"1 monitoring probe mostly fails: run Get-HealthReport on the servers.",
		"Load balancers asked 9,600 times for healthcheck.htm, not counted above.",
	}
	if diff := cmp.Diff(want, Monitoring(&r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNamedStatus(t *testing.T) {
	for want, answer := range map[string]activesync.Answer{
		"142 DeviceNotProvisioned":                       {Command: "Sync", Status: 200, EASStatus: 142},
		"Ping.4 malformed request":                       {Command: "Ping", Status: 200, EASStatus: 4},
		"401.1 logon refused":                            {Status: 401, Substatus: 1},
		"403.16 client certificate untrusted or invalid": {Status: 403, Substatus: 16},
		"403 blocked, disabled or quarantined":           {Status: 403},
		"507 mailbox or disk quota":                      {Status: 507},
		"418":                                            {Status: 418},
	} {
		if got := NamedStatus(answer.Reason()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
