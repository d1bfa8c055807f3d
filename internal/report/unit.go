package report

import (
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// unitKey is a device and account, folded; on one UTC day it is the unit for
// which the side that counts is chosen.
type unitKey struct {
	device, account lake.Word
	probe           bool
}

// unit is what a unitKey did on one UTC day, front end and back end apart.
type unit struct {
	sides [2]side
	// spellings are of the rows in the report's span.
	devices, users, types Tally[lake.Word]
}

// side is one side's sums: over the whole UTC day to choose by, and in the
// report's span to show.
type side struct {
	hits, failures, easFailures, errors, syncs int64
	groups                                     groups
}

// weigh adds row i to what the choice of a side goes by.
func (s *side) weigh(b *lake.Batch, i int) {
	hits := b.Hits[i]
	s.hits += hits
	if failed(b, i) {
		s.failures += hits
	}
	if easFailed(b, i) {
		s.easFailures += hits
	}
	if b.Error[i] != 0 {
		s.errors += hits
	}
	s.syncs += max(b.FullSyncs[i], 0) + max(b.RecoverySyncs[i], 0) + max(b.InvalidSyncs[i], 0)
}

// larger is the side for which by is larger, the front end where they are equal.
func (u *unit) larger(by func(*side) int64) activesync.Side {
	if by(&u.sides[activesync.BackEnd]) > by(&u.sides[activesync.FrontEnd]) {
		return activesync.BackEnd
	}
	return activesync.FrontEnd
}

// rows gives the unit's rows of the report: hits, commands, HTTP status, bytes
// and times from the side with more hits; failures, EAS failures, error texts
// and sync kinds each from the side that has more of them.
func (u *unit) rows(m *dayMerge, yield func(groupKey, *Row)) {
	main := u.larger(func(s *side) int64 { return s.hits })
	failures := u.larger(func(s *side) int64 { return s.failures })
	eas := u.larger(func(s *side) int64 { return s.easFailures })
	errs := u.larger(func(s *side) int64 { return s.errors })
	syncs := u.larger(func(s *side) int64 { return s.syncs })

	for _, key := range u.keys() {
		r := Row{PeakPerMinute: activity.Absent}
		var both latest
		for i := range u.sides {
			g := u.sides[i].groups.find(key)
			if g == nil {
				continue
			}
			from := activesync.Side(i)
			if from == main {
				m.counted(g, &r)
			}
			if from == failures {
				r.Failures, r.FailureStatuses = g.failures, g.failureStatuses
			}
			if from == eas {
				r.EASFailures = g.easFailures
			}
			if from == errs {
				r.Errors = m.errorNames(g.errors)
			}
			if from == syncs {
				r.FullSyncs, r.RecoverySyncs, r.InvalidSyncs = g.full, g.recovery, g.invalid
			}
			both.merge(g.latest, m.words)
			r.span(g.first, g.last)
		}
		r.UserAgent, r.userAgentAt = m.words.Text(both.userAgent), both.userAgentAt
		r.AccessState, r.accessStateAt = m.words.Text(both.accessState), both.accessStateAt
		if !r.empty() { // else it is the other side's copy of requests of the bucket before
			yield(key, &r)
		}
	}
}

// keys are the group keys of both sides, ascending.
func (u *unit) keys() []groupKey {
	var keys []groupKey
	a, b := u.sides[0].groups.all, u.sides[1].groups.all
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].compare(b[0].groupKey) < 0:
			keys, a = append(keys, a[0].groupKey), a[1:]
		case len(a) == 0 || a[0].compare(b[0].groupKey) > 0:
			keys, b = append(keys, b[0].groupKey), b[1:]
		default:
			keys, a, b = append(keys, a[0].groupKey), a[1:], b[1:]
		}
	}
	return keys
}

// counted fills what the side with more hits gives.
func (m *dayMerge) counted(g *group, r *Row) {
	r.Hits = g.hits
	for _, c := range g.commands {
		r.Commands.Add(m.words.Text(c.Key), c.N)
	}
	r.Statuses = g.statuses
	r.BytesSent, r.BytesReceived, r.TimeTaken = g.sent, g.recv, g.taken
	r.Times, r.Waiting = g.times, g.waiting
	if !m.coarse {
		r.PeakPerMinute = g.minutes.peak()
	}
	r.servers, r.clients = m.texts(g.servers), m.texts(g.clients)
	r.userAgents = m.texts(g.userAgents)
}

// errorNames takes joined names apart.
func (m *dayMerge) errorNames(joined Tally[lake.Word]) (names Tally[string]) {
	for _, c := range joined {
		var once Tally[string] // two spellings of one name in a request are one
		for name := range strings.SplitSeq(m.words.Text(c.Key), ";") {
			if name = activesync.CanonicalError(name); once.Of(name) == 0 {
				once.Add(name, c.N)
			}
		}
		names.Merge(once)
	}
	return names
}

func (m *dayMerge) texts(words Tally[lake.Word]) (texts Tally[string]) {
	for _, c := range words {
		if c.Key != 0 {
			texts.Add(m.words.Text(c.Key), c.N)
		}
	}
	return texts
}
