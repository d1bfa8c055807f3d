package report

import (
	"cmp"
	"slices"
)

// minutes counts hits by clock minute. Rows of one device come in order of time
// from each file, so most additions are to the last minute.
type minutes struct {
	all []minute
	// sorted is how many from the start are in order and unique.
	sorted int
}

// minute counts the hits of a minute since 1970.
type minute struct{ minute, hits uint32 }

func (m *minutes) add(at, hits int64) {
	if n := len(m.all); n > 0 && m.all[n-1].minute == uint32(at) {
		m.all[n-1].hits += uint32(hits)
		return
	}
	m.all = append(m.all, minute{uint32(at), uint32(hits)})
	if len(m.all) > 2*m.sorted+1440 {
		m.compact()
	}
}

// compact brings the minutes in order and adds equal ones up.
func (m *minutes) compact() {
	slices.SortFunc(m.all, func(a, b minute) int { return cmp.Compare(a.minute, b.minute) })
	n := 0
	for _, x := range m.all {
		if n > 0 && m.all[n-1].minute == x.minute {
			m.all[n-1].hits += x.hits
			continue
		}
		m.all[n] = x
		n++
	}
	m.all, m.sorted = m.all[:n], n
}

// peak is the most hits in one minute.
func (m *minutes) peak() (most int64) {
	m.compact()
	for _, x := range m.all {
		most = max(most, int64(x.hits))
	}
	return most
}
