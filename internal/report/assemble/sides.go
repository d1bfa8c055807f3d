package assemble

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// chooser makes the sums of one UTC day's units those that are shown: hits,
// commands, HTTP status, bytes and times are from the side with more hits;
// failures, EAS failures, error texts and sync kinds each from the side that has
// more of them.
type chooser struct {
	identities *identities
	// coarse tells that some rows are of more than a minute, or do not make one up.
	coarse bool
	out    partials
	// What is chosen is counted for the estate: by the hours of the day, and in which of
	// them a unit had hits.
	counts *counts
	hours  dayHours
	seenIn []uint32

	seen    report.Tally[uint32] // senders in the report's span
	sides   [2]sums
	minutes [minutesOfDay]int64
}

// sideChoice is the side that counts for each part of sums.
type sideChoice struct{ main, failures, easFailures, errors, syncs activesync.Side }

func newSideChoice(front, back *outcomes) sideChoice {
	larger := func(front, back int64) activesync.Side {
		if back > front {
			return activesync.BackEnd
		}
		return activesync.FrontEnd
	}
	return sideChoice{
		main:        larger(front.hits, back.hits),
		failures:    larger(front.failures, back.failures),
		easFailures: larger(front.easFailures, back.easFailures),
		errors:      larger(front.errors.Total(), back.errors.Total()),
		syncs:       larger(front.syncs(), back.syncs()),
	}
}

// chooseUnit chooses for a unit, of which all partial sums of the day are given.
func (c *chooser) chooseUnit(unit uint32, parts []partial) {
	choice := c.weigh(parts)
	for len(parts) > 0 {
		k := parts[0].key
		k.side = 0
		c.sides[0].reset()
		c.sides[1].reset()
		for len(parts) > 0 && parts[0].start == k.start && parts[0].agent == k.agent {
			parts[0].addTo(&c.sides[parts[0].side], c.identities.words)
			parts = parts[1:]
		}
		if k.start == outside {
			continue
		}
		r := c.combine(choice)
		if r.hits > 0 || r.troubled() { // else it is the other side's copy of requests of the bucket before
			if !c.identities.units[unit].probe {
				minutes, failed := c.sides[choice.main].minutes, c.sides[choice.failures].failed
				c.seenIn[unit] |= c.counts.add(&r, minutes, failed, c.hours)
			}
			r.senders, c.seen = c.seen, c.seen[:0]
			c.out.add(unit, k, &r)
		}
	}
	c.counts.endUnit()
}

// weigh chooses the sides by all partial sums, and notes the senders of those that are
// shown.
func (c *chooser) weigh(parts []partial) sideChoice {
	var outsiders report.Tally[uint32]
	for i := range c.sides {
		c.sides[i].reset()
	}
	c.seen = c.seen[:0]
	for _, r := range parts {
		senders := &c.seen
		if r.start == outside {
			senders = &outsiders
		}
		addTally(&r.packed, senders)
		r.addOutcomes(&c.sides[r.side].outcomes)
	}
	return newSideChoice(&c.sides[activesync.FrontEnd].outcomes, &c.sides[activesync.BackEnd].outcomes)
}

// combine puts the sums of the chosen sides together. They share memory with the sides.
func (c *chooser) combine(choice sideChoice) sums {
	r := sums{peak: activity.Absent}
	for i := range c.sides {
		g, side := &c.sides[i], activesync.Side(i)
		if g.hits == 0 {
			continue
		}
		if side == choice.main {
			r.hits, r.commands, r.statuses = g.hits, g.commands, g.statuses
			r.sent, r.recv, r.taken = g.sent, g.recv, g.taken
			r.times, r.waiting = g.times, g.waiting
			r.servers, r.clients = g.servers, g.clients
			for _, s := range g.senders {
				g.agents.add(c.identities.sender(s.Key).agent)
			}
			r.agents = g.agents
			r.peak = c.peak(g.minutes)
		}
		if side == choice.failures {
			r.failures, r.failureStatuses = g.failures, g.failureStatuses
		}
		if side == choice.easFailures {
			r.easFailures = g.easFailures
		}
		if side == choice.errors {
			r.errors = g.errors
		}
		if side == choice.syncs {
			r.full, r.recovery, r.invalid = g.full, g.recovery, g.invalid
		}
		r.latest.merge(g.latest, c.identities.words)
		r.span(g.first, g.last)
	}
	return r
}

// peak is the most hits in one minute.
func (c *chooser) peak(minutes []minute) (most int64) {
	if c.coarse {
		return activity.Absent
	}
	for _, m := range minutes {
		c.minutes[m.minute] += m.hits
		most = max(most, c.minutes[m.minute])
	}
	for _, m := range minutes {
		c.minutes[m.minute] = 0
	}
	return most
}
