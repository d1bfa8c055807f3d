package pairing

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
)

// sample is a set of hashes with values: all of them while there is room, then those below
// a bound. Hashes are spread evenly, so that what is below it stands for all.
type sample[V any] struct {
	room int
	high uint64 // those up to it are kept
	all  map[uint64]V
}

func newSample[V any](room int) sample[V] {
	return sample[V]{room: room, high: math.MaxUint64, all: make(map[uint64]V)}
}

// add changes the value of a hash, or that of none.
func (s *sample[V]) add(hash uint64, to func(V) V) {
	if hash > s.high {
		return
	}
	s.all[hash] = to(s.all[hash])
	for len(s.all) > s.room && s.high > 0 {
		s.high /= 2
		maps.DeleteFunc(s.all, func(hash uint64, _ V) bool { return hash > s.high })
	}
}

// whole reports whether all hashes are there.
func (s *sample[V]) whole() bool { return s.high == math.MaxUint64 }

// standsFor is how many hashes there are, of n in the sample: if it is not whole, about so many.
func (s *sample[V]) standsFor(n int) int64 {
	if s.whole() {
		return int64(n)
	}
	return rounded(float64(n) / (float64(s.high) / math.MaxUint64))
}

// rounded has three figures, as good as a sample is.
func rounded(n float64) int64 {
	n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 3, 64), 64)
	return int64(n)
}

// usage is how many requests have a text, and how long it is.
type usage struct{ hits, bytes int64 }

// usages are texts by their hashes.
type usages map[uint64]usage

func (u usages) add(hash uint64, more usage) {
	u[hash] = usage{u[hash].hits + more.hits, more.bytes}
}

// rankedText is a text of a ranking.
type rankedText struct {
	hash uint64
	usage
}

// ranking is the texts that most requests have, of equals the shorter ones, as many as there
// are bytes for.
type ranking struct {
	best  []rankedText
	n     int   // of all texts
	bytes int64 // likewise
}

// add ranks texts that are not in it yet.
func (r *ranking) add(texts usages, bytes int64) {
	for hash, use := range texts {
		r.best = append(r.best, rankedText{hash, use})
		r.n, r.bytes = r.n+1, r.bytes+use.bytes
	}
	slices.SortFunc(r.best, func(a, b rankedText) int {
		return cmp.Or(cmp.Compare(b.hits, a.hits), cmp.Compare(a.bytes, b.bytes), cmp.Compare(a.hash, b.hash))
	})
	for i := range r.best {
		if bytes -= r.best[i].bytes; bytes < 0 {
			r.best = slices.Clone(r.best[:i])
			break
		}
	}
}

// left is how many texts there was no room for.
func (r *ranking) left() int { return r.n - len(r.best) }
