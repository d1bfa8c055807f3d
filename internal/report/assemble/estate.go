package assemble

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// counts are what a Timeline and a Breakdown are made of, in numbers of words.
type counts struct {
	commands, errors map[lake.Word]int64
	statuses         report.Tally[int32]
	failureStatuses  report.Tally[activesync.Reason]
	hours            [touchedHours]struct{ hits, failures int64 } // of one day

	// of the unit that is being added: they are few, and the maps are not
	unitCommands, unitErrors report.Tally[lake.Word]
}

func newCounts() *counts {
	return &counts{commands: make(map[lake.Word]int64), errors: make(map[lake.Word]int64)}
}

// add adds what was chosen of a unit in a bucket, and returns the hours with hits as bits.
func (c *counts) add(r *sums, minutes, failed []minute, day dayHours) (seen uint32) {
	c.unitCommands.Merge(r.commands)
	c.unitErrors.Merge(r.errors)
	c.statuses.Merge(r.statuses)
	c.failureStatuses.Merge(r.failureStatuses)
	for _, m := range minutes {
		hour := day.index(m.minute)
		c.hours[hour].hits += m.hits
		seen |= 1 << hour
	}
	for _, m := range failed {
		c.hours[day.index(m.minute)].failures += m.hits
	}
	return seen
}

// endUnit is called when all of the unit's buckets are added.
func (c *counts) endUnit() {
	for _, count := range c.unitCommands {
		c.commands[count.Key] += count.N
	}
	for _, count := range c.unitErrors {
		c.errors[count.Key] += count.N
	}
	c.unitCommands, c.unitErrors = c.unitCommands[:0], c.unitErrors[:0]
}

// estate gathers what all devices together did, day by day.
type estate struct {
	*counts
	query    *report.Query
	timeline []report.Hour
	coarse   bool // there are rows that are in no hour as a whole
	// units are the hours that units had hits in on a day, as bits; devices the same
	// by the word of the device.
	units, devices []uint32
}

func newEstate(q *report.Query) *estate {
	e := &estate{counts: newCounts(), query: q}
	hours := newHours(q)
	e.timeline = make([]report.Hour, hours.n)
	for i := range e.timeline {
		e.timeline[i].Start = hours.start(i, q.Location())
	}
	return e
}

// beginDay makes room for the units of a day.
func (e *estate) beginDay(units int) { e.units = append(e.units[:0], make([]uint32, units)...) }

// endDay adds what all cores have counted of a day.
func (e *estate) endDay(day lake.Day, units []unit, parts []*counts) {
	first := newHours(e.query).onDay(day).first
	for _, p := range parts {
		addMap(e.commands, p.commands)
		addMap(e.errors, p.errors)
		e.statuses.Merge(p.statuses)
		e.failureStatuses.Merge(p.failureStatuses)
		for i, h := range p.hours {
			if at := first + i; at >= 0 && at < len(e.timeline) {
				e.timeline[at].Hits += h.hits
				e.timeline[at].Failures += h.failures
			}
		}
	}
	for n, seen := range e.units {
		device := int(units[n].device)
		if seen == 0 || device == 0 {
			continue
		}
		if grow := device + 1 - len(e.devices); grow > 0 {
			e.devices = append(e.devices, make([]uint32, grow)...)
		}
		e.devices[device] |= seen
	}
	var devices [touchedHours]int
	for _, seen := range e.devices {
		for ; seen != 0; seen &= seen - 1 {
			devices[bits.TrailingZeros32(seen)]++
		}
	}
	for i, n := range devices {
		if at := first + i; at >= 0 && at < len(e.timeline) {
			e.timeline[at].Devices = n
		}
	}
	for i := range e.devices {
		e.devices[i] >>= hoursPerDay // an hour of both days is the next day's first
	}
}

func addMap(sum, part map[lake.Word]int64) {
	for word, n := range part {
		sum[word] += n
	}
}

// report puts the sums into a report.
func (e *estate) report(r *report.Report, texts *lake.Texts) {
	if r.Timeline = e.timeline; e.coarse || len(e.timeline) == 0 {
		r.Timeline = nil
	}
	commands, names := make(map[string]int64), make(map[string]int64)
	for word, n := range e.commands {
		commands[texts.Of(word)] += n
	}
	for word, n := range e.errors {
		var once report.Tally[string]
		addErrors(&once, texts.Of(word), n)
		for _, c := range once {
			names[c.Key] += c.N
		}
	}
	r.Breakdown = report.Breakdown{
		Commands: tallyOf(commands), Statuses: e.statuses,
		FailureStatuses: e.failureStatuses, Errors: tallyOf(names),
	}
}

// tallyOf orders counts that may be many.
func tallyOf[K cmp.Ordered](counts map[K]int64) report.Tally[K] {
	t := make(report.Tally[K], 0, len(counts))
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		t = append(t, report.Count[K]{Key: key, N: counts[key]})
	}
	return t
}
