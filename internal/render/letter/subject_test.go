package letter

import (
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

func TestSubject(t *testing.T) {
	berlin := time.FixedZone("Europe/Berlin", 3600)
	day := report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(1)}
	week := report.Query{From: rendertest.Midnight(0), To: rendertest.Midnight(7)}
	there := report.Query{From: day.From.Add(-time.Hour), To: day.To.Add(-time.Hour), Zone: berlin}
	hours := report.Query{From: day.From, To: day.From.Add(8 * time.Hour)}
	some := report.Totals{Hits: 27302, Devices: 4}
	lost := report.Coverage{Quarantined: []lake.Quarantine{{Key: "a.log"}}}
	for _, test := range []struct {
		want string
		r    report.Report
		o    Options
	}{
		{"[easreport] 2011-12-24: 27,302 requests of 4 devices", report.Report{Query: day, Totals: some}, Options{Revision: 1}},
		{"[easreport] 2011-12-24: 27,302 requests of 4 devices", report.Report{Query: there, Totals: some}, Options{}},
		{"[easreport] 2011-12-24: no ActiveSync requests", report.Report{Query: day}, Options{}},
		{"[easreport]: no ActiveSync requests", report.Report{}, Options{}},
		{"[easreport] 2011-12-24 to 2011-12-30: no ActiveSync requests", report.Report{Query: week}, Options{}},
		{"[easreport] 2011-12-24 00:00 to 2011-12-24 08:00: no ActiveSync requests", report.Report{Query: hours}, Options{}},
		{"[easreport] INCOMPLETE Contoso 2011-12-24: no ActiveSync requests, revision 2", report.Report{Query: day, Coverage: lost}, Options{Prefix: "Contoso", Revision: 2}},
		{"[easreport] a�b�c 2011-12-24: no ActiveSync requests", report.Report{Query: day}, Options{Prefix: "a\nb\u202ec"}},
	} {
		if got := subject(&test.r, story.New(&test.r, nil), test.o); got != test.want {
			t.Errorf("subject is\n%q, want\n%q", got, test.want)
		}
	}
}
