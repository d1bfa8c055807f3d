package assemble

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// packed is sums and their key in little memory, some 80 bytes: numbers of which
// most are small, in the order of pack. It is read from its start, and added to
// other sums as it is read. It never leaves the process.
type packed []byte

func (p packed) appendNumber(n int64) packed { return binary.AppendUvarint(p, uint64(n)) }

// number takes the next number off.
func (p *packed) number() int64 {
	b := *p
	if b[0] < 0x80 {
		*p = b[1:]
		return int64(b[0])
	}
	n, size := binary.Uvarint(b)
	*p = b[size:]
	return int64(n)
}

func appendTally[K ~int32 | ~uint32](p packed, t report.Tally[K]) packed {
	p = p.appendNumber(int64(len(t)))
	for _, c := range t {
		p = p.appendNumber(int64(c.Key)).appendNumber(c.N)
	}
	return p
}

func addTally[K ~int32 | ~uint32](p *packed, t *report.Tally[K]) {
	for n := p.number(); n > 0; n-- {
		key := K(p.number())
		t.Add(key, p.number())
	}
}

func (p packed) appendSet(s *wordSet) packed {
	words := s.compact()
	p = p.appendNumber(int64(len(words)))
	for _, w := range words {
		p = p.appendNumber(int64(w))
	}
	return p
}

func (p *packed) addSet(s *wordSet) {
	for n := p.number(); n > 0; n-- {
		s.add(lake.Word(p.number()))
	}
}

func (p packed) appendTotal(t activity.Total) packed {
	if p = p.appendNumber(t.Count); t.Count == 0 {
		return p
	}
	return p.appendNumber(t.Sum).appendNumber(t.Max)
}

func (p *packed) addTotal(t *activity.Total) {
	if n := p.number(); n != 0 {
		t.Merge(activity.Total{Count: n, Sum: p.number(), Max: p.number()})
	}
}

func (p packed) appendMinutes(minutes []minute) packed {
	p = p.appendNumber(int64(len(minutes)))
	before := int64(0)
	for _, m := range minutes {
		p = p.appendNumber(m.minute - before).appendNumber(m.hits)
		before = m.minute
	}
	return p
}

func (p *packed) addMinutes(minutes []minute) []minute {
	at := int64(0)
	for n := p.number(); n > 0; n-- {
		at += p.number()
		minutes = append(minutes, minute{at, p.number()})
	}
	return minutes
}

func (p packed) appendKey(k key) packed {
	return p.appendNumber(k.start).appendNumber(int64(k.agent))
}

func (p *packed) key() key {
	return key{start: p.number(), agent: lake.Word(p.number())}
}

func (p packed) appendOutcomes(w *outcomes) packed {
	p = p.appendNumber(w.hits).appendNumber(w.anonymous)
	if !w.troubled() {
		return p.appendNumber(0)
	}
	p = p.appendNumber(1).appendNumber(w.failures).appendNumber(w.easFailures)
	p = p.appendNumber(w.full).appendNumber(w.recovery).appendNumber(w.invalid)
	return appendTally(appendTally(p, w.failureStatuses), w.errors).appendMinutes(w.failed)
}

func (p *packed) addOutcomes(w *outcomes) {
	w.hits += p.number()
	w.anonymous += p.number()
	if p.number() == 0 {
		return
	}
	w.failures += p.number()
	w.easFailures += p.number()
	w.full += p.number()
	w.recovery += p.number()
	w.invalid += p.number()
	addTally(p, &w.failureStatuses)
	addTally(p, &w.errors)
	w.failed = p.addMinutes(w.failed)
}

// pack appends sums. What is asked for before all is added up comes first.
func (p packed) pack(k key, s *sums) packed {
	p = appendTally(p.appendKey(k), s.senders).appendOutcomes(&s.outcomes)
	p = appendTally(appendTally(p, s.commands), s.statuses)
	p = p.appendTotal(s.sent).appendTotal(s.recv).appendTotal(s.taken)
	p = p.appendNumber(int64(len(s.times)))
	for _, b := range s.times {
		p = p.appendNumber(int64(b.Index)).appendNumber(int64(b.Count))
	}
	p = p.appendNumber(s.waiting).appendTotal(s.throttled).appendNumber(s.syncState).appendNumber(s.uploaded)
	p = p.appendSet(&s.servers).appendSet(&s.clients).appendSet(&s.agents)
	p = p.appendMinutes(s.minutes)
	p = p.appendNumber(s.peak - activity.Absent).appendNumber(s.first).appendNumber(s.last - s.first)
	p = p.appendLatest(s.latest.userAgent, s.latest.userAgentAt, s.last)
	return p.appendLatest(s.latest.accessState, s.latest.accessStateAt, s.last)
}

// appendLatest appends a word and when it was logged, up to last.
func (p packed) appendLatest(w lake.Word, at, last int64) packed {
	if p = p.appendNumber(int64(w)); w == 0 {
		return p
	}
	return p.appendNumber(last - at)
}

func (p *packed) latest(last int64) (w lake.Word, at int64) {
	if w = lake.Word(p.number()); w == 0 {
		return 0, 0
	}
	return w, last - p.number()
}

func (p *packed) skipTally() {
	for n := 2 * p.number(); n > 0; n-- {
		p.number()
	}
}

// hits are the hits, after the key was taken off.
func (p packed) hits() int64 {
	p.skipTally() // senders
	return p.number()
}

// addTo adds the sums to s, after the key was taken off.
func (p packed) addTo(s *sums, words *lake.Words) {
	addTally(&p, &s.senders)
	p.addOutcomes(&s.outcomes)
	addTally(&p, &s.commands)
	addTally(&p, &s.statuses)
	p.addTotal(&s.sent)
	p.addTotal(&s.recv)
	p.addTotal(&s.taken)
	for n := p.number(); n > 0; n-- {
		s.times.AddBin(activity.Bin{Index: uint16(p.number()), Count: uint32(p.number())})
	}
	s.waiting += p.number()
	p.addTotal(&s.throttled)
	s.syncState = max(s.syncState, p.number())
	s.uploaded += p.number()
	p.addSet(&s.servers)
	p.addSet(&s.clients)
	p.addSet(&s.agents)
	s.minutes = p.addMinutes(s.minutes)
	s.peak = max(s.peak, p.number()+activity.Absent)
	first := p.number()
	last := first + p.number()
	s.span(first, last)
	var l latest
	l.userAgent, l.userAgentAt = p.latest(last)
	l.accessState, l.accessStateAt = p.latest(last)
	s.latest.merge(l, words)
}
