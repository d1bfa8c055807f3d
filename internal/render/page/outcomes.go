package page

import (
	"fmt"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// maxOutcomes bounds the table of outcomes.
const maxOutcomes = 30

// outcomes are the ways in which requests ended, exactly.
type outcomes struct {
	Rows []outcome
	More string
}

type outcome struct {
	Command, Ending, Hits, Failures, Longest, When string
	Bad                                            bool
}

func newOutcomes(q *report.Query, cells []report.Cell) (all outcomes) {
	for i := range cells[:min(len(cells), maxOutcomes)] {
		c := &cells[i]
		row := outcome{
			Command: commandName(c.Command), Ending: ending(c), Hits: count(c.Hits), Failures: count(c.Failures),
			Bad: c.Failures > 0, When: between(q, c.First, c.Last),
		}
		if c.Time.Count > 0 {
			row.Longest = wording.Duration(c.Time.Max)
		}
		all.Rows = append(all.Rows, row)
	}
	if more := len(cells) - maxOutcomes; more > 0 {
		all.More = fmt.Sprintf("There are %s.", plural(int64(more), "more way in which requests ended", "more ways in which requests ended"))
	}
	return all
}

// ending says how requests ended.
func ending(c *report.Cell) string {
	if c.Command == report.Other && c.Status == 0 {
		return "in several ways"
	}
	answer, text := c.Answer(), "no HTTP status"
	if c.Status != 0 {
		text = "HTTP " + answer.HTTPText()
	}
	if c.Win32Status > 0 {
		text += ", win32 " + answer.Win32Text()
	}
	if c.EASStatus > 0 {
		text += ", status " + answer.EASText()
	}
	if c.Error != "" {
		text += ", error " + name(c.Error)
	}
	if c.LoggedBy == activesync.BackEnd.String() {
		text += " (back end)"
	}
	return text
}
