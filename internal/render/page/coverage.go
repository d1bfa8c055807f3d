package page

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// coverage is what the numbers rest on.
type coverage struct {
	Summary        string
	Servers, Sites presence
	Sides          string
	OneSided       []string // sentences
	// Quarantined are logs, Damaged files of the lake that could not be read.
	Quarantined, Damaged []wording.Gap
	MoreUnread           string
	Doubles              []double
	MoreDoubles          string
	Copies               []copyOf
	MoreCopies           string
	Rejected             rejected
	Sources              sources
}

// double is a log that is there under several names.
type double struct{ Names []string }

// copyOf is a log that has nothing which another one has not.
type copyOf struct{ Name, Of string }

// maxListed bounds each list of what is missing or doubled.
const maxListed = 50

func newCoverage(r *report.Report) coverage {
	c, q := &r.Coverage, &r.Query
	shown := coverage{
		Summary: summary(c),
		Servers: newPresence("Servers", "Server", q, c, c.Servers), Sites: newPresence("Sites", "Site", q, c, c.Sites),
		Sides: sides(c.Front, c.Back), OneSided: wording.Sides(r), Rejected: newRejected(c), Sources: newSources(q, c),
	}
	if n := wording.NewNotice(c); n != nil {
		shown.Quarantined, shown.Damaged = shortGaps(n.Quarantined, maxListed), shortGaps(n.Damaged, maxListed)
		shown.MoreUnread = andMore(len(n.Quarantined)+len(n.Damaged), len(shown.Quarantined)+len(shown.Damaged))
	}
	for _, d := range c.Doubles[:min(len(c.Doubles), maxListed)] {
		var one double
		for i := range d.Sources[:min(len(d.Sources), maxListed)] {
			one.Names = append(one.Names, sourceName(d.Sources[i].Bucket, d.Sources[i].Key))
		}
		shown.Doubles = append(shown.Doubles, one)
	}
	shown.MoreDoubles = andMore(len(c.Doubles), len(shown.Doubles))
	for i := range c.Copies[:min(len(c.Copies), maxListed)] {
		from, of := &c.Copies[i].Source, &c.Copies[i].Of
		shown.Copies = append(shown.Copies, copyOf{sourceName(from.Bucket, from.Key), sourceName(of.Bucket, of.Key)})
	}
	shown.MoreCopies = andMore(len(c.Copies), len(shown.Copies))
	return shown
}

func summary(c *report.Coverage) string {
	lines := c.Lines()
	text := fmt.Sprintf("%s, %s, %s of ActiveSync, ", plural(int64(len(c.Sources)), "log", "logs"),
		plural(lines.Records, "record", "records"), count(lines.Requests))
	if n := lines.HealthChecks; n > 0 {
		text += plural(n, "health check", "health checks") + " of load balancers, "
	}
	if n := lines.Repaired; n > 0 {
		text += count(n) + " repaired (blanks in the user name), "
	}
	return text + plural(lines.Rejected, "line rejected", "lines rejected")
}

// sides says which sides' requests were found.
func sides(front, back bool) string {
	switch {
	case front && back:
		return "front and back ends"
	case front:
		return "front ends only"
	case back:
		return "back ends only"
	}
	return ""
}

// shortGaps are so many gaps at most, and what they quote is bounded.
func shortGaps(all []wording.Gap, most int) (short []wording.Gap) {
	for _, g := range all[:min(len(all), most)] {
		reason := strings.TrimPrefix(g.Reason, g.Name+": ") // mostly it begins so
		short = append(short, wording.Gap{Name: name(g.Name), Reason: sentence(reason)})
	}
	return short
}

// andMore says how many of a list are not shown.
func andMore(all, shown int) string {
	if all <= shown {
		return ""
	}
	return fmt.Sprintf("and %s more", count(int64(all-shown)))
}

func sourceName(bucket, key string) string {
	if bucket != "" {
		key = bucket + "/" + key
	}
	return name(strings.TrimSpace(key))
}
