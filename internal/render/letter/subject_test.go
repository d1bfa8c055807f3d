package letter

import (
	"testing"
	"time"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
)

// diagnosed has a device of each severity.
func diagnosed(leftOut int, severities ...finding.Severity) *finding.Diagnosis {
	d := &finding.Diagnosis{LeftOut: leftOut}
	for _, s := range severities {
		d.Devices = append(d.Devices, finding.Device{Findings: []finding.Finding{{Severity: s}}})
	}
	return d
}

func TestSubject(t *testing.T) {
	berlin := time.FixedZone("Europe/Berlin", 3600)
	day := report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(1)}
	week := report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(7)}
	there := report.Query{From: day.From.Add(-time.Hour), To: day.To.Add(-time.Hour), Zone: berlin}
	hours := report.Query{From: day.From, To: day.From.Add(8 * time.Hour)}
	some := report.Totals{Hits: 27302, Devices: 4}
	lost := report.Coverage{Quarantined: []lake.Quarantine{{Key: "a.log"}}}
	three := diagnosed(0, finding.Critical, finding.Warning, finding.Warning, finding.Warning, finding.Info)
	for _, test := range []struct {
		want string
		r    report.Report
		d    *finding.Diagnosis
		o    Options
	}{
		{"[easreport] 2011-12-24: 4 devices need attention (1 critical)", report.Report{Query: day, Totals: some}, three, Options{}},
		{"[easreport] 2011-12-24: 1 device needs attention", report.Report{Query: day, Totals: some}, diagnosed(0, finding.Warning), Options{}},
		{"[easreport] 2011-12-24: 1 device needs attention (1 critical)", report.Report{Query: day, Totals: some}, diagnosed(0, finding.Critical), Options{Revision: 1}},
		{"[easreport] 2011-12-24: nothing needs attention", report.Report{Query: there, Totals: some}, diagnosed(0, finding.Info), Options{}},
		{"[easreport] 2011-12-24: nothing was found, but not all devices were looked at", report.Report{Query: day, Totals: some}, diagnosed(3), Options{}},
		{"[easreport] 2011-12-24: 27,302 requests of 4 devices", report.Report{Query: day, Totals: some}, nil, Options{}},
		{"[easreport] 2011-12-24: no ActiveSync requests", report.Report{Query: day}, diagnosed(0), Options{}},
		{"[easreport]: no ActiveSync requests", report.Report{}, nil, Options{}},
		{"[easreport] 2011-12-24 to 2011-12-30: nothing needs attention", report.Report{Query: week, Totals: some}, diagnosed(0), Options{}},
		{"[easreport] 2011-12-24 00:00 to 2011-12-24 08:00: nothing needs attention", report.Report{Query: hours, Totals: some}, diagnosed(0), Options{}},
		{"[easreport] INCOMPLETE Contoso 2011-12-24: nothing needs attention, revision 2", report.Report{Query: day, Totals: some, Coverage: lost}, diagnosed(0), Options{Prefix: "Contoso", Revision: 2}},
		{"[easreport] a�b�c 2011-12-24: no ActiveSync requests", report.Report{Query: day}, nil, Options{Prefix: "a\nb\u202ec"}},
	} {
		if got := subject(&test.r, verdict(&test.r, test.d), test.o); got != test.want {
			t.Errorf("subject is\n%q, want\n%q", got, test.want)
		}
	}
}

func TestAlertSubject(t *testing.T) {
	berlin := time.FixedZone("Europe/Berlin", 3600)
	at := func(hour int, device string) report.Row {
		return report.Row{Start: rendertest.Midnight(0).Add(time.Duration(hour) * time.Hour), User: "anna", DeviceID: device, Hits: 2000}
	}
	for _, test := range []struct {
		want string
		zone *time.Location
		rows []report.Row
	}{
		{"[easreport] ALERT 2011-12-24 10:00: 3 devices sent 1500 requests or more within an hour", nil, []report.Row{at(10, "a"), at(10, "b"), at(10, "c")}},
		{"[easreport] ALERT 2011-12-24 10:00 to 13:00: 1 device sent 1500 requests or more within an hour", nil, []report.Row{at(12, "A"), at(10, "a")}},
		{"[easreport] ALERT 2011-12-24 11:00 (Europe/Berlin): 1 device sent 1500 requests or more within an hour", berlin, []report.Row{at(10, "a")}},
		{"[easreport] ALERT 2011-12-24 23:00 to 2011-12-25 01:00: 1 device sent 1500 requests or more within an hour", nil, []report.Row{at(23, "a"), at(24, "a")}},
	} {
		r := report.Report{Query: report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(2), MinimumHits: 1500, Zone: test.zone}}
		l, err := NewAlert(&r, test.rows, Options{})
		if err != nil || l.Subject != test.want {
			t.Errorf("subject is\n%q, want\n%q (%v)", l.Subject, test.want, err)
		}
	}
}
