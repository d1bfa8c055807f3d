package page

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

// presence is which hours of servers or sites there are logs of.
type presence struct {
	Title, Head string
	Parts       []serverHours
	More        string
	Axis        []string // first and last hour
}

type serverHours struct {
	Name           string
	Strip          template.HTML
	Present, Empty int
	Missing        int
	Last, Sides    string
	Unexpected     bool
	Servers        string // of a site
}

// maxPresent bounds the servers and the sites of a page.
const maxPresent = 100

func newPresence(title, headText string, q *report.Query, c *report.Coverage, parts []report.Part) presence {
	p := presence{Title: title, Head: headText}
	if len(c.Hours) == 0 || title == "Sites" && sitesAreServers(c) {
		return p
	}
	expected := false
	for i := range parts {
		expected = expected || parts[i].Expected
	}
	for i := range parts[:min(len(parts), maxPresent)] {
		p.Parts = append(p.Parts, newServerHours(q, c.Hours, &parts[i], expected))
	}
	p.More = andMore(len(parts), len(p.Parts))
	p.Axis = []string{hourName(q, c.Hours[0]), hourName(q, c.Hours[len(c.Hours)-1].Add(time.Hour))}
	return p
}

func newServerHours(q *report.Query, hours []time.Time, part *report.Part, someExpected bool) serverHours {
	shown := serverHours{
		Name: name(part.Name), Last: wording.Moment(q, part.Last), Sides: story.SidesOf(part.Front, part.Back),
		Unexpected: someExpected && !part.Expected, Servers: name(strings.Join(part.Servers, ", ")),
	}
	var runs []chart.Run
	n := min(len(part.Hours), len(hours))
	for i := 0; i < n; {
		first := i
		for i < n && part.Hours[i] == part.Hours[first] {
			i++
		}
		run := chart.Run{Parts: i - first}
		switch part.Hours[first] {
		case report.Present:
			run.Class, run.Title = "present", "requests"
			shown.Present += run.Parts
		case report.Empty:
			run.Class, run.Title = "empty", "a log, but no request of ActiveSync"
			shown.Empty += run.Parts
		case report.Missing:
			run.Class, run.Title = "missing", "no log"
			shown.Missing += run.Parts
		case report.ToCome:
			run.Class, run.Title = "to-come", "not over yet"
		}
		run.Title = fmt.Sprintf("%s – %s: %s", hourName(q, hours[first]), hourName(q, hours[i-1].Add(time.Hour)), run.Title)
		runs = append(runs, run)
	}
	label := fmt.Sprintf("%s with requests, %d without, %d missing", plural(int64(shown.Present), "hour", "hours"), shown.Empty, shown.Missing)
	shown.Strip = chart.Strip(label, runs)
	return shown
}

// sitesAreServers tells that each site is of one server, which is of no other: its
// hours are then told already.
func sitesAreServers(c *report.Coverage) bool {
	if len(c.Sites) != len(c.Servers) {
		return false
	}
	seen := make(map[string]bool)
	for i := range c.Sites {
		servers := c.Sites[i].Servers
		if len(servers) != 1 || seen[servers[0]] {
			return false
		}
		seen[servers[0]] = true
	}
	return true
}
