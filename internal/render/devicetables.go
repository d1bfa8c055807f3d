package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Lines of the parts of a device's view.
const (
	viewMinutes = 10
	viewCells   = 15
	viewNames   = 10
	mostHours   = 48
	barWidth    = 40 // of the busiest hour
)

// stretch is what a device did in an hour or a day of the zone's clock.
type stretch struct {
	start          string
	hits, failures int64
}

// stretches adds minutes up whose times are written alike.
func stretches(q *report.Query, minutes []report.Minute, layout string) (all []stretch) {
	for i := range minutes {
		m := &minutes[i]
		start := m.Start.In(q.Location()).Format(layout)
		if n := len(all); n == 0 || all[n-1].start != start {
			all = append(all, stretch{start: start})
		}
		last := &all[len(all)-1]
		last.hits += m.Hits
		last.failures += m.Failures
	}
	return all
}

// viewHours shows hours, or if there are too many, days.
func viewHours(line printer, q *report.Query, d *report.Detail) {
	name, all := "Hour", stretches(q, d.Minutes, "2006-01-02 15h")
	if len(all) > mostHours {
		name, all = "Day", stretches(q, d.Minutes, time.DateOnly)
	}
	if len(all) == 0 {
		return
	}
	most := int64(1)
	for _, h := range all {
		most = max(most, h.hits)
	}
	bar := func(n int64) int { return int((n*barWidth + most - 1) / most) }
	var g grid
	g.column(name, false, 16, len(all), func(i int) string { return all[i].start })
	g.column("Hits", true, 11, len(all), func(i int) string { return wording.Number(all[i].hits) })
	g.column("Failures", true, 11, len(all), func(i int) string { return wording.Number(all[i].failures) })
	g.column("x failed", false, barWidth, len(all), func(i int) string {
		failed := bar(min(all[i].failures, all[i].hits))
		return strings.Repeat("x", failed) + strings.Repeat("-", bar(all[i].hits)-failed)
	})
	viewGrid(line, "", g, len(all))
}

func viewBusiest(line printer, q *report.Query, d *report.Detail) {
	minutes := slices.Clone(d.Minutes)
	slices.SortStableFunc(minutes, func(a, b report.Minute) int { return cmp.Compare(b.Hits, a.Hits) })
	n := min(len(minutes), viewMinutes)
	if n == 0 || d.Coarse {
		return
	}
	var g grid
	g.column("Minute", false, 16, n, func(i int) string { return minutes[i].Start.In(q.Location()).Format("2006-01-02 15:04") })
	g.column("Hits", true, 11, n, func(i int) string { return wording.Number(minutes[i].Hits) })
	g.column("Failures", true, 11, n, func(i int) string { return wording.Number(minutes[i].Failures) })
	g.column("Commands", false, 56, n, func(i int) string { return tallied(minutes[i].Commands) })
	viewGrid(line, "Busiest minutes", g, n)
}

// tallied writes counts as "Sync 60, Ping 7".
func tallied(t report.Tally[string]) string {
	var list []string
	for _, c := range t.Ranked() {
		list = append(list, cmp.Or(c.Key, "(none)")+" "+wording.Number(c.N))
	}
	return strings.Join(list, ", ")
}

func viewOutcomes(line printer, cells []report.Cell) {
	n := min(len(cells), viewCells)
	if n == 0 {
		return
	}
	number := func(v int64) string {
		if v == activity.Absent {
			return ""
		}
		return strconv.FormatInt(v, 10)
	}
	seconds := func(h activity.Histogram, share float64) string {
		ms, ok := h.Quantile(share)
		if !ok {
			return ""
		}
		if ms < 1000 {
			return fmt.Sprintf("%.0f ms", ms)
		}
		return fmt.Sprintf("%.1f s", ms/1000)
	}
	var g grid
	g.column("Command", false, 18, n, func(i int) string { return cmp.Or(cells[i].Command, "(none)") })
	g.column("HTTP", true, 4, n, func(i int) string { return number(int64(cells[i].Status)) })
	g.column("EAS", true, 4, n, func(i int) string { return number(int64(cells[i].EASStatus)) })
	g.column("Win32", true, 6, n, func(i int) string { return number(cells[i].Win32Status) })
	g.column("Hits", true, 11, n, func(i int) string { return wording.Number(cells[i].Hits) })
	g.column("Failures", true, 11, n, func(i int) string { return wording.Number(cells[i].Failures) })
	g.column("Median", true, 9, n, func(i int) string { return seconds(cells[i].Times, 0.5) })
	g.column("95 %", true, 9, n, func(i int) string { return seconds(cells[i].Times, 0.95) })
	g.column("Error", false, 40, n, func(i int) string { return cells[i].Error })
	viewGrid(line, "How requests ended", g, n)
	if more := len(cells) - n; more > 0 {
		line("  and in %s", wording.Plural(int64(more), "more way", "more ways"))
	}
}

func viewShares(line printer, title string, s report.Shares) {
	n := min(len(s.Top), viewNames)
	if n == 0 {
		return
	}
	var g grid
	g.column("Hits", true, 11, n, func(i int) string { return wording.Number(s.Top[i].Hits) })
	g.column(title, false, 80, n, func(i int) string { return s.Top[i].Name })
	viewGrid(line, "", g, n)
	if more := s.Names - n; more > 0 {
		line("  and %s", wording.Plural(int64(more), "more", "more"))
	}
}

func viewGrid(line printer, title string, g grid, n int) {
	line("")
	if title != "" {
		line("%s", title)
	}
	for i := range n + 1 {
		line("  %s", g.line(i))
	}
}
