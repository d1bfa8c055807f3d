package letter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// content is what a letter says, in its order: text and HTML differ in looks only.
// What is empty is left out.
type content struct {
	Subject string
	// Missing begins with what is missing, in a line.
	Missing []string
	Notes   []string
	// Heading is the report's name, When its time.
	Heading, When string
	// Verdict is the headline in sentences, Tone how serious it is.
	Verdict []string
	Tone    story.Tone
	Remarks []string
	Figures []figure
	// Alarms are what an alert has instead of findings, devices and hours. MoreAlarms
	// are not shown.
	Alarms     []bar
	MoreAlarms int
	// Shared are findings about what devices share, the gravest first.
	Shared []found
	// Kinds are the findings by what they are, the gravest first.
	Kinds     []kind
	MoreKinds int
	Hours     *hours
	// Devices are those in need of attention. MoreDevices are not shown.
	Devices     []device
	MoreDevices int
	// Rest says where those are that are not shown.
	Rest     string
	Statuses []bar
	Busiest  []bar
	Servers  []bar
	Systems  []bar
	Files    []file
	Links    []string
	Coverage string
	Footer   []string
}

// file is what is attached, and what it is for.
type file struct{ Name, Use string }

// newContent is what all letters have.
func newContent(r *report.Report, s *story.Story, o Options) *content {
	c := &content{
		Missing: missing(s.Missing), Coverage: coverage(s), Heading: "ActiveSync report", When: wording.When(&r.Query),
		Tone: story.Plain, Links: o.Links, Footer: []string{"Made by " + wording.Maker(o.Version) + ". Times are those of " + wording.ZoneName(&r.Query) + "."},
	}
	if prefix := short(o.Prefix, maxName); prefix != "" {
		c.Heading += " " + prefix
	}
	for _, name := range o.Attached {
		c.Files = append(c.Files, file{name, use(name)})
	}
	c.Rest = rest(slices.Concat(o.Attached, o.Links))
	if o.Revision > 1 {
		c.Notes = append(c.Notes, "This is revision "+wording.Number(int64(o.Revision))+
			": the logs have changed since the last report on this time.")
	}
	return c
}

// rest says which of the files has what a letter does not show.
func rest(files []string) string {
	switch has := func(suffix string) bool {
		return slices.ContainsFunc(files, func(name string) bool { return strings.HasSuffix(name, suffix) })
	}; {
	case has(".html"):
		return ": the page has all."
	case has(".zip"):
		return ": see the files."
	}
	return "."
}

// about adds what there is to say of a report.
func (c *content) about(r *report.Report, s *story.Story) {
	c.Tone = s.Tone
	for _, sentence := range s.Headline {
		c.Verdict = append(c.Verdict, laid(sentence, maxName))
	}
	c.Remarks = slices.Clone(s.Remarks)
	c.asked(r, s)
	if r.Totals.Hits > 0 {
		c.Figures = figures(s)
		c.Hours = newHours(r)
		c.Statuses = statuses(r)
		c.Busiest = busiest(r, s)
		c.Servers, c.Systems = serverBars(s), systemBars(s)
	}
	if s.Judged {
		c.judged(&r.Query, s)
		c.Footer = append(c.Footer, "More of a finding: easreport explain NAME", oneDevice)
	}
}

// asked adds what the report was asked for, and whether it has that.
func (c *content) asked(r *report.Report, s *story.Story) {
	q, rows := &r.Query, render.SplitRows(r, 0)
	if empty := render.Emptiness(r, rows); empty != "" {
		c.Remarks = append(c.Remarks, empty)
	} else if q.MinimumHits > 0 {
		c.Remarks = append(c.Remarks, fmt.Sprintf("With %s or more: %s of %s.", wording.Plural(q.MinimumHits, "hit", "hits"),
			wording.Number(int64(rows.Devices.N)), wording.Plural(int64(rows.Devices.N+rows.Below), "row", "rows")))
	}
	var asked []string
	for _, a := range s.Asked[1:] { // what a row is matters to the files only
		asked = append(asked, strings.ToLower(a.Label)+" "+short(a.Value, maxName))
	}
	if asked != nil {
		c.Remarks = append(c.Remarks, "Asked for: "+strings.Join(asked, "; ")+".")
	}
}

// oneDevice says how to see more of a device. Its id is from a log and not in the
// command: somebody might paste it.
const oneDevice = "More of a device: easreport report --device-id ID"

// use says what a file is for, by its name.
func use(name string) string {
	switch {
	case strings.HasSuffix(name, ".html"):
		return "all devices, charts and search: open it in a browser"
	case strings.Contains(name, "_min_hits_") && strings.HasSuffix(name, ".csv"):
		return "the rows with the minimum of hits, for a spreadsheet"
	case strings.HasSuffix(name, ".csv"):
		return "all rows, for a spreadsheet"
	case strings.HasSuffix(name, ".zip"):
		return "all files, packed"
	}
	return ""
}
