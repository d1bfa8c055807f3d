package page

import (
	"fmt"
	"html/template"
	"net/url"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// page is what the template shows. Texts of logs are fields of their own, so
// that the template can isolate their direction of writing.
type page struct {
	Policy string
	Style  template.CSS
	Script template.JS

	Title, Prefix, When, Zone, Maker string
	CSVName, CSVLink                 string

	Notice     *notice
	Headline   headline
	Critical   []roll
	Figures    []figure
	Baseline   string
	Timeline   *timeline
	NoTimeline string
	Servers    []servers
	Places     []shared
	Findings   *findings

	// Empty says in words that there is nothing in Devices.
	Empty   string
	Shown   string
	Devices table
	// Kinds are the rules to filter by, Data all rows for the script.
	Kinds []story.Cause
	Data  template.JS
	// Probes is the table of monitoring probes.
	Probes      table
	ProbesTitle string

	Breakdowns []breakdown
	Users      *users
	Coverage   coverage
	Legend     []column
	Asked      []story.Asked
	Sheets     []sheet
	// Advice is for paper, where each card has none: once for each rule.
	Advice []story.Cause
}

func newPage(r *report.Report, s *story.Story, o Options) (*page, error) {
	q := &r.Query
	p := &page{
		Title: wording.Title(r, o.Prefix), Prefix: o.Prefix, When: wording.When(q), Zone: wording.ZoneName(q), Maker: wording.Maker(o.Version),
		CSVName: o.CSVName, CSVLink: "./" + url.PathEscape(o.CSVName),
		Notice:   newNotice(s.Missing),
		Headline: newHeadline(s), Critical: rolls(s), Figures: newFigures(s), Baseline: s.Baseline, Timeline: newTimeline(r), Findings: newFindings(r, s),
		Breakdowns: breakdowns(&r.Breakdown), Users: newUsers(&r.SharedUsers), Coverage: newCoverage(r, s),
		Asked: s.Asked, Sheets: sheets(q, s), Places: newShared(s.Tables), Kinds: s.Causes, Advice: s.Causes,
	}
	for _, t := range []servers{newServers(q, "Servers", s.Servers), newServers(q, "Mailbox servers", s.Mailboxes)} {
		if len(t.Rows) > 0 {
			p.Servers = append(p.Servers, t)
		}
	}
	if p.Timeline == nil && r.Totals.Hits > 0 {
		p.NoTimeline = "There is no timeline: the time is longer than three months, or the lake's rows are coarser than an hour."
	}
	if r.Rows.Len() == 0 {
		p.CSVName = "" // it has nothing to add
	}
	return p, p.addRows(r, s, o)
}

// addRows adds the tables of rows.
func (p *page) addRows(r *report.Report, s *story.Story, o Options) (err error) {
	q, compared := &r.Query, newComparison(&r.Query, s)
	split := render.SplitRows(r, min(o.MaxRows, pageSize))
	all := columns(q, o.Columns, compared, min(split.Devices.N, o.MaxRows))
	p.Legend = all
	p.Empty = render.Emptiness(r, split)
	p.Shown = shown(split, o)
	p.Devices = newTable(q, split.Devices, all, compared)
	p.Devices.ID, p.Devices.Caption = "rows", "Devices and users, "+order(q)
	p.Probes = newTable(q, split.Probes, withoutFlags(all), compared)
	p.Probes.ID, p.Probes.Caption = "probe-rows", "Monitoring probes, "+order(q)
	p.ProbesTitle = "Monitoring probes: " + plural(int64(split.Probes.N), "row", "rows")
	if n := int64(split.Probes.N); n > int64(len(split.Probes.First)) {
		p.ProbesTitle += fmt.Sprintf(", of which the first %s are here", count(int64(len(split.Probes.First))))
	}
	if n := int64(r.Totals.FailingProbes); n > 0 {
		p.ProbesTitle += "; " + plural(n, "probe mostly fails", "probes mostly fail")
	}
	if split.Devices.N > 0 {
		p.Data, err = newData(r, all, compared, o.MaxRows)
	}
	return err
}

// withoutFlags leaves out what is known of devices only.
func withoutFlags(all []column) (rest []column) {
	for _, c := range all {
		if c.Form != flags && c.Name != "Usual" && c.Name != "TimesUsual" {
			rest = append(rest, c)
		}
	}
	return rest
}

func order(q *report.Query) string {
	if q.BucketSeconds > 0 {
		return "by time, then most hits first"
	}
	return "most hits first"
}

// shown says which rows of devices the page leaves out.
func shown(s render.Split, o Options) string {
	text := ""
	if n := s.Devices.N; n > o.MaxRows {
		text = fmt.Sprintf("These are the first %s of %s. ", plural(int64(o.MaxRows), "row", "rows"), count(int64(n)))
	}
	if s.Below > 0 {
		text += fmt.Sprintf("Not shown: %s with fewer hits than asked for.", plural(int64(s.Below), "row", "rows"))
	}
	return text
}
