package finding

import (
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// check is the part of a rule that is a program.
type check struct {
	// hint says from all but a subject's Detail, which it may not have yet, how much judge
	// could find: 0 is nothing. It may be wrong only in saying too much.
	hint func(s *Subject, t *Thresholds) int64
	// judge returns the evidence, without sentences if there is nothing to find.
	judge func(s *Subject, t *Thresholds) evidence
}

// limit takes a threshold.
type limit func(*Thresholds) int64

// from is n where it reaches a limit, else 0.
func from(n, limit int64) int64 {
	if n >= limit {
		return n
	}
	return 0
}

// trouble is a kind of failure, by any of its signs.
type trouble struct {
	statuses []int32 // EAS status of 101 and above, or else HTTP status, without substatus
	errors   []string
}

// of reports whether a cell's requests have the trouble.
func (x *trouble) of(c *report.Cell) bool {
	if slices.Contains(x.statuses, c.Answer().Reason().HTTP()) {
		return true
	}
	for name := range strings.SplitSeq(c.Error, ";") {
		if slices.Contains(x.errors, activesync.CanonicalError(name)) {
			return true
		}
	}
	return false
}

// in is how many requests of a row have the trouble, at most.
func (x *trouble) in(r *report.Row) (n int64) {
	for _, status := range x.statuses {
		n += failuresOf(r, status) + r.Statuses.Of(status)
	}
	for _, name := range x.errors {
		n += r.Errors.Of(name)
	}
	return n
}

// failuresOf is how many requests of a row failed with a status, whatever its substatus.
func failuresOf(r *report.Row, status int32) (n int64) {
	for _, c := range r.FailureStatuses {
		if c.Key.HTTP() == status {
			n += c.N
		}
	}
	return n
}

// count finds so many requests a day that have a trouble.
func count(x trouble, most limit) check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(x.in(s.Row), most(t)) },
		judge: func(s *Subject, t *Thresholds) evidence {
			if g := s.cells(x.of); g.daily(most(t)) && !s.explained(&g, most(t)) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
}

// state leaves out what is not the state of the device: a few requests among many, after
// which others were served.
func (c check) state() check {
	return check{hint: c.hint, judge: func(s *Subject, t *Thresholds) evidence {
		if e := c.judge(s, t); s.lasts(&e) {
			return e
		}
		return evidence{}
	}}
}

// stateOr is state, except that so many requests a day are enough: what a phone is refused
// that often goes on, though a busy phone is served in between.
func (c check) stateOr(many int64) check {
	return check{hint: c.hint, judge: func(s *Subject, t *Thresholds) evidence {
		if e := c.judge(s, t); e.hits >= many*days(e.first, e.last) || s.lasts(&e) {
			return e
		}
		return evidence{}
	}}
}

// often is how many refusals a day are no chance.
const often = 20

// statePercent is the share of a device's requests from which on a trouble is its state,
// also if later requests were served.
const statePercent = 10

// lasts reports whether what was found was still so at the device's last request, or is a
// large share of its requests.
func (s *Subject) lasts(e *evidence) bool {
	return e.hits*100 >= statePercent*s.Row.Hits || !e.last.Before(s.Row.Last)
}

// failed reports whether a cell's requests failed.
func failed(c *report.Cell) bool { return c.Answer().Failed() }

// refusedLogon reports whether a cell's logons were tried and refused.
func refusedLogon(c *report.Cell) bool { return c.Answer().RefusedLogon() }

// challenged reports whether a cell's requests were challenged, which is no failure.
func challenged(c *report.Cell) bool { return c.Status == 401 && !failed(c) }
