package report

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/easreport/easreport/internal/activesync"
)

// Tally counts a few different things, ascending by Key and without zeros.
type Tally[K cmp.Ordered] []Count[K]

// Count is how often a thing was seen.
type Count[K cmp.Ordered] struct {
	Key K
	N   int64
}

// Add counts a thing n times more.
func (t *Tally[K]) Add(key K, n int64) {
	if n == 0 {
		return
	}
	if last := len(*t) - 1; last < 0 || (*t)[last].Key < key { // those of another tally ascend
		*t = append(*t, Count[K]{key, n})
		return
	}
	const few = 4 // mostly there are no more, and one of them it is
	for i := range min(len(*t), few) {
		if (*t)[i].Key == key {
			(*t)[i].N += n
			return
		}
	}
	i, found := t.find(key)
	if found {
		(*t)[i].N += n
		return
	}
	*t = slices.Insert(*t, i, Count[K]{key, n})
}

// find gives the place of a key, or where it would be. It is the inner
// loop of a merge, where a comparison by function shows.
func (t Tally[K]) find(key K) (int, bool) {
	low, high := 0, len(t)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if t[middle].Key < key {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(t) && t[low].Key == key
}

// Merge adds the counts of o.
func (t *Tally[K]) Merge(o Tally[K]) {
	for _, c := range o {
		t.Add(c.Key, c.N)
	}
}

// Of is how often a thing was seen.
func (t Tally[K]) Of(key K) int64 {
	for i := range t { // they are few, and whether two texts are equal is soon told
		if t[i].Key == key {
			return t[i].N
		}
	}
	return 0
}

// Total is how often anything was seen.
func (t Tally[K]) Total() (n int64) {
	for _, c := range t {
		n += c.N
	}
	return n
}

// Ranked gives the counts, largest first, equal ones by Key.
func (t Tally[K]) Ranked() []Count[K] {
	ranked := slices.Clone(t)
	slices.SortStableFunc(ranked, func(a, b Count[K]) int { return cmp.Compare(b.N, a.N) })
	return ranked
}

// Top is the most frequent thing, the smallest of equals.
func (t Tally[K]) Top() (key K) {
	var most int64
	for _, c := range t {
		if c.N > most {
			key, most = c.Key, c.N
		}
	}
	return key
}

// AppendTally writes the counts, largest first, as "113:52 142:7 Ping.4:2".
func AppendTally[K int32 | string | activesync.Reason](dst []byte, t Tally[K]) []byte {
	for i, c := range t.Ranked() {
		if i > 0 {
			dst = append(dst, ' ')
		}
		switch key := any(c.Key).(type) {
		case int32:
			dst = strconv.AppendInt(dst, int64(key), 10)
		case string:
			dst = append(dst, key...)
		case activesync.Reason:
			dst = key.AppendText(dst)
		}
		dst = append(dst, ':')
		dst = strconv.AppendInt(dst, c.N, 10)
	}
	return dst
}
