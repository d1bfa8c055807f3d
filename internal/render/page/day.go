package page

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
)

// day is the time of a report as one device spent it.
type day struct {
	Chart  template.HTML
	Series []series
	// Failures is how many the picture has, empty for none.
	Failures string
}

// series is a command in the picture of a day; N is its number there, from 1.
type series struct {
	N       int
	Command string
	Hits    string
}

// slots is how many parts a day is drawn in.
const slots = 48

// newDay is nil, with the reason, where minutes are not known.
func newDay(q *report.Query, d *report.Detail) (*day, string) {
	switch {
	case d.NoMinutes:
		return nil, "There are too many devices for so long a time to draw each one's."
	case len(d.Minutes) == 0:
		return nil, ""
	case d.Coarse:
		return nil, "The lake's rows are coarser than a minute: there is no picture of the day."
	}
	q = near(q, d.Minutes)
	commands, counts := ranked(d.Minutes)
	parts := make([]chart.Slot, slots)
	span := q.To.Sub(q.From)
	shown, failures := &day{}, int64(0)
	for _, m := range d.Minutes {
		i := int(int64(slots) * int64(m.Start.Sub(q.From)/time.Second) / max(int64(span/time.Second), 1))
		if i < 0 || i >= slots {
			continue
		}
		for _, c := range m.Commands {
			parts[i].Hits[seriesOf(commands, c.Key)] += c.N
		}
		parts[i].Failures += m.Failures
		failures += m.Failures
	}
	if failures > 0 {
		shown.Failures = count(failures)
	}
	others := len(commands) > chart.MaxSeries
	for i := range min(len(commands), chart.MaxSeries) {
		s := series{i + 1, commandName(commands[i]), count(counts[commands[i]])}
		if others && i == chart.MaxSeries-1 {
			var n int64
			for _, c := range commands[i:] {
				n += counts[c]
			}
			s.Command, s.Hits = "others", count(n)
		}
		shown.Series = append(shown.Series, s)
	}
	for i := range parts {
		at := q.From.Add(span * time.Duration(i) / slots)
		parts[i].Title = slotTitle(between(q, at, at.Add(span/slots)), &parts[i], shown.Series)
	}
	shown.Chart = chart.Day("Requests over the time of the report by command, and failures below the line", parts, ticks(q))
	return shown, ""
}

// longSpan is from how long a report on, a device is drawn on its own days only: parts
// of the whole would be of hours.
const longSpan = 14 * 24 * time.Hour

// near is the query of a long report, cut to the days that a device was seen on.
func near(q *report.Query, minutes []report.Minute) *report.Query {
	if q.To.Sub(q.From) <= longSpan {
		return q
	}
	cut := *q
	if from, _ := report.Day(minutes[0].Start.In(q.Location())); from.After(q.From) {
		cut.From = from
	}
	if _, to := report.Day(minutes[len(minutes)-1].Start.In(q.Location())); to.Before(q.To) {
		cut.To = to
	}
	return &cut
}

// ranked are the commands of some minutes, those with most hits first.
func ranked(minutes []report.Minute) (commands []string, counts map[string]int64) {
	counts = make(map[string]int64)
	for i := range minutes {
		for _, c := range minutes[i].Commands {
			counts[c.Key] += c.N
		}
	}
	commands = slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(commands, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	return commands, counts
}

func seriesOf(commands []string, command string) int {
	return min(slices.Index(commands, command), chart.MaxSeries-1)
}

func slotTitle(when string, s *chart.Slot, all []series) string {
	var parts []string
	for i := range all {
		if n := s.Hits[i]; n > 0 {
			parts = append(parts, count(n)+" "+all[i].Command)
		}
	}
	if s.Failures > 0 {
		parts = append(parts, count(s.Failures)+" failed")
	}
	return fmt.Sprintf("%s: %s", when, strings.Join(parts, ", "))
}

// commandName names a command for people.
func commandName(command string) string {
	if command == "" {
		return "(no command)"
	}
	return name(command)
}
