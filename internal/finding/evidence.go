package finding

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// evidence is what a rule found: nothing without sentences.
type evidence struct {
	sentences   []string
	of          []string // the commands that it is about
	first, last time.Time
	hits        int64
	note        bool // it is worth knowing, and no more
}

// add appends a sentence.
func (e *evidence) add(format string, values ...any) {
	e.sentences = append(e.sentences, fmt.Sprintf(format, values...))
}

// maxQuote bounds what a sentence quotes of a log, in bytes.
const maxQuote = 100

// quote cuts a text of a log between characters. What is in it is for those who
// print it to mind.
func quote(text string) string {
	if len(text) <= maxQuote {
		return text
	}
	return strings.ToValidUTF8(text[:maxQuote], "") + "…"
}

// number writes 1240 as 1,240.
func number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// times writes how often something was, "once" or "12 times".
func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return number(n) + " times"
}

// duration writes milliseconds as people say them.
func duration(ms int64) string {
	if ms < 1000 {
		return strconv.FormatInt(ms, 10) + " ms"
	}
	if ms < 60_000 {
		return strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64) + " s"
	}
	return (time.Duration(ms/1000) * time.Second).String()
}

// from writes a span of time on the clock of the subject.
func (s *Subject) from(first, last time.Time) string {
	first, last = first.In(s.Zone), last.In(s.Zone)
	const full, clock = "2006-01-02 15:04:05", "15:04:05"
	switch {
	case first.Equal(last):
		return "at " + first.Format(full)
	case first.YearDay() == last.YearDay() && first.Year() == last.Year():
		return "from " + first.Format(full) + " to " + last.Format(clock)
	}
	return "from " + first.Format(full) + " to " + last.Format(full)
}

// list writes the most frequent of some things, as "Sync (12), Ping (3) and 2 others".
func list(counts report.Tally[string], most int) string {
	ranked := counts.Ranked()
	var b strings.Builder
	for i, c := range ranked[:min(len(ranked), most)] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s (%s)", named(c.Key), number(c.N))
	}
	switch more := len(ranked) - most; {
	case more == 1:
		b.WriteString(" and one other")
	case more > 1:
		fmt.Fprintf(&b, " and %d others", more)
	}
	return b.String()
}

// named quotes the name of a command.
func named(command string) string {
	if command == "" {
		return "no command"
	}
	return quote(command)
}

// outcome writes what a cell's requests were answered with.
func outcome(c *report.Cell) string {
	var parts []string
	answer := c.Answer()
	if c.Status > 0 {
		parts = append(parts, "HTTP "+answer.HTTPText())
	}
	if c.EASStatus > 0 {
		parts = append(parts, "status "+answer.EASText())
	}
	if c.Error != "" {
		parts = append(parts, "error "+quote(c.Error))
	}
	if c.Win32Status > 0 {
		parts = append(parts, "win32 status "+answer.Win32Text())
	}
	if len(parts) == 0 {
		return "nothing logged"
	}
	return strings.Join(parts, ", ")
}

// group is some of a subject's requests.
type group struct {
	hits        int64
	time        activity.Total
	commands    report.Tally[string]
	outcomes    report.Tally[string]
	first, last time.Time
	kinds       kinds
	refused     int64                // logons that were refused
	ended       report.Tally[string] // failures, as report.OutcomeOf says it
}

// cells are the requests that match.
func (s *Subject) cells(match func(*report.Cell) bool) group { return cellsOf(s.Detail, match) }

// cellsOf are the requests of a device that match.
func cellsOf(d *report.Detail, match func(*report.Cell) bool) (g group) {
	for i := range d.Cells {
		if c := &d.Cells[i]; match(c) {
			g.add(c)
		}
	}
	return g
}

func (g *group) add(c *report.Cell) {
	n := max(c.Hits, c.Failures, c.EASFailures, c.Errors)
	if n == 0 {
		return
	}
	if g.hits == 0 || c.First.Before(g.first) {
		g.first = c.First
	}
	if g.hits == 0 || c.Last.After(g.last) {
		g.last = c.Last
	}
	g.hits += n
	g.time.Merge(c.Time)
	g.commands.Add(c.Command, n)
	g.outcomes.Add(outcome(c), n)
	g.kinds |= kindOf(c)
	if refusedLogon(c) {
		g.refused += n
	}
	if failed(c) {
		g.ended.Add(report.OutcomeOf(c.Answer(), c.Error), n)
	}
}

// endedAs is how many requests failed in one of some ways.
func (g *group) endedAs(outcomes []string) (n int64) {
	for _, outcome := range outcomes {
		n += g.ended.Of(outcome)
	}
	return n
}

// daily tells whether there were so many a day from the first to the last.
func (g *group) daily(limit int64) bool {
	return g.hits > 0 && g.hits >= limit*days(g.first, g.last)
}

// days is how many days a span is of, begun ones too.
func days(first, last time.Time) int64 { return 1 + int64(last.Sub(first)/(24*time.Hour)) }

// evidence says what there is to say about any requests.
func (g *group) evidence(s *Subject) evidence {
	e := evidence{first: g.first, last: g.last, hits: g.hits}
	e.add("%s of %s requests, %s: %s.", number(g.hits), number(s.Row.Hits), s.from(g.first, g.last), list(g.outcomes, 3))
	e.add("Commands: %s.", list(g.commands, 3))
	return e
}
