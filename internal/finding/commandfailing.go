package finding

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// commandFailing finds a command of which a large part fails, all day or in a stretch,
// for reasons that no other rule is about.
func commandFailing() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.Failures, t.CommandFailing) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			pings := s.cells(pingRefused)
			told := pings.daily(t.PingsRefused) // by a rule of their own
			forbidden := s.cells(noReason)
			waited := forbidden.hits > 0 && s.letIn(&forbidden)
			match := func(c *report.Cell) bool {
				return failed(c) && !known(c) && (!told || !pingRefused(c)) && (!waited || !noReason(c))
			}
			all := s.cells(match)
			if all.hits < t.CommandFailing {
				return e
			}
			if e = s.failingBy(match, t); e.hits > 0 || len(all.outcomes) == 1 {
				return e
			}
			most := all.outcomes.Top() // a single failure of another kind, hours away, makes no stretch longer
			return s.failingBy(func(c *report.Cell) bool { return match(c) && outcome(c) == most }, t)
		},
	}
}

// failingBy finds commands that often failed in a way that match accepts, between the first such
// failure and the last.
func (s *Subject) failingBy(match func(*report.Cell) bool, t *Thresholds) (e evidence) {
	commands := s.failingCommands(match)
	for _, command := range commands {
		g := s.cells(func(c *report.Cell) bool { return c.Command == command && match(c) })
		hits := s.commandHits(g.first, g.last, command)
		if !g.daily(t.CommandFailing) || 100*g.hits < t.CommandFailingPart*hits || s.explained(&g, t.CommandFailing) {
			continue
		}
		e.add("%s: %s of %s requests failed %s: %s.", named(command), number(g.hits), number(max(hits, g.hits)), s.from(g.first, g.last), list(g.outcomes, 3))
		e.during(g.first, g.last)
		e.of = append(e.of, named(command))
		e.hits += g.hits
	}
	if g := s.cells(match); e.hits == 0 && g.daily(t.CommandFailing) && !s.explained(&g, t.CommandFailing) { // a few of each command
		if hits := s.commandHits(g.first, g.last, commands...); 100*g.hits >= t.CommandFailingPart*hits {
			e = g.evidence(s)
			for _, command := range commands {
				e.of = append(e.of, named(command))
			}
		}
	}
	return e
}

// failingCommands are those with requests that match, most failures first.
func (s *Subject) failingCommands(match func(*report.Cell) bool) []string {
	var failures report.Tally[string]
	for i := range s.Detail.Cells {
		if c := &s.Detail.Cells[i]; match(c) {
			failures.Add(c.Command, max(c.Failures, 1))
		}
	}
	ranked := failures.Ranked()
	slices.SortStableFunc(ranked, func(a, b report.Count[string]) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Key, b.Key))
	})
	commands := make([]string, len(ranked))
	for i, c := range ranked {
		commands[i] = c.Key
	}
	return commands
}

// commandHits is how many requests of some commands there were between two times, or in the
// whole span where minutes are not known. Challenges do not count.
func (s *Subject) commandHits(first, last time.Time, commands ...string) (n int64) {
	var challenges, all int64
	for i := range s.Detail.Cells {
		if c := &s.Detail.Cells[i]; slices.Contains(commands, c.Command) {
			all += c.Hits
			if challenged(c) {
				challenges += c.Hits
			}
		}
	}
	if !s.byMinute() {
		return all - challenges
	}
	for i := range s.Detail.Minutes {
		if m := &s.Detail.Minutes[i]; m.Start.Add(time.Minute).After(first) && !m.Start.After(last) {
			for _, command := range commands {
				n += m.Commands.Of(command)
			}
		}
	}
	return n - min(n, challenges)
}
