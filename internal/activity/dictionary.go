package activity

// dictionary numbers things by the hash of what they were logged as, so that a
// thing is decoded once and not for every request. Different bytes that decode
// to the same thing get the same number: requests are told apart by meaning.
type dictionary[T comparable] struct {
	slots  []slot
	used   int
	values []T
	number map[T]uint32
	// bytes is about how much memory the entries take.
	bytes int
}

// slot is a place of the open-addressed table. The first hash is 0 where it is free.
type slot struct {
	hash   hash
	number uint32
}

const firstSlots = 1 << 10

func newDictionary[T comparable]() dictionary[T] {
	return dictionary[T]{slots: make([]slot, firstSlots), number: make(map[T]uint32)}
}

// none is the number of what is not in a dictionary.
const none = ^uint32(0)

// find gives the number of what was logged under a hash, or none.
func (d *dictionary[T]) find(h hash) uint32 {
	mask := uint64(len(d.slots) - 1)
	for i := h[0] >> 1 & mask; ; i = (i + 1) & mask {
		s := &d.slots[i]
		if s.hash == h {
			return s.number
		}
		if s.hash[0] == 0 {
			return none
		}
	}
}

// add enters a hash that find does not know.
func (d *dictionary[T]) add(h hash, value T) uint32 {
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
	d.place(slot{h, n})
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

// reset forgets all and keeps the memory.
func (d *dictionary[T]) reset() {
	clear(d.slots)
	clear(d.number)
	d.used, d.bytes = 0, 0
	d.values = d.values[:0]
}
