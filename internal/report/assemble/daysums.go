package assemble

import (
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// daySums makes one sums of each key of a unit on a UTC day, and counts for the estate:
// by the hours of the day, and in which of them a unit had hits. It serves one goroutine.
type daySums struct {
	identities *identities
	// coarse says that some rows are of more than a minute, or do not make one up.
	coarse bool
	out    partials
	counts *counts
	hours  dayHours
	seenIn []uint32

	senders report.Tally[uint32] // of the unit
	sums    sums
	minutes [minutesOfDay]int64
}

// unit takes a unit, of which all partial sums of the day are given.
func (d *daySums) unit(unit uint32, parts []partial) {
	d.senders = d.senders[:0]
	for _, r := range parts {
		addTally(&r.packed, &d.senders)
	}
	for len(parts) > 0 {
		k, r := parts[0].key, &d.sums
		r.reset()
		for len(parts) > 0 && parts[0].key == k {
			parts[0].addTo(r, d.identities.words)
			parts = parts[1:]
		}
		for _, s := range r.senders {
			r.agents.add(d.identities.sender(s.Key).agent)
		}
		r.peak = d.peak(r.minutes)
		if !d.identities.units[unit].probe {
			d.seenIn[unit] |= d.counts.add(r, r.minutes, r.failed, d.hours)
		}
		r.minutes, r.failed = r.minutes[:0], r.failed[:0] // they are of this day
		own := r.senders
		r.senders = d.senders
		d.out.add(unit, k, r)
		r.senders, d.senders = own, d.senders[:0]
	}
	d.counts.endUnit()
}

// peak is the most hits in one minute.
func (d *daySums) peak(minutes []minute) (most int64) {
	if d.coarse {
		return activity.Absent
	}
	for _, m := range minutes {
		d.minutes[m.minute] += m.hits
		most = max(most, d.minutes[m.minute])
	}
	for _, m := range minutes {
		d.minutes[m.minute] = 0
	}
	return most
}
