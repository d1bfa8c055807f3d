package letter

import (
	"fmt"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

const (
	maxColumns = 31 // of the timeline
	columnHigh = 64 // pixels
)

// hours is the timeline of the estate.
type hours struct {
	Each    string // what a column is, such as "hour"
	Columns []column
	Width   int // of a column, in percent
	Marks   []mark
	Peak    string
}

// column is some hours. Good and Bad are heights in pixels.
type column struct {
	Label          string
	Hits, Failures int64
	Good, Bad      int
	Percent        int // of the highest
}

// mark is a label under columns.
type mark struct {
	Text string
	Span int
}

// newHours makes the timeline; nil where there is none, or one column only.
func newHours(r *report.Report) *hours {
	n := len(r.Timeline)
	each, layout := columnsOf(n)
	if each == 0 {
		return nil
	}
	h := &hours{Each: wording.Bucket(each * 3600)}
	highest := 0
	for i := 0; i < n; i += each {
		c := column{Label: r.Timeline[i].Start.Format(layout)}
		for _, hour := range r.Timeline[i:min(i+each, n)] {
			c.Hits += hour.Hits
			c.Failures += hour.Failures
		}
		c.Failures = min(c.Failures, c.Hits)
		h.Columns = append(h.Columns, c)
		if c.Hits > h.Columns[highest].Hits {
			highest = len(h.Columns) - 1
		}
	}
	most := h.Columns[highest]
	if most.Hits == 0 {
		return nil
	}
	for i := range h.Columns {
		h.Columns[i].size(most.Hits)
	}
	h.Width = 100 / len(h.Columns)
	h.Peak = fmt.Sprintf("Most in the %s from %s: %s", h.Each, most.Label, wording.Plural(most.Hits, "request", "requests"))
	if most.Failures > 0 {
		h.Peak += ", " + story.Failed(most.Failures, most.Hits)
	}
	h.Peak += "."
	h.mark()
	return h
}

// columnsOf is of how many hours a column is, so that the columns of a timeline fit,
// and how its time is written; 0 hours where there are too few or too many for that.
func columnsOf(hours int) (each int, layout string) {
	if hours < 2 {
		return 0, ""
	}
	for _, each := range []int{1, 2, 3, 4, 6, 12, 24, 48, 168} {
		switch {
		case (hours+each-1)/each > maxColumns:
		case each%24 == 0:
			return each, "01-02"
		case hours > 25: // more than the longest day
			return each, "01-02 15:04"
		default:
			return each, "15:04"
		}
	}
	return 0, ""
}

// size makes something that is not nothing visible.
func (c *column) size(most int64) {
	if c.Hits == 0 {
		return
	}
	high := int(max(1, columnHigh*c.Hits/most))
	if c.Failures > 0 {
		c.Bad = int(max(1, int64(high)*c.Failures/c.Hits))
	}
	c.Good = max(0, high-c.Bad)
	c.Percent = length(c.Hits, most)
}

// mark labels every few columns.
func (h *hours) mark() {
	n := len(h.Columns)
	step := max(1, (n+3)/4)
	for i := 0; i < n; i += step {
		h.Marks = append(h.Marks, mark{h.Columns[i].Label, min(step, n-i)})
	}
}
