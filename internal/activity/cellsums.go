package activity

import "slices"

// cellSums are the measures of a key with several requests.
type cellSums struct {
	sum, max                         [quantities]int64
	counted                          [quantities]uint32
	gaugeSum                         [gauges]int64
	gaugeMax                         [gauges]int32 // Absent where no request has the gauge
	extras                           uint32 // as in carried
	waiting, full, recovery, invalid uint32
	bin                              Bin   // the first of the distribution; Count 0: none yet
	more                             int32 // index+1 of the next in cellTable.bins, 0: none
}

// chainedBin is a further bin of a distribution.
type chainedBin struct {
	Bin
	more int32
}

// add counts one request.
func (s *cellSums) add(q [quantities]int64, flags uint8, t *cellTable) {
	for i, v := range q {
		if v >= 0 {
			s.sum[i] += v
			s.max[i] = max(s.max[i], v)
			s.counted[i]++
		}
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
	if s.counted[quantity] == 0 {
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
