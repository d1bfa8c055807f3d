package activity

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
)

// Histogram is a distribution of milliseconds: how many values fell into each
// bin, ascending by bin and without empty bins. Bins are exact to 31 ms; from
// there each power of two is cut into 16 bins of equal width, so that a bin's
// middle is never more than 1/32 (3.2 %) away from a value in it. Distributions
// merge exactly because bins never depend on the data.
type Histogram []Bin

// Bin is one bin of a Histogram.
type Bin struct {
	Index uint16
	Count uint32
}

// subBits says how finely a power of two is cut: 1<<subBits bins.
const subBits = 4

// maxIndex is the bin of the largest value, 2^63-1.
const maxIndex = (64-subBits)<<subBits - 1

// BinOf gives the index of the bin for v, 0 or more milliseconds.
func BinOf(v int64) uint16 {
	if v < 2<<subBits {
		return uint16(max(v, 0))
	}
	shift := bits.Len64(uint64(v)) - 1 - subBits
	return uint16(shift<<subBits + int(v>>shift))
}

// BinRange gives the smallest and the largest value of a bin.
func BinRange(index uint16) (low, high int64) {
	if index < 2<<subBits {
		return int64(index), int64(index)
	}
	shift := int(index>>subBits) - 1
	low = int64(index&(1<<subBits-1)|1<<subBits) << shift
	return low, low + 1<<shift - 1
}

// Add counts v.
func (h *Histogram) Add(v int64) { h.AddBin(Bin{BinOf(v), 1}) }

// AddBin counts the values of a bin.
func (h *Histogram) AddBin(b Bin) {
	bins := *h
	if n := len(bins); n == 0 || bins[n-1].Index < b.Index { // those of another histogram ascend
		*h = append(*h, b)
		return
	}
	low, high := 0, len(bins)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if bins[middle].Index < b.Index {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(bins) && bins[low].Index == b.Index {
		bins[low].Count += b.Count
		return
	}
	*h = slices.Insert(bins, low, b)
}

// Merge adds the counts of o.
func (h *Histogram) Merge(o Histogram) {
	for _, b := range o {
		h.AddBin(b)
	}
}

// Count is the number of values.
func (h Histogram) Count() (n int64) {
	for _, b := range h {
		n += int64(b.Count)
	}
	return n
}

// Quantile gives the value that a share q (0 to 1) of the values does not
// exceed, by nearest rank, within 3.2 %; 0 and false where there are no values.
func (h Histogram) Quantile(q float64) (ms float64, ok bool) {
	n := h.Count()
	if n == 0 {
		return 0, false
	}
	rank := max(1, int64(math.Ceil(q*float64(n)-1e-9))) // 0.07*100 is a little over 7
	for _, b := range h {
		if rank -= int64(b.Count); rank <= 0 {
			return b.middle(), true
		}
	}
	return h[len(h)-1].middle(), true
}

func (b Bin) middle() float64 {
	low, high := BinRange(b.Index)
	return float64(low)/2 + float64(high)/2
}

// AppendText writes the histogram as "bin:count" pairs with a space between, a
// form that SQL engines take apart too (Trino: split_to_map(x, ' ', ':')). A bin is
// written as its index.
func (h Histogram) AppendText(dst []byte) []byte { return h.AppendNamed(dst, nil) }

// AppendNamed is AppendText with bins written as names, unless these are nil.
func (h Histogram) AppendNamed(dst []byte, names []string) []byte {
	for i, b := range h {
		if i > 0 {
			dst = append(dst, ' ')
		}
		if names == nil {
			dst = strconv.AppendUint(dst, uint64(b.Index), 10)
		} else {
			dst = append(dst, names[b.Index]...)
		}
		dst = append(dst, ':')
		dst = strconv.AppendUint(dst, uint64(b.Count), 10)
	}
	return dst
}

var errHistogram = errors.New("not bin:count pairs in ascending order")

// ParseHistogram reads what AppendText wrote.
func ParseHistogram(s string) (Histogram, error) { return AppendHistogram(nil, []byte(s), nil) }

// AppendHistogram appends the bins of a text that AppendNamed wrote with these names.
func AppendHistogram(dst []Bin, text []byte, names []string) ([]Bin, error) {
	start := len(dst)
	for rest := text; len(rest) > 0; {
		index, after, ok := leadingBin(rest, names)
		count, after, ok2 := leadingNumber(after, ' ', math.MaxUint32)
		if !ok || !ok2 || len(dst) > start && uint16(index) <= dst[len(dst)-1].Index {
			return dst[:start], fmt.Errorf("reading histogram %.40q: %w", text, errHistogram)
		}
		dst, rest = append(dst, Bin{uint16(index), uint32(count)}), after
	}
	return dst, nil
}

// leadingBin reads a bin up to the colon.
func leadingBin(text []byte, names []string) (index uint64, rest []byte, ok bool) {
	if names == nil {
		return leadingNumber(text, ':', maxIndex)
	}
	name, rest, ok := bytes.Cut(text, []byte{':'})
	at := slices.Index(names, string(name))
	return uint64(max(at, 0)), rest, ok && at >= 0
}

// leadingNumber reads digits up to an end, or to the end of the text.
func leadingNumber(text []byte, end byte, most uint64) (n uint64, rest []byte, ok bool) {
	for i, c := range text {
		if c == end {
			return n, text[i+1:], i > 0
		}
		if n = 10*n + uint64(c-'0'); c < '0' || c > '9' || n > most {
			return 0, nil, false
		}
	}
	return n, nil, len(text) > 0
}
