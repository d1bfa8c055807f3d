package interleave

import "hash/maphash"

// visited are the states that were come to, each once, in the order of coming. There are
// millions: a map would hold each a second time.
type visited struct {
	states []state
	parent []int32 // of each state, the one that it was come to from; -1 of the first
	// slots give a state's place, from 1, near where its hash points to. Their number is
	// a power of two, and at most half of them are taken.
	slots []uint32
	seed  maphash.Seed
}

func newVisited() visited { return visited{slots: make([]uint32, 1<<10), seed: maphash.MakeSeed()} }

// add adds a state unless it is there.
func (v *visited) add(st state, from int) {
	slot := v.slot(st)
	if v.slots[slot] != 0 {
		return
	}
	v.states = append(v.states, st)
	v.parent = append(v.parent, int32(from))
	v.slots[slot] = uint32(len(v.states))
	if 2*len(v.states) < len(v.slots) {
		return
	}
	v.slots = make([]uint32, 2*len(v.slots))
	for i := range v.states {
		v.slots[v.slot(v.states[i])] = uint32(i + 1)
	}
}

// slot is where the state is, or belongs.
func (v *visited) slot(st state) int {
	mask := len(v.slots) - 1
	at := int(maphash.Comparable(v.seed, st)) & mask
	for v.slots[at] != 0 && v.states[v.slots[at]-1] != st {
		at = (at + 1) & mask
	}
	return at
}
