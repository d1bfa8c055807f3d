package finding

import (
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// check is the part of a rule that is a program.
type check struct {
	// hint tells from all but a subject's Detail, which it may not have yet,
	// whether judge could find something: it may be wrong only in saying yes.
	hint func(s *Subject, t *Thresholds) bool
	// judge gives the evidence, without sentences if there is nothing to find.
	judge func(s *Subject, t *Thresholds) evidence
}

// limit takes a threshold.
type limit func(*Thresholds) int64

// trouble is a kind of failure, by any of its signs.
type trouble struct {
	statuses []int32 // EAS status of 101 and above, or else HTTP status, without substatus
	errors   []string
}

// of tells whether a cell's requests have the trouble.
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
		hint: func(s *Subject, t *Thresholds) bool { return x.in(s.Row) >= most(t) },
		judge: func(s *Subject, t *Thresholds) evidence {
			if g := s.cells(x.of); g.daily(most(t)) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
}

// failed tells whether a cell's requests failed.
func failed(c *report.Cell) bool { return c.Answer().Failed() }
