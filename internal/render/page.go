package render

import (
	"html/template"
	"net/url"

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

	Notice  *notice
	Asked   []asked
	Figures []figure

	// Empty says in words that there is nothing in Devices.
	Empty    string
	Shown    string
	Devices  table
	Failures []failure
	// Probes is the table of monitoring probes.
	Probes      table
	ProbesTitle string

	Legend   []Column
	Coverage coverage
}

// asked is a part of the question that the report answers.
type asked struct{ Label, Value string }

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

func newPage(r *report.Report, o PageOptions) *page {
	q := &r.Query
	p := &page{
		Title: Title(r, o.Prefix), Prefix: o.Prefix, When: when(q), Zone: zoneName(q),
		CSVName: o.CSVName, CSVLink: "./" + url.PathEscape(o.CSVName),
		Notes:    o.Notes,
		Notice:   newNotice(&r.Coverage),
		Asked:    question(q, thinSpace),
		Figures:  figures(&r.Totals),
		Legend:   o.Columns,
		Coverage: newCoverage(r),
	}
	split := splitRows(r, o.MaxRows)
	p.Failures = split.failures()
	p.Empty = emptiness(r, split, thinSpace)
	if r.Rows.Len() == 0 {
		p.CSVName = "" // it has nothing to add
	}
	p.Devices = newTable(q, split.devices, o)
	p.Devices.Caption = "Devices and users, " + order(q)
	p.Shown = shown(split, o)
	p.Probes = newTable(q, split.probes, o)
	p.Probes.Caption = "Monitoring probes, " + order(q)
	p.ProbesTitle = "Monitoring probes: " + plural(int64(split.probes.n), "row", "rows", thinSpace)
	return p
}

// split are the rows by where they are shown.
type split struct {
	devices, probes shownRows
	// below counts the devices' rows with fewer hits than asked for.
	below int
	// statuses are the failures of devices.
	statuses report.Tally[int32]
}

// shownRows are rows of one table: the first of them, and what there is to tell
// of all n.
type shownRows struct {
	first []*report.Row
	n     int
	most  int64 // hits of one row
}

// splitRows keeps so many rows of each table at most.
func splitRows(r *report.Report, most int) (s split) {
	var row report.Row
	for i := range r.Rows.Len() {
		r.Rows.Brief(i, &row)
		if !row.Probe {
			s.statuses.Merge(row.FailureStatuses)
		}
		to := &s.devices
		switch {
		case row.Probe:
			to = &s.probes
		case !r.Query.Flagged(&row):
			s.below++
			continue
		}
		to.n++
		to.most = max(to.most, row.Hits)
		if len(to.first) < most {
			whole := new(report.Row)
			r.Rows.Get(i, whole)
			to.first = append(to.first, whole)
		}
	}
	return s
}

func order(q *report.Query) string {
	if q.BucketSeconds > 0 {
		return "by time, then most hits first"
	}
	return "most hits first"
}

// failures are the failures of devices by status.
func (s *split) failures() []failure {
	all := s.statuses.Total()
	var list []failure
	for _, c := range s.statuses.Ranked() {
		list = append(list, failure{
			Status: c.Key, Meaning: statusMeaning(c.Key),
			Count: groupedInt(c.N, thinSpace), Share: percent(c.N, all),
			Percent: 100 * float64(c.N) / float64(all),
		})
	}
	return list
}
