package assemble

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// place is what a row is ordered by, and where its sums are.
type place struct {
	probe       bool
	start, hits int64
	rank        uint32 // of its unit by name
	entry       entry  // unit is the place in collection.units
}

// rows are the rows of the query, those of probes last; by time, then hits, then by all
// that tells rows apart.
func (c *collection) rows() report.Rows {
	units := c.wantedUnits()
	slices.SortFunc(units, c.compareNames)
	order := make([]place, 0, len(c.partials.entries))
	rank := uint32(0)
	for n, u := range units {
		if n > 0 && c.compareNames(units[n-1], u) != 0 {
			rank++
		}
		for _, i := range c.units[u].entries {
			body := c.partials.packed(i)
			k := body.key()
			order = append(order, place{c.units[u].probe, k.start, body.hits(), rank, entry{u, i.chunk, i.at}})
		}
	}
	slices.SortFunc(order, func(a, b place) int {
		// Stepwise, because most rows differ in the first two: cmp.Or takes all steps.
		if a.probe != b.probe {
			return compareBool(a.probe, b.probe)
		}
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		if a.hits != b.hits {
			return cmp.Compare(b.hits, a.hits)
		}
		if a.rank != b.rank {
			return cmp.Compare(a.rank, b.rank)
		}
		return c.compareAlike(a, b)
	})
	return report.NewRows(len(order),
		func(row *report.Row, i int) { c.fillRow(row, order[i]) },
		func(row *report.Row, i int) { c.fillBrief(row, order[i]) })
}

// compareAlike compares rows whose units have the same names.
func (c *collection) compareAlike(a, b place) int {
	var x, y report.Row
	c.fillRow(&x, a)
	c.fillRow(&y, b)
	return strings.Compare(x.UserAgent, y.UserAgent)
}

// wantedUnits are the units that the query asks for.
func (c *collection) wantedUnits() []uint32 {
	if c.query.TopHits > 0 {
		return c.busiest(c.query.TopHits)
	}
	units := make([]uint32, len(c.units))
	for i := range units {
		units[i] = uint32(i)
	}
	return units
}

func (c *collection) compareNames(a, b uint32) int {
	x, y := &c.units[a].names, &c.units[b].names
	if x.user != y.user {
		return strings.Compare(c.texts.Of(x.user), c.texts.Of(y.user))
	}
	if x.device != y.device {
		return strings.Compare(c.texts.Of(x.device), c.texts.Of(y.device))
	}
	return 0
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// fillRow makes the row of a place.
func (c *collection) fillRow(row *report.Row, at place) {
	entries := [...]entry{at.entry}
	c.makeRow(row, &c.units[at.entry.unit], entries[:])
	if c.query.BucketSeconds > 0 {
		row.Start = time.Unix(at.start, 0).In(c.query.Location())
	}
}

// fillBrief makes a part of the row of a place, see Rows.Brief.
func (c *collection) fillBrief(row *report.Row, at place) {
	w := outcomes{failureStatuses: row.FailureStatuses[:0]}
	body := c.partials.packed(at.entry)
	body.key()
	body.skipTally()
	body.addOutcomes(&w)
	row.Hits, row.Failures, row.FailureStatuses, row.Probe = w.hits, w.failures, w.failureStatuses, c.units[at.entry.unit].probe
}

// makeRow makes a row of some sums of a unit, in the memory that the row has.
func (c *collection) makeRow(r *report.Row, u *unitSums, entries []entry) {
	s := c.scratch.Get().(*sums)
	s.statuses, s.failureStatuses, s.times = r.Statuses, r.FailureStatuses, r.Times
	s.reset()
	for _, e := range entries {
		body := c.partials.packed(e)
		body.key()
		body.addTo(s, c.identities.words)
	}
	*r = report.Row{
		User: c.texts.Of(u.user), DeviceID: c.texts.Of(u.names.device), DeviceType: c.texts.Of(u.kind), Probe: u.probe,
		UserAgent: c.texts.Of(s.latest.userAgent), AccessState: c.texts.Of(s.latest.accessState),
		Hits: s.hits, Anonymous: s.anonymous, Commands: r.Commands[:0], Statuses: s.statuses,
		BytesSent: s.sent, BytesReceived: s.recv, TimeTaken: s.taken, Times: s.times, Waiting: s.waiting,
		Throttled: s.throttled, SyncStateMax: s.syncState, Uploaded: s.uploaded,
		PeakPerMinute: s.peak, Servers: s.servers.len(), UserAgents: s.agents.len(), Clients: s.clients.len(),
		Failures: s.failures, FailureStatuses: s.failureStatuses, EASFailures: s.easFailures, Errors: r.Errors[:0],
		FullSyncs: s.full, RecoverySyncs: s.recovery, InvalidSyncs: s.invalid,
		First: time.UnixMilli(s.first).UTC(), Last: time.UnixMilli(s.last).UTC(),
	}
	if ids := c.folded.DeviceIDs(r.DeviceID, r.User); ids > 0 {
		r.DeviceType = report.TypeOf(ids)
		if r.DeviceID == report.NeverLoggedOn && c.folded.About() {
			r.DeviceType = "about " + r.DeviceType
		}
	}
	if r.Clients == 1 {
		r.Client = c.texts.Of(s.clients.all[0])
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
func addErrors(names *report.Tally[string], joined string, n int64) {
	var once report.Tally[string]
	for name := range strings.SplitSeq(joined, ";") {
		if name = activesync.CanonicalError(name); once.Of(name) == 0 {
			once.Add(name, n)
		}
	}
	names.Merge(once)
}
