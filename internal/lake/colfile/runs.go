package colfile

import (
	"encoding/binary"
	"slices"

	"github.com/parquet-go/parquet-go/encoding/rle"
)

// runs are small numbers of a page: places in a dictionary, or levels. As long as
// all are alike only their count is kept: many columns are constant, or NULL, for
// all rows of a page, and then cost next to nothing.
type runs[T byte | int32] struct {
	n     int // of those that are all alike
	value T
	each  []T // all of them, once they are not
}

func (r *runs[T]) len() int { return r.n + len(r.each) }

func (r *runs[T]) reset() { r.n, r.each = 0, r.each[:0] }

// repeat appends value the given number of times.
func (r *runs[T]) repeat(value T, times int) {
	if len(r.each) == 0 && (r.n == 0 || r.value == value) {
		r.n, r.value = r.n+times, value
		return
	}
	all := r.extend(times)
	for i := range all {
		all[i] = value
	}
}

// extend makes room for more numbers; the caller sets them.
func (r *runs[T]) extend(by int) []T {
	r.each = slices.Grow(r.each, r.n+by)
	for ; r.n > 0; r.n-- {
		r.each = append(r.each, r.value)
	}
	r.each = r.each[:len(r.each)+by]
	return r.each[len(r.each)-by:]
}

// appendRuns writes numbers of so many bits as Parquet's hybrid of runs and packed
// bits. Width 1 is for levels.
func appendRuns[T byte | int32](body []byte, r *runs[T], width int, encode func(e *rle.Encoding, dst []byte, all []T) ([]byte, error)) ([]byte, error) {
	if r.n > 0 {
		body = binary.AppendUvarint(body, uint64(r.n)<<1)
		for value := uint32(r.value); width > 0; width -= 8 {
			body, value = append(body, byte(value)), value>>8
		}
		return body, nil
	}
	return appendTo(body, func(dst []byte) ([]byte, error) { return encode(&rle.Encoding{BitWidth: width}, dst, r.each) })
}

// allAlike reports whether all values are equal. There must be at least one.
func allAlike[T comparable](values []T) bool {
	for _, v := range values[1:] {
		if v != values[0] {
			return false
		}
	}
	return true
}
