package report

import (
	"maps"
	"slices"
)

// few keeps values by key, no more than some: those of the smallest keys, so that
// it does not matter in which order they come. The values of other keys are one.
type boundedMap[K comparable, V any] struct {
	limit    int
	compare func(a, b K) int
	merge   func(into *V, from *V)

	kept  map[K]*V
	other V
	overflowed   bool // other is in use
}

func newBoundedMap[K comparable, V any](most int, compare func(a, b K) int, merge func(into, from *V)) boundedMap[K, V] {
	return boundedMap[K, V]{limit: most, compare: compare, merge: merge, kept: make(map[K]*V)}
}

// at gives the value of a key, to be added to at once.
func (f *boundedMap[K, V]) value(key K) *V {
	v := f.kept[key]
	if v == nil {
		if len(f.kept) >= 2*f.limit {
			f.trim()
		}
		v = new(V)
		f.kept[key] = v
	}
	return v
}

// trim brings the values down to as many as are kept in the end. A key that is
// among the smallest is so at any time: it is never lost.
func (f *boundedMap[K, V]) trim() {
	if len(f.kept) <= f.limit {
		return
	}
	keys := slices.SortedFunc(maps.Keys(f.kept), f.compare)
	for _, key := range keys[f.limit:] {
		f.merge(&f.other, f.kept[key])
		delete(f.kept, key)
	}
	f.overflowed = true
}
