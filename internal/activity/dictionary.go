package activity

import "hash/maphash"

// dictionary numbers things by the bytes they were logged as, so that a thing
// is decoded once and not for every line. Different bytes that decode to the
// same thing get the same number: lines are told apart by meaning.
//
// Bytes are told apart by 128 bits of hash, under seeds of this process. For a
// million things the odds that any two meet are 1 in 10^26; keeping the bytes to
// compare them would cost a cache miss for each line.
type dictionary[T comparable] struct {
	seeds  [2]maphash.Seed
	slots  []slot
	used   int
	values []T
	number map[T]uint32
	// bytes is about how much memory the entries take.
	bytes int
}

// slot is a place of the open-addressed table. The first hash is 0 where it is free.
type slot struct {
	hash   [2]uint64
	number uint32
}

const firstSlots = 1 << 10

func newDictionary[T comparable]() *dictionary[T] {
	return &dictionary[T]{
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		slots: make([]slot, firstSlots), number: make(map[T]uint32),
	}
}

func (d *dictionary[T]) hash(key []byte) [2]uint64 {
	return [2]uint64{maphash.Bytes(d.seeds[0], key) | 1, maphash.Bytes(d.seeds[1], key)}
}

// find gives the number of what was logged as key.
func (d *dictionary[T]) find(key []byte) (uint32, bool) {
	h := d.hash(key)
	mask := uint64(len(d.slots) - 1)
	for i := h[0] >> 1 & mask; ; i = (i + 1) & mask {
		s := &d.slots[i]
		if s.hash[0] == 0 {
			return 0, false
		}
		if s.hash == h {
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
			if s.hash[0] != 0 {
				d.place(s)
			}
		}
	}
	d.bytes += 48
	d.place(slot{d.hash(key), n})
	return n
}

func (d *dictionary[T]) place(s slot) {
	mask := uint64(len(d.slots) - 1)
	i := s.hash[0] >> 1 & mask
	for d.slots[i].hash[0] != 0 {
		i = (i + 1) & mask
	}
	d.slots[i] = s
}

func (d *dictionary[T]) reset() {
	clear(d.slots)
	clear(d.number)
	d.used, d.bytes = 0, 0
	d.values = d.values[:0]
}
