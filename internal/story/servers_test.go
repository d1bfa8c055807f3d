package story

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// placeOf is a server with as many requests in each of two hours, of which a tenth failed;
// 95 of 100 took so many milliseconds.
func placeOf(name string, hits, slow int64) report.Place {
	p := report.Place{Name: name, Span: report.Met{Hits: 2 * hits, Devices: 7}}
	p.Span.Kinds[report.Failed].Hits = hits / 5
	for i := range int64(2) {
		p.Span.Times.Add(slow)
		p.Hours = append(p.Hours, report.ServerHour{Start: rendertest.Midnight(0).Add(time.Duration(i) * time.Hour), Hits: hits, Failures: hits / 10, Most: slow})
	}
	return p
}

func TestServers(t *testing.T) {
	slow := placeOf("EX4", 100, 8000)
	for day := -3; day < 0; day++ { // on the days before it had 50 requests each, in 2 s
		slow.Before = append(slow.Before, report.ServerHour{Start: rendertest.Midnight(day), Hits: 50, Most: 2000})
	}
	places := &report.Places{
		Servers:   []report.Place{placeOf("EX3", 300, 20), slow},
		Agents:    []report.Place{placeOf("rare", 10, 0), placeOf("common", 40, 0)},
		Addresses: []report.Address{{Name: "192.0.2.9", Hits: 2000, Refused: 1900, Accounts: 12, SucceededAs: []string{"anna"}}},
	}
	r := &report.Report{Query: report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(1)}, Totals: report.Totals{Hits: 800}, Places: places}
	for i := range 3 {
		r.Timeline = append(r.Timeline, report.Hour{Start: rendertest.Midnight(0).Add(time.Duration(i) * time.Hour)})
	}
	d := &finding.Diagnosis{Baseline: new(baseline.Baseline), Shared: []finding.Shared{{
		About:   finding.About{Kind: finding.AboutServer, Name: "EX4"},
		Finding: finding.Finding{Rule: &finding.Rule{Title: "Server is slower than its peers"}, Severity: finding.Warning, Evidence: []string{"Server EX4 is slow."}},
	}}}
	s := New(r, d)
	if len(s.Servers) != 2 || s.Servers[0].Name != "EX3" || s.Servers[0].Tone != "" {
		t.Fatalf("servers: %+v", s.Servers)
	}
	ex4 := s.Servers[1]
	if ex4.Tone != Warning || ex4.Link != (Link{ToShared, 0}) || ex4.Requests != "200" || ex4.Failures != "20 (10.0 %)" || ex4.Usual != "4.0 times the usual 50" || ex4.SlowUsual != "4.0 times the usual 2.0 s" {
		t.Errorf("EX4: %+v", ex4)
	}
	want := []ServerHour{{rendertest.Midnight(0), 100, 10, 8000}, {rendertest.Midnight(0).Add(time.Hour), 100, 10, 8000}, {Start: rendertest.Midnight(0).Add(2 * time.Hour)}}
	if diff := cmp.Diff(want, ex4.Hours); diff != "" {
		t.Errorf("hours (-want +got):\n%s", diff)
	}
	if len(s.Tables) != 2 || s.Tables[0].Rows[0].Name != "common" || s.Tables[0].Rows[1].Share != 0.25 {
		t.Errorf("tables: %+v", s.Tables)
	}
	if diff := cmp.Diff([]string{"1,900", "2,000", "12", "1"}, s.Tables[1].Rows[0].Cells); diff != "" {
		t.Errorf("address (-want +got):\n%s", diff)
	}
}

// TestSystems: agents of one system are one row, and there is no table where none is known.
func TestSystems(t *testing.T) {
	table := systemsTable([]report.Place{
		placeOf("Apple-iPhone16C2/2207.100", 10, 0), placeOf("TouchDown(MSRPC)/7.1.0005", 10, 0), placeOf("Apple-iPhone15C3/2205.90", 40, 0),
	})
	want := []TableRow{
		{Name: "iOS 18", Cells: []string{"100", "10.0 %", "2"}, Values: []int64{100, 10, 2}, Share: 1},
		{Name: "others", Cells: []string{"20", "10.0 %", "1"}, Values: []int64{20, 2, 1}, Share: 0.2},
	}
	if diff := cmp.Diff(want, table.Rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if unknown := systemsTable([]report.Place{placeOf("TouchDown(MSRPC)/7.1.0005", 10, 0)}); len(unknown.Rows) > 0 {
		t.Errorf("of no known system: %+v", unknown)
	}
}
