package finding

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// What kinds of failures look like. Clients of protocol 14.0 and later get the EAS
// status behind HTTP 200, older ones the HTTP status; the error text comes with both.
var (
	quota = trouble{[]int32{507, 113}, []string{"MailboxQuotaExceeded"}}
	// HTTP 409 and 503 by themselves; with an error text it is the text that counts.
	overloadErrors = trouble{nil, []string{
		"TooManyJobsQueued", "BackingOffMailboxServer", "RequestOverMaxDelay", "TrySubmitNewTaskFailure",
		"WLMTimeout", "CancelFromWLM", "ResourceUnhealthy", "ServerErrorRetryLater",
	}}
	overBudget   = trouble{nil, []string{"OverBudget"}}
	policy       = trouble{[]int32{449, 142, 143, 144}, []string{"DeviceNotProvisioned", "PolicyRefresh", "InvalidPolicyKey"}}
	blockedFor   = trouble{[]int32{129}, []string{"DeviceIsBlockedForThisUser"}}
	disabled     = trouble{[]int32{126, 131}, []string{"UserDisabledForSync", "UserDisabledByClientAccessRules", "AccountDisabled"}}
	autoBlocked  = trouble{nil, []string{"DeviceIsAutoBlocked", "DeviceIsAutoBlockedOnOOB"}}
	redirected   = trouble{[]int32{451}, nil}
	lostContext  = trouble{[]int32{441}, []string{"MissingCscCacheEntry"}}
	proxyTrouble = trouble{nil, []string{"AirSyncPermanentException"}}
	collision    = trouble{nil, []string{"PingCollisionDetected"}}
)

// known tells whether a cell's requests failed in a way that another rule is about.
func known(c *report.Cell) bool {
	for _, x := range []*trouble{
		&quota, &overloadErrors, &overBudget, &policy, &blockedFor, &disabled, &autoBlocked, &lostContext, &proxyTrouble, &collision,
	} {
		if x.of(c) {
			return true
		}
	}
	return c.Answer().RefusedLogon() || certificate(c)
}

// overload finds a server that has too much to do.
func overload() check {
	plain := trouble{statuses: []int32{503, 409, 111}}
	match := func(c *report.Cell) bool {
		return overloadErrors.of(c) || c.Error == "" && c.Command != options && plain.of(c)
	}
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return overloadErrors.in(s.Row)+plain.in(s.Row) >= t.Overload },
		judge: func(s *Subject, t *Thresholds) evidence {
			if g := s.cells(match); g.daily(t.Overload) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
}

const options = "Options"

// failingOptions finds OPTIONS that are refused; the challenge before a logon is
// no refusal, and a lost context has a rule of its own.
func failingOptions() check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool {
			return min(s.Row.Commands.Of(options), s.Row.Failures) >= t.FailingOptions
		},
		judge: func(s *Subject, t *Thresholds) evidence {
			g := s.cells(func(c *report.Cell) bool {
				return c.Command == options && c.Status != 401 && failed(c) && !lostContext.of(c)
			})
			if g.daily(t.FailingOptions) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
}

// mailboxFullStorm finds a device that cannot take no for an answer.
func mailboxFullStorm() check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool {
			return quota.in(s.Row) > min(t.MailboxFullMinute, t.MailboxFullDay)
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(quota.of)
			var worst report.Minute
			for _, m := range s.Detail.Minutes {
				if s.byMinute() && m.Failures > worst.Failures {
					worst = m
				}
			}
			if s.Detail.NoMinutes { // the minute with most requests is known, but not which it was
				worst.Failures = min(s.Row.PeakPerMinute, g.hits)
			}
			inMinute := g.hits > t.MailboxFullMinute && worst.Failures > t.MailboxFullMinute
			if !inMinute && !g.daily(t.MailboxFullDay+1) {
				return e
			}
			e = g.evidence(s)
			if inMinute && !s.Detail.NoMinutes {
				e.add("%s requests failed in the minute from %s.", number(worst.Failures), worst.Start.In(s.Zone).Format("15:04"))
			}
			return e
		},
	}
}

