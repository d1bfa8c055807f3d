package finding

import (
	"time"

	"github.com/easreport/easreport/internal/report"
)

// repeated finds more than so many requests of a command a day.
func repeated(command string, most limit) check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return s.Row.Commands.Of(command) > most(t) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(func(c *report.Cell) bool { return c.Command == command })
			if !g.daily(most(t) + 1) {
				return e
			}
			e.during(g.first, g.last)
			e.hits = g.hits
			e.add("%s %s %s: %s.", command, times(g.hits), s.from(g.first, g.last), list(g.outcomes, 3))
			return e
		},
	}
}

// provisioning finds devices that are told again and again to take the policy.
func provisioning() check {
	by := count(policy, func(t *Thresholds) int64 { return t.Provisioning })
	return check{hint: by.hint, judge: func(s *Subject, t *Thresholds) evidence {
		e := by.judge(s, t)
		if e.hits > 0 {
			e.add("The device asked for the policy (Provision) %s.", times(s.Row.Commands.Of("Provision")))
		}
		return e
	}}
}

// fullSyncs finds days with many synchronizations from the beginning.
func fullSyncs() check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return s.Row.FullSyncs >= t.FullSyncs },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			d := s.busiest(fullSyncsOf)
			if d.fullSyncs < t.FullSyncs {
				return e
			}
			e.during(d.first, d.last)
			e.hits = d.fullSyncs
			e.add("%s requests on %s synchronized a folder from the beginning (sync key 0).", number(d.fullSyncs), d.name)
			return e
		},
	}
}

// recoverySyncs finds synchronizations that are repeated or have a key that the
// server does not know.
func recoverySyncs() check {
	of := func(r *report.Row) int64 { return r.RecoverySyncs + r.InvalidSyncs }
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return of(s.Row) >= t.RecoverySyncs },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			r := s.Row
			if of(r) < t.RecoverySyncs*days(r.First, r.Last) {
				return e
			}
			e.during(r.First, r.Last)
			e.hits = of(r)
			e.add("%s requests repeated the synchronization before (recovery), %s had an invalid sync key, %s.",
				number(r.RecoverySyncs), number(r.InvalidSyncs), s.from(r.First, r.Last))
			return e
		},
	}
}

// during widens the span that the evidence is about.
func (e *evidence) during(first, last time.Time) {
	if e.first.IsZero() || first.Before(e.first) {
		e.first = first
	}
	if last.After(e.last) {
		e.last = last
	}
}
