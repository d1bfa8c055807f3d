package activity

import (
	"bytes"
	"hash/maphash"
)

// dictionary numbers things by the bytes they were logged as, so that a thing
// is decoded once and not for every line. Different bytes that decode to the
// same thing get the same number: lines are told apart by meaning.
type dictionary[T comparable] struct {
	seed  maphash.Seed
	slots []slot
	used  int
	// arena holds all byte keys, one after the other.
	arena  []byte
	values []T
	number map[T]uint32
	// bytes is about how much memory the entries take.
	bytes int
}

// slot is a place of the open-addressed table. Hash is 0 where it is free.
type slot struct {
	hash       uint64
	start, end uint32
	number     uint32
}

const firstSlots = 1 << 10

func newDictionary[T comparable](seed maphash.Seed) *dictionary[T] {
	return &dictionary[T]{seed: seed, slots: make([]slot, firstSlots), number: make(map[T]uint32)}
}

// find gives the number of what was logged as key.
func (d *dictionary[T]) find(key []byte) (uint32, bool) {
	h := maphash.Bytes(d.seed, key) | 1
	mask := uint64(len(d.slots) - 1)
	for i := h >> 1 & mask; ; i = (i + 1) & mask {
		s := &d.slots[i]
		if s.hash == 0 {
			return 0, false
		}
		if s.hash == h && bytes.Equal(d.arena[s.start:s.end], key) {
			return s.number, true
		}
	}
}

// add enters a key that find does not know.
func (d *dictionary[T]) add(key []byte, value T) uint32 {
	n, known := d.number[value]
	if !known {
		n = uint32(len(d.values))
		d.values = append(d.values, value)
		d.number[value] = n
		d.bytes += 96
	}
	if d.used++; d.used*2 > len(d.slots) {
		old := d.slots
		d.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.hash != 0 {
				d.place(s)
			}
		}
	}
	start := len(d.arena)
	d.arena = append(d.arena, key...)
	d.bytes += len(key) + 48
	d.place(slot{maphash.Bytes(d.seed, key) | 1, uint32(start), uint32(len(d.arena)), n})
	return n
}

func (d *dictionary[T]) place(s slot) {
	mask := uint64(len(d.slots) - 1)
	i := s.hash >> 1 & mask
	for d.slots[i].hash != 0 {
		i = (i + 1) & mask
	}
	d.slots[i] = s
}

func (d *dictionary[T]) reset() {
	clear(d.slots)
	clear(d.number)
	d.used, d.bytes = 0, 0
	d.arena, d.values = d.arena[:0], d.values[:0]
}