// proxyLoop finds servers that hand a request on to each other until it is too late.
func proxyLoop() check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return proxyTrouble.in(s.Row) >= t.ProxyLoop },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(proxyTrouble.of)
			longest := g.time.Max
			if !g.daily(t.ProxyLoop) || g.time.Count == 0 || longest < 1000*t.ProxyLoopSeconds {
				return e
			}
			e = g.evidence(s)
			e.add("The longest of them took %s.", duration(longest))
			return e
		},
	}
}

// commandFailing finds a command of which a large part fails, for reasons that no
// other rule is about.
func commandFailing() check {
	type record struct{ hits, failures int64 }
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return s.Row.Failures >= t.CommandFailing },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			all := make(map[string]record)
			pings := s.cells(pingRefused)
			told := pings.daily(t.PingsRefused) // by a rule of their own
			known := func(c *report.Cell) bool { return known(c) || told && pingRefused(c) }
			for i := range s.Detail.Cells {
				c := &s.Detail.Cells[i]
				r := all[c.Command]
				r.hits += c.Hits
				if !known(c) {
					r.failures += c.Failures
				}
				all[c.Command] = r
			}
			var commands []string
			for command, r := range all {
				if r.failures >= t.CommandFailing && 100*r.failures >= t.CommandFailingPart*r.hits {
					commands = append(commands, command)
				}
			}
			slices.SortFunc(commands, func(a, b string) int {
				return cmp.Or(cmp.Compare(all[b].failures, all[a].failures), strings.Compare(a, b))
			})
			for _, command := range commands {
				g := s.cells(func(c *report.Cell) bool { return c.Command == command && failed(c) && !known(c) })
				if !g.daily(t.CommandFailing) {
					continue
				}
				e.add("%s: %s of %s requests failed, %s: %s.", named(command), number(all[command].failures), number(all[command].hits),
					s.from(g.first, g.last), list(g.outcomes, 3))
				e.during(g.first, g.last)
				e.hits += g.hits
			}
			return e
		},
	}
}

// refusedState finds devices that Exchange does not let in: by their access state,
// or by so many requests with a trouble a day.
func refusedState(x trouble, most limit, state func(activesync.AccessState) bool) check {
	by := count(x, most)
	is := func(s *Subject) bool {
		return s.Row.AccessState != "" && state(activesync.ParseAccessState(s.Row.AccessState))
	}
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return is(s) || by.hint(s, t) },
		judge: func(s *Subject, t *Thresholds) evidence {
			e := by.judge(s, t)
			if !is(s) {
				return e
			}
			if e.hits == 0 {
				e.first, e.last, e.hits = s.Row.First, s.Row.Last, s.Row.Hits
			}
			reason := activesync.ParseAccessState(s.Row.AccessState).Reason
			e.add("The access state is %s (%s), at last %s.", quote(s.Row.AccessState), cmp.Or(reason, "reason not known"), s.from(s.Row.Last, s.Row.Last))
			return e
		},
	}
}

func automatic(a activesync.AccessState) bool { return strings.HasPrefix(a.Reason, "automatic") }
func byHand(a activesync.AccessState) bool    { return a.State == "Blocked" && !automatic(a) }
func waits(a activesync.AccessState) bool     { return a.State == "Quarantined" }

// never is the limit of a trouble that does not count.
func never(*Thresholds) int64 { return math.MaxInt64 }

// certificates finds devices whose client certificate is refused.
func certificates() check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return failuresOf(s.Row, 403) >= t.Refused },
		judge: func(s *Subject, t *Thresholds) evidence {
			if g := s.cells(certificate); g.daily(t.Refused) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
}

// forbidden finds devices that are answered 403 without a text or a substatus that says
// why.
func forbidden() check {
	plain := trouble{statuses: []int32{403}}
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return plain.in(s.Row) >= t.Refused },
		judge: func(s *Subject, t *Thresholds) evidence {
			reasons := s.cells(func(c *report.Cell) bool { return c.Error != "" && plain.of(c) })
			g := s.cells(func(c *report.Cell) bool {
				_, known := activesync.IISCode(c.Status, c.Substatus)
				return c.Error == "" && plain.of(c) && !known
			})
			if reasons.hits > 0 || !g.daily(t.Refused) { // the back end has the reason
				return evidence{}
			}
			return g.evidence(s)
		},
	}
}
