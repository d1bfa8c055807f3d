package story

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// diagnosed has a device of each severity.
func diagnosed(leftOut int, severities ...finding.Severity) *finding.Diagnosis {
	d := &finding.Diagnosis{LeftOut: leftOut, Baseline: new(baseline.Baseline)}
	for i, s := range severities {
		d.Devices = append(d.Devices, finding.Device{
			Row: report.Row{User: fmt.Sprint("anna", i)}, Findings: []finding.Finding{{Rule: &finding.Rule{Name: "ill", Title: "Ill"}, Severity: s, Evidence: []string{"Proof."}}},
		})
	}
	return d
}

func TestBrief(t *testing.T) {
	some := report.Totals{Hits: 27302, Devices: 4}
	three := diagnosed(0, finding.Critical, finding.Warning, finding.Warning, finding.Warning, finding.Info)
	for _, test := range []struct {
		want string
		tone Tone
		of   report.Totals
		d    *finding.Diagnosis
	}{
		{"4 devices need attention (1 critical): anna0 (ill) and 3 more", Critical, some, three},
		{"1 device needs attention: anna0 (ill)", Warning, some, diagnosed(0, finding.Warning)},
		{"1 device needs attention (critical): anna0 (ill)", Critical, some, diagnosed(0, finding.Critical)},
		{"2 devices need attention (all critical): anna0 (ill) and 1 more", Critical, some, diagnosed(0, finding.Critical, finding.Critical)},
		{"nothing needs attention", Good, some, diagnosed(0, finding.Info)},
		{"nothing was found, but not all devices were looked at", Info, some, diagnosed(3)},
		{"27,302 requests of 4 devices", Plain, some, nil},
		{"no ActiveSync requests", Plain, report.Totals{}, diagnosed(0)},
	} {
		s := New(&report.Report{Totals: test.of}, test.d)
		if got := s.Brief.String(); got != test.want || s.Tone != test.tone {
			t.Errorf("%q (%s), want %q (%s)", got, s.Tone, test.want, test.tone)
		}
	}
}

func TestAlert(t *testing.T) {
	berlin := time.FixedZone("Europe/Berlin", 3600)
	at := func(hour int, device string) report.Row {
		return report.Row{Start: rendertest.Midnight(0).Add(time.Duration(hour) * time.Hour), User: "anna", DeviceID: device, Hits: 2000}
	}
	for _, test := range []struct {
		want string
		zone *time.Location
		rows []report.Row
	}{
		{"2011-12-24 10:00: 3 devices sent 1,500 requests or more within an hour", nil, []report.Row{at(10, "a"), at(10, "b"), at(10, "c")}},
		{"2011-12-24 10:00 to 13:00: 1 device sent 1,500 requests or more within an hour", nil, []report.Row{at(12, "A"), at(10, "a")}},
		{"2011-12-24 11:00 (Europe/Berlin): 1 device sent 1,500 requests or more within an hour", berlin, []report.Row{at(10, "a")}},
		{"2011-12-24 23:00 to 2011-12-25 01:00: 1 device sent 1,500 requests or more within an hour", nil, []report.Row{at(23, "a"), at(24, "a")}},
	} {
		r := report.Report{Query: report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(2), MinimumHits: 1500, Zone: test.zone}}
		if a := NewAlert(&r.Query, test.rows, nil); a.When+": "+a.Brief.String() != test.want {
			t.Errorf("%+v, want %q", a, test.want)
		}
	}
}

