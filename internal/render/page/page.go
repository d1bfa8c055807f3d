package page

import (
	"html/template"
	"net/url"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/wording"
	"github.com/easreport/easreport/internal/report"
)

// page is what the template shows. Texts of logs are fields of their own, so
// that the template can isolate their direction of writing.
type page struct {
	Policy string
	Style  template.CSS
	Script template.JS

	Title, Prefix, When, Zone string
	CSVName, CSVLink          string
	Notes                     []string

	Notice  *wording.Notice
	Asked   []wording.Asked
	Figures []figure

	// Empty says in words that there is nothing in Devices.
	Empty    string
	Shown    string
	Devices  table
	Failures []failure
	// Probes is the table of monitoring probes.
	Probes      table
	ProbesTitle string

	Legend   []render.Column
	Coverage coverage
}

// figure is a headline figure, with a remark.
type figure struct {
	Label, Value, Remark string
	// Alarm marks a figure that is bad news.
	Alarm bool
}

// failure is what one effective status did.
type failure struct {
	Status       int32
	Meaning      string
	Count, Share string
	Percent      float64
}

func newPage(r *report.Report, _ *diagnosis.Diagnosis, o Options) *page {
	q := &r.Query
	p := &page{
		Title: wording.Title(r, o.Prefix), Prefix: o.Prefix, When: wording.When(q), Zone: wording.ZoneName(q),
		CSVName: o.CSVName, CSVLink: "./" + url.PathEscape(o.CSVName),
		Notes:    o.Notes,
		Notice:   wording.NewNotice(&r.Coverage),
		Asked:    wording.Question(q, wording.ThinSpace),
		Figures:  figures(&r.Totals),
		Legend:   o.Columns,
		Coverage: newCoverage(r),
	}
	split := render.SplitRows(r, o.MaxRows)
	p.Failures = failures(split.Statuses)
	p.Empty = render.Emptiness(r, split, wording.ThinSpace)
	if r.Rows.Len() == 0 {
		p.CSVName = "" // it has nothing to add
	}
	p.Devices = newTable(q, split.Devices, o)
	p.Devices.Caption = "Devices and users, " + order(q)
	p.Shown = shown(split, o)
	p.Probes = newTable(q, split.Probes, o)
	p.Probes.Caption = "Monitoring probes, " + order(q)
	p.ProbesTitle = "Monitoring probes: " + wording.Plural(int64(split.Probes.N), "row", "rows", wording.ThinSpace)
	return p
}

func order(q *report.Query) string {
	if q.BucketSeconds > 0 {
		return "by time, then most hits first"
	}
	return "most hits first"
}

// failures are the failures of devices by status.
func failures(all report.Tally[int32]) []failure {
	total := all.Total()
	var list []failure
	for _, c := range all.Ranked() {
		list = append(list, failure{
			Status: c.Key, Meaning: wording.Status(c.Key),
			Count: wording.Number(c.N, wording.ThinSpace), Share: wording.Percent(c.N, total),
			Percent: 100 * float64(c.N) / float64(total),
		})
	}
	return list
}
