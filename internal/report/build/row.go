package report

import (
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
)

// fill makes the row of a place.
func (c *collection) fill(row *Row, at place) {
	entries := [...]entry{at.entry}
	c.row(row, &c.units[at.entry.unit], entries[:])
	if c.query.BucketSeconds > 0 {
		row.Start = time.Unix(at.start, 0).In(c.query.Location())
	}
}

// brief makes a part of the row of a place, see Rows.Brief.
func (c *collection) brief(row *Row, at place) {
	w := outcomes{failureStatuses: row.FailureStatuses[:0]}
	body := c.partials.packed(at.entry)
	body.key()
	body.skipTally()
	body.addOutcomes(&w)
	row.Hits, row.Failures, row.FailureStatuses, row.Probe = w.hits, w.failures, w.failureStatuses, c.units[at.entry.unit].probe
}

// row makes a row of some sums of a unit, in the memory that the row has.
func (c *collection) row(r *Row, u *unitSums, entries []entry) {
	s := c.scratch.Get().(*sums)
	s.statuses, s.failureStatuses, s.times = r.Statuses, r.FailureStatuses, r.Times
	s.reset()
	for _, e := range entries {
		body := c.partials.packed(e)
		body.key()
		body.addTo(s, c.identities.words)
	}
	*r = Row{
		User: c.texts.Of(u.user), DeviceID: c.texts.Of(u.names.device), DeviceType: c.texts.Of(u.kind), Probe: u.probe,
		UserAgent: c.texts.Of(s.latest.userAgent), AccessState: c.texts.Of(s.latest.accessState),
		Hits: s.hits, Commands: r.Commands[:0], Statuses: s.statuses,
		BytesSent: s.sent, BytesReceived: s.recv, TimeTaken: s.taken, Times: s.times, Waiting: s.waiting,
		PeakPerMinute: s.peak, Servers: s.servers.len(), UserAgents: s.agents.len(), Clients: s.clients.len(),
		Failures: s.failures, FailureStatuses: s.failureStatuses, EASFailures: s.easFailures, Errors: r.Errors[:0],
		FullSyncs: s.full, RecoverySyncs: s.recovery, InvalidSyncs: s.invalid,
		First: time.UnixMilli(s.first).UTC(), Last: time.UnixMilli(s.last).UTC(),
	}
	for _, count := range s.commands {
		r.Commands.Add(c.texts.Of(count.Key), count.N)
	}
	for _, count := range s.errors {
		addErrors(&r.Errors, c.texts.Of(count.Key), count.N)
	}
	s.statuses, s.failureStatuses, s.times = nil, nil, nil // they are the row's
	c.scratch.Put(s)
}

// addErrors counts joined names of errors. Two spellings of one name in a request
// are one.
func addErrors(names *Tally[string], joined string, n int64) {
	var once Tally[string]
	for name := range strings.SplitSeq(joined, ";") {
		if name = activesync.CanonicalError(name); once.Of(name) == 0 {
			once.Add(name, n)
		}
	}
	names.Merge(once)
}
