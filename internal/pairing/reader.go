package pairing

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activity"
)

// reader takes values off packed bytes, which never leave the process.
type reader []byte

func (r *reader) number() uint64 {
	b := *r
	if b[0] < 0x80 {
		*r = b[1:]
		return uint64(b[0])
	}
	n, size := binary.Uvarint(b)
	*r = b[size:]
	return n
}

func (r *reader) signed() int64 {
	n := r.number()
	return int64(n>>1) ^ -int64(n&1)
}

// words fills the last n of the values, which once says are one.
func (r *reader) words(values []activity.Word, n int, once bool) []activity.Word {
	fresh := values[len(values)-n:]
	if once {
		w := activity.Word(r.number())
		for i := range fresh {
			fresh[i] = w
		}
		return values
	}
	for i := range fresh {
		fresh[i] = activity.Word(r.number())
	}
	return values
}

// numbers is words of numbers.
func (r *reader) numbers(values []int64, n int, once bool) []int64 {
	fresh := values[len(values)-n:]
	if once {
		v := r.signed()
		for i := range fresh {
			fresh[i] = v
		}
		return values
	}
	before := int64(0)
	for i := range fresh {
		before += r.signed()
		fresh[i] = before
	}
	return values
}

// histograms fills values, whose bins are appended to bins; none says that all are empty.
func (r *reader) histograms(values []activity.Histogram, bins []activity.Bin, none bool) []activity.Bin {
	if none {
		clear(values)
		return bins
	}
	for i := range values {
		start := len(bins)
		for n := r.number(); n > 0; n-- {
			bins = append(bins, activity.Bin{Index: uint16(r.number()), Count: uint32(r.number())})
		}
		values[i] = bins[start:len(bins):len(bins)]
	}
	return bins
}
