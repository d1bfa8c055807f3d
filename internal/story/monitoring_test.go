package story

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

func TestMonitoring(t *testing.T) {
	var r report.Report
	if got := monitoring(&r); got != nil {
		t.Errorf("said of nothing: %q", got)
	}
	r.Totals = report.Totals{Probes: 2, ProbeHits: 1440, FailingProbes: 1}
	r.Coverage.Sources = []lake.Stamp{{Reading: lake.Reading{HealthChecks: 9600}}}
	want := []string{
		"2 monitoring probes sent 1,440 requests, not counted above.",
		"1 monitoring probe mostly fails: run Get-HealthReport on the servers.",
		"Load balancers asked 9,600 times for healthcheck.htm, not counted above.",
	}
	if diff := cmp.Diff(want, monitoring(&r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
