package report

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
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

func appendTally[K ~int32 | ~uint32](p packed, t Tally[K]) packed {
	p = p.appendNumber(int64(len(t)))
	for _, c := range t {
		p = p.appendNumber(int64(c.Key)).appendNumber(c.N)
	}
	return p
}

func addTally[K ~int32 | ~uint32](p *packed, t *Tally[K]) {
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
