package activity

import "slices"

// cellSums are the measures of a key with several requests, or with quantities that
// are too large for a cell.
type cellSums struct {
	sum                              [summed]int64
	max                              [quantities]int64 // Absent where no request has the quantity
	hits, timed                      uint32
	waiting, full, recovery, invalid uint32
	bin                              Bin   // the first of the distribution; Count 0: none yet
	more                             int32 // index+1 of the next in cellTable.bins, 0: none
}

// nothing is the largest of each quantity before there is a request.
var nothing = [quantities]int64{Absent, Absent, Absent, Absent, Absent, Absent, Absent}

// chainedBin is a further bin of a distribution.
type chainedBin struct {
	Bin
	more int32
}

// add counts one request.
func (s *cellSums) add(q *[quantities]int64, flags uint8, t *cellTable) {
	for i := range s.sum {
		s.sum[i] += max(q[i], 0)
	}
	for i := range s.max {
		s.max[i] = max(s.max[i], q[i])
	}
	s.hits++
	if q[taken] >= 0 {
		s.timed++
	}
	s.waiting += one(flags & waits)
	s.full += one(flags & full)
	s.recovery += one(flags & recovery)
	s.invalid += one(flags & invalid)
	if flags&waits == 0 && q[taken] >= 0 {
		s.addBin(BinOf(q[taken]), t)
	}
}

func one(flag uint8) uint32 {
	if flag != 0 {
		return 1
	}
	return 0
}

// addBin counts a value in the distribution.
func (s *cellSums) addBin(index uint16, t *cellTable) {
	if s.bin.Count == 0 {
		s.bin.Index = index
	}
	if s.bin.Index == index {
		s.bin.Count++
		return
	}
	link := &s.more
	for *link != 0 {
		b := &t.bins[*link-1]
		if b.Index == index {
			b.Count++
			return
		}
		link = &b.more
	}
	*link = int32(len(t.bins) + 1)
	t.bins = append(t.bins, chainedBin{Bin: Bin{index, 1}})
}

// total is a sum and a maximum, Absent without a measurement.
func (s *cellSums) total(quantity int) (sum, highest int64) {
	if s.max[quantity] < 0 {
		return Absent, Absent
	}
	return s.sum[quantity], s.max[quantity]
}

// distribution appends the bins in order.
func (s *cellSums) distribution(dst []Bin, more []chainedBin) []Bin {
	if s.bin.Count == 0 {
		return dst
	}
	dst = append(dst, s.bin)
	if s.more == 0 {
		return dst
	}
	start := len(dst) - 1
	for i := s.more; i != 0; i = more[i-1].more {
		dst = append(dst, more[i-1].Bin)
	}
	slices.SortFunc(dst[start:], func(x, y Bin) int { return int(x.Index) - int(y.Index) })
	return dst
}
