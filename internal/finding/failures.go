package finding

import (
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

	sendQuota        = trouble{[]int32{115}, []string{"SendQuotaExceeded"}}
	noMailbox        = trouble{[]int32{123, 125}, []string{"UserHasNoMailbox", "UserPrincipalCouldNotBeFound"}}
	otherVersion     = trouble{[]int32{127, 128}, []string{"UserOnNewMailboxCannotSync", "UserOnLegacyMailboxCannotSync"}}
	deviceLimit      = trouble{[]int32{177}, []string{"MaximumDevicesReached"}}
	notProvisionable = trouble{[]int32{139, 141}, []string{"DeviceNotFullyProvisionable", "LegacyDeviceOnStrictPolicy"}}
	tooLarge         = trouble{[]int32{413, 122}, []string{"AttachmentIsTooLarge", "MaxRequestLengthExceeded"}}
	wipe             = trouble{[]int32{140}, []string{"RemoteWipeRequested"}}
)

// known tells whether a cell's requests failed in a way that another rule is about.
func known(c *report.Cell) bool {
	for _, x := range []*trouble{
		&quota, &overloadErrors, &overBudget, &policy, &blockedFor, &disabled, &autoBlocked, &lostContext, &collision,
		&sendQuota, &noMailbox, &otherVersion, &deviceLimit, &notProvisionable, &tooLarge, &wipe,
	} {
		if x.of(c) {
			return true
		}
	}
	return refusedLogon(c) || badCertificate(c)
}

// unavailable finds devices that are told that the server is busy.
func unavailable() check {
	plain := trouble{statuses: []int32{503, 409, 111}}
	match := func(c *report.Cell) bool {
		return overloadErrors.of(c) || c.Error == "" && c.Command != options && plain.of(c)
	}
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			return from(overloadErrors.in(s.Row)+plain.in(s.Row), t.Overload)
		},
		judge: func(s *Subject, t *Thresholds) evidence {
			if g := s.cells(match); g.daily(t.Overload) && !s.explained(&g, t.Overload) {
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
		hint: func(s *Subject, t *Thresholds) int64 {
			return from(min(s.Row.Commands.Of(options), s.Row.Failures), t.FailingOptions)
		},
		judge: func(s *Subject, t *Thresholds) evidence {
			g := s.cells(func(c *report.Cell) bool {
				return c.Command == options && c.Status != 401 && failed(c) && !lostContext.of(c)
			})
			if g.daily(t.FailingOptions) && !s.explained(&g, t.FailingOptions) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
}

// redirects finds devices that ignore where they are sent. It is a note where they are served
// as well.
func redirects() check {
	most := func(t *Thresholds) int64 { return t.Redirects }
	by := count(redirected, most)
	return check{hint: by.hint, judge: func(s *Subject, t *Thresholds) evidence {
		const nearlyAll = 95 // percent
		e := by.judge(s, t)
		e.note = e.hits*100 < nearlyAll*(s.Row.Hits-s.cells(challenged).hits)
		return e
	}}
}

// mailboxFullStorm finds a device that cannot take no for an answer.
func mailboxFullStorm() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			return from(quota.in(s.Row), min(t.MailboxFullMinute, t.MailboxFullDay)+1)
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
		hint: func(s *Subject, t *Thresholds) int64 { return from(proxyTrouble.in(s.Row), t.ProxyLoop) },
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
