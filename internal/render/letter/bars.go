package letter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/render/wording"
	"github.com/easreport/easreport/internal/report"
)

const (
	maxBars    = 5  // of a list
	maxColumns = 31 // of the timeline
	columnHigh = 64 // pixels
)

// bar is a line of a list that is ordered by size.
type bar struct {
	Label, Detail, Value string
	// Percent is its length, 1 to 100.
	Percent int
}

// statuses are the most frequent reasons of failures.
func statuses(r *report.Report) (bars []bar) {
	all := r.Breakdown.FailureStatuses
	total := all.Total()
	for i, c := range all.Ranked() {
		if i == maxBars {
			break
		}
		bars = append(bars, bar{
			Label: strings.TrimSpace(fmt.Sprintf("%d %s", c.Key, wording.Status(c.Key))), Percent: length(c.N, all.Ranked()[0].N),
			Value: fmt.Sprintf("%s (%s)", wording.Number(c.N, wording.Comma), wording.Percent(c.N, total)),
		})
	}
	return bars
}

// busiest are the devices with the most requests.
func busiest(r *report.Report, d *diagnosis.Diagnosis) (bars []bar) {
	for i := range r.Top[:min(len(r.Top), maxBars)] {
		row := &r.Top[i]
		who := newWho(row)
		line := bar{Label: who.User, Detail: strings.TrimSpace(who.ID + " " + who.Kind), Percent: length(row.Hits, r.Top[0].Hits), Value: wording.Number(row.Hits, wording.Comma)}
		if row.Failures > 0 {
			line.Value += fmt.Sprintf(", %s failed", wording.Percent(row.Failures, row.Hits))
		}
		if d != nil && d.Baseline.Days > 0 {
			if habit, seen := d.Baseline.Device(row.User, row.DeviceID); seen && habit.Days > 0 {
				line.Value += fmt.Sprintf("; usually %s", wording.Number(int64(habit.Hits.Median+0.5), wording.Comma))
			}
		}
		bars = append(bars, line)
	}
	return bars
}

func length(n, most int64) int {
	if most == 0 {
		return 1
	}
	return int(max(1, 100*n/most))
}

// hours is the timeline of the estate.
type hours struct {
	Each    string // what a column is, such as "hour"
	Columns []column
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

// newHours makes the timeline, of so many hours a column that the columns fit; nil
// where there is none, or one column only.
func newHours(r *report.Report) *hours {
	n := len(r.Timeline)
	each := 1
	for _, each = range []int{1, 2, 3, 4, 6, 12, 24, 48, 168} {
		if (n+each-1)/each <= maxColumns {
			break
		}
	}
	if n < 2 || (n+each-1)/each > maxColumns {
		return nil
	}
	h := &hours{Each: wording.Bucket(each * 3600)}
	layout := "15:04"
	if n > 25 {
		layout = "01-02 15:04"
	}
	if each%24 == 0 {
		layout = "01-02"
	}
	var most int64
	for i := 0; i < n; i += each {
		c := column{Label: r.Timeline[i].Start.Format(layout)}
		for _, hour := range r.Timeline[i:min(i+each, n)] {
			c.Hits += hour.Hits
			c.Failures += hour.Failures
		}
		c.Failures = min(c.Failures, c.Hits)
		most = max(most, c.Hits)
		h.Columns = append(h.Columns, c)
	}
	if most == 0 {
		return nil
	}
	for i := range h.Columns {
		c := &h.Columns[i]
		c.size(most)
		if c.Hits == most && h.Peak == "" {
			h.Peak = fmt.Sprintf("Most in the %s from %s: %s.", h.Each, c.Label, requests(c.Hits, c.Failures))
		}
	}
	h.mark()
	return h
}

// requests says how many there were, and how many failed.
func requests(hits, failures int64) string {
	text := wording.Plural(hits, "request", "requests", wording.Comma)
	if failures > 0 {
		text += fmt.Sprintf(", %s failed (%s)", wording.Number(failures, wording.Comma), wording.Percent(failures, hits))
	}
	return text
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

// stretch is a part of a report's time in which a device did as much, as the name of
// a look.
type stretch struct {
	Look    string
	Percent int // of the time
}

// stretches are a report's time and what a device did in it; nil where its minutes are
// not known.
func stretches(q *report.Query, d *report.Detail) (all []stretch) {
	const parts = 24
	each := q.To.Sub(q.From) / parts
	if len(d.Minutes) == 0 || each <= 0 {
		return nil
	}
	var hits, failed [parts]int64
	for _, m := range d.Minutes {
		i := max(0, min(int(m.Start.Sub(q.From)/each), parts-1))
		hits[i] += m.Hits
		failed[i] += m.Failures
	}
	most := slices.Max(hits[:])
	for i := range parts {
		look := "busy"
		switch {
		case hits[i] == 0:
			look = "idle"
		case 2*failed[i] >= hits[i]:
			look = "failing"
		case 2*hits[i] <= most:
			look = "calm"
		}
		width := 100*(i+1)/parts - 100*i/parts // so that equal times of devices are in one line
		if n := len(all); n > 0 && all[n-1].Look == look {
			all[n-1].Percent += width
		} else {
			all = append(all, stretch{look, width})
		}
	}
	return all
}
