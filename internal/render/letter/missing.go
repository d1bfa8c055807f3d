package letter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// maxGaps is how many of the things that are missing are named.
const maxGaps = 6

// missing says what is missing in a report: first all in a line, then one by one.
func missing(c *report.Coverage) []string {
	notice := wording.NewNotice(c)
	if notice == nil {
		return nil
	}
	lines := []string{short(wording.Incomplete(c), maxGap) + "."}
	var gaps []string
	for _, g := range notice.Quarantined {
		gaps = append(gaps, unreadable("Log", g))
	}
	for _, g := range notice.Damaged {
		gaps = append(gaps, unreadable("File of the lake", g))
	}
	said := len(gaps) == 0 // the line has the first gap itself
	for _, gap := range notice.Gaps {
		gaps = append(gaps, short(gap, maxGap))
	}
	if said {
		gaps = gaps[1:]
	}
	for i, gap := range gaps {
		if i == maxGaps {
			return append(lines, fmt.Sprintf("And %s more.", wording.Number(int64(len(gaps)-i))))
		}
		lines = append(lines, gap)
	}
	return lines
}

// unreadable names something with the reason, which may quote it.
func unreadable(what string, g wording.Gap) string {
	return strings.TrimSuffix(what+" "+short(g.Name, maxGap)+": "+quoted(strings.TrimPrefix(g.Reason, g.Name+": "), maxGap), ": ")
}

// coverage says in a line what the numbers rest on.
func coverage(r *report.Report) string {
	c, lines := &r.Coverage, r.Coverage.Lines()
	if len(c.Sources) == 0 {
		return "No log has anything about this time."
	}
	text := wording.Plural(int64(len(c.Sources)), "log", "logs")
	if n := len(c.Servers); n > 0 {
		text += " of " + wording.Plural(int64(n), "server", "servers")
	}
	switch {
	case c.Front && c.Back:
		text += " (front and back ends)"
	case c.Back:
		text += " (back ends only)"
	}
	text += fmt.Sprintf(": %s, %s of ActiveSync, %s rejected.", wording.Plural(lines.Records, "record", "records"),
		wording.Number(lines.Requests), wording.Plural(lines.Rejected, "line", "lines"))
	for _, sentence := range slices.Concat(wording.Monitoring(r), wording.Sides(r)) {
		text += " " + sentence
	}
	if c.Whole() {
		return text + " Nothing is known to be missing."
	}
	return text + " Not all is there, see the beginning."
}
