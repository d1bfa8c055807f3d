package finding

import (
	"cmp"
	"math"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// refusedState finds devices that Exchange does not let in: by their access state, or by
// so many requests with a trouble a day. A device whose latest access state is Allowed was
// let in since.
func refusedState(x trouble, most limit, state func(activesync.AccessState) bool) check {
	by := count(x, most).state()
	return stateCheck(by, state, false)
}

// passingState is refusedState for a state that ends by itself, and is told all the same.
func passingState(x trouble, most limit, state func(activesync.AccessState) bool) check {
	return stateCheck(count(x, most), state, true)
}

func stateCheck(by check, state func(activesync.AccessState) bool, ends bool) check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			if state(s.accessState()) {
				return s.Row.Hits
			}
			return by.hint(s, t)
		},
		judge: func(s *Subject, t *Thresholds) evidence {
			now := s.accessState()
			e := by.judge(s, t)
			switch {
			case state(now):
			case now.State == "Allowed" && e.last.Before(s.Row.Last) && !ends:
				return evidence{}
			default:
				return e
			}
			if e.hits == 0 {
				e.first, e.last, e.hits = s.Row.First, s.Row.Last, s.Row.Hits
			}
			e.add("The access state is %s (%s), last seen %s.", quote(s.Row.AccessState), cmp.Or(now.Reason, "reason not known"), s.from(s.Row.Last, s.Row.Last))
			return e
		},
	}
}

// accessState is the latest one that was logged.
func (s *Subject) accessState() activesync.AccessState {
	return activesync.ParseAccessState(s.Row.AccessState)
}

func automatic(a activesync.AccessState) bool { return strings.HasPrefix(a.Reason, "automatic") }
func byHand(a activesync.AccessState) bool    { return a.State == "Blocked" && !automatic(a) }
func waits(a activesync.AccessState) bool     { return a.State == "Quarantined" }

// never is the limit of a trouble that does not count.
func never(*Thresholds) int64 { return math.MaxInt64 }

// quarantine finds devices that wait for an administrator. It is a note while they do not
// wait for long.
func quarantine() check {
	c := refusedState(trouble{}, never, waits)
	return check{hint: c.hint, judge: func(s *Subject, t *Thresholds) evidence {
		e := c.judge(s, t)
		if refused := s.cells(failed); refused.hits > 0 && e.hits > 0 { // it may have been let in before
			e.first, e.last = refused.first, refused.last
		}
		e.note = e.last.Sub(e.first) < time.Duration(t.QuarantineHours)*time.Hour
		return e
	}}
}

// letIn reports whether what was refused lies in one stretch, in which hardly anything was
// served, and the device was let in after it: it waited for an administrator.
func (s *Subject) letIn(g *group) bool {
	if s.accessState().State != "Allowed" || !g.last.Before(s.Row.Last) || !s.byMinute() {
		return false
	}
	var hits, failures int64
	for i := range s.Detail.Minutes {
		if m := &s.Detail.Minutes[i]; m.Start.Add(time.Minute).After(g.first) && !m.Start.After(g.last) {
			hits, failures = hits+m.Hits, failures+m.Failures
		}
	}
	return (hits-failures)*10 <= hits
}

// noReason are requests that were answered 403 without a text that says why.
func noReason(c *report.Cell) bool {
	_, known := activesync.IISCode(c.Status, c.Substatus)
	return c.Error == "" && forbiddenPlainly.of(c) && !known
}

var forbiddenPlainly = trouble{statuses: []int32{403}}

// discoveryTakes is how long it may take until Exchange knows what a device is.
const discoveryTakes = time.Hour

// discovery finds devices that Exchange does not recognize.
func discovery() check {
	for_ := func(s *Subject) bool {
		return s.accessState().State == "DeviceDiscovery" && s.Row.Last.Sub(s.Row.First) >= discoveryTakes
	}
	return check{
		hint: func(s *Subject, _ *Thresholds) int64 {
			if for_(s) {
				return s.Row.Hits
			}
			return 0
		},
		judge: func(s *Subject, _ *Thresholds) (e evidence) {
			if !for_(s) {
				return e
			}
			e.during(s.Row.First, s.Row.Last)
			e.hits = s.Row.Hits
			e.add("The access state is %s after %s requests %s.", quote(s.Row.AccessState), number(s.Row.Hits), s.from(s.Row.First, s.Row.Last))
			return e
		},
	}
}

// badCertificate reports whether IIS refused the client's certificate.
func badCertificate(c *report.Cell) bool { return c.Answer().ClientCertificate() }

// certificate finds devices whose client certificate is refused.
func certificate() check {
	by := check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(forbiddenPlainly.in(s.Row), t.Refused) },
		judge: func(s *Subject, t *Thresholds) evidence {
			if g := s.cells(badCertificate); g.daily(t.Refused) && !s.explained(&g, t.Refused) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
	return by.state()
}

// forbidden finds devices that are answered 403 without a text that says why.
func forbidden() check {
	by := check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(forbiddenPlainly.in(s.Row), t.Refused) },
		judge: func(s *Subject, t *Thresholds) evidence {
			reasons := s.cells(func(c *report.Cell) bool { return c.Error != "" && forbiddenPlainly.of(c) })
			g := s.cells(noReason)
			if reasons.hits > 0 || !g.daily(t.Refused) || s.explained(&g, t.Refused) || s.letIn(&g) { // the back end has the reason
				return evidence{}
			}
			return g.evidence(s)
		},
	}
	return by.state()
}