// TestHeadline: what devices share comes first, and is left out of the share of devices.
func TestHeadline(t *testing.T) {
	at := rendertest.Midnight(0).Add(10 * time.Hour)
	d := diagnosed(0, finding.Critical, finding.Warning, finding.Warning, finding.Warning, finding.Info)
	for i := range d.Devices { // 20 failures each, 5 of them while the server refuses requests
		d.Devices[i].Row.Failures = 20
		d.Devices[i].Detail.Minutes = []report.Minute{{Start: at.Add(-time.Hour), Failures: 15}, {Start: at.Add(3 * time.Minute), Failures: 5}}
	}
	d.Shared = []finding.Shared{{
		About: finding.About{Kind: finding.AboutServer, Name: "EX4"}, Hits: 800, Devices: 400, Failures: 800,
		Finding: finding.Finding{
			Rule: &finding.Rule{Name: "server-refuses", Title: "Server refuses requests"}, Severity: finding.Critical,
			Evidence: []string{"Server EX4 refused 800 requests."}, First: at, Last: at.Add(20 * time.Minute),
		},
	}}
	s := New(&report.Report{Totals: report.Totals{Hits: 9000, Failures: 900, Devices: 400}}, d)
	want := "Server EX4 refused 800 requests. 4 devices need attention (1 critical) and cause 60 % of the other failures: " +
		"anna0 (ill), anna1 (ill), anna2 (ill) and 1 more."
	if got := s.Lead(); got != want {
		t.Errorf("headline\n%q, want\n%q", got, want)
	}
	for i := range d.Devices { // of which two used the server
		if i < 2 {
			d.Devices[i].Detail.Servers.Top = []report.Share{{Name: "EX4"}}
		}
		met := New(&report.Report{Totals: report.Totals{Hits: 9000}}, d).Devices[i].Met
		if got := met == "5 failed in a problem that devices share: server refuses requests (EX4)"; got != (i < 2) {
			t.Errorf("device %d: %q", i, met)
		}
	}
	var links []Link
	for _, sentence := range s.Headline {
		for _, p := range sentence {
			if p.Link.To != "" {
				links = append(links, p.Link)
			}
		}
	}
	if diff := cmp.Diff([]Link{{ToShared, 0}, {ToDevice, 0}, {ToDevice, 1}, {ToDevice, 2}}, links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	if got := s.Brief.String(); got != "server refuses requests (EX4); 4 devices need attention (1 critical): anna0 (ill) and 3 more" {
		t.Errorf("brief %q", got)
	}
	if s.Count(Critical) != 2 || s.CountDevices(Critical) != 1 || s.Count(Warning) != 3 {
		t.Errorf("%d critical, %d warnings", s.Count(Critical), s.Count(Warning))
	}
}

// TestFirstStep: the headline ends with what to do first about what is worst. Notes about what
// devices share stand below it.
func TestFirstStep(t *testing.T) {
	d := diagnosed(0, finding.Warning)
	d.Devices[0].Findings[0].Do = []finding.Step{{Text: "See how full the mailbox is.", Command: "Get-MailboxStatistics 'anna0'"}}
	some := &report.Report{Totals: report.Totals{Hits: 9000, Devices: 400}}
	if got := New(some, d).Lead(); got != "1 device needs attention: anna0 (ill). First, see how full the mailbox is." {
		t.Errorf("of a device: %q", got)
	}
	note := finding.Shared{
		About:   finding.About{Kind: finding.AboutServer, Name: "EX4"},
		Finding: finding.Finding{Rule: &finding.Rule{Title: "Server was away briefly"}, Evidence: []string{"Server EX4 refused 30 requests."}},
	}
	d.Shared = []finding.Shared{note}
	s := New(some, d)
	if got := s.Lead(); got != "1 device needs attention: anna0 (ill). First, see how full the mailbox is." || s.Remarks[0] != "Worth knowing: server was away briefly (EX4)." {
		t.Errorf("a note beside it: %q, %q", got, s.Remarks)
	}
	note.Severity, note.Do = finding.Critical, []finding.Step{{Text: "HTTPERR has what IIS refused by itself."}}
	d.Shared = []finding.Shared{note}
	if got := New(some, d).Lead(); got != "Server EX4 refused 30 requests. 1 device needs attention: anna0 (ill). First, HTTPERR has what IIS refused by itself." {
		t.Errorf("of a server: %q", got)
	}
}

// TestMissing: what could not be read stands before what has gaps.
func TestMissing(t *testing.T) {
	c := report.Coverage{
		Quarantined: []lake.Quarantine{{Bucket: "logs", Key: "a\u202e.log", Reason: "logs/a\ufffd.log: damaged"}},
		Damaged:     []report.Damage{{Key: "b.parquet"}}, Nothing: true,
	}
	want := &Missing{
		Line: "INCOMPLETE: 1 log and 1 file of the lake could not be read",
		Logs: []Gap{{"logs/a\ufffd.log", "damaged"}}, Files: []Gap{{"b.parquet", ""}}, Gaps: []string{
			"To repair damaged files, run: easreport reconcile --lake LAKE --logs LOGS.",
			"No log has a record of this time.",
		},
	}
	got := New(&report.Report{Coverage: c}, nil).Missing
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if all := got.Sentences(); len(all) != 4 || all[0] != "Log logs/a\ufffd.log: damaged" || all[1] != "File of the lake b.parquet" {
		t.Errorf("sentences %q", all)
	}
}
