package iislog

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// cut splits a line at its blanks. Every blank counts: two in a row have an
// empty value between them, so that no value is taken for its neighbour's.
func cut(columns []Field, line []byte, r *Record) Reason {
	if len(columns) == 0 {
		return MoreFields
	}
	start, last := 0, len(columns)-1
	for _, f := range columns[:last] {
		n := indexBlank(line[start:])
		if n < 0 {
			return FewerFields
		}
		r.spans[f] = span{uint32(start), uint32(start + n)}
		start += n + 1
	}
	if bytes.IndexByte(line[start:], ' ') >= 0 {
		return MoreFields
	}
	r.spans[columns[last]] = span{uint32(start), uint32(len(line))}
	return accepted
}

// indexBlank is bytes.IndexByte(s, ' '), faster for the many values of a few
// characters: it looks at the first eight in a register.
func indexBlank(s []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	if len(s) < 8 {
		return bytes.IndexByte(s, ' ')
	}
	// A byte is a blank where x is 0. Borrows can make later bytes look like
	// one, the first is always right.
	x := binary.LittleEndian.Uint64(s) ^ ones*' '
	if m := (x - ones) &^ x & tops; m != 0 {
		return bits.TrailingZeros64(m) / 8
	}
	if n := bytes.IndexByte(s[8:], ' '); n >= 0 {
		return n + 8
	}
	return -1
}
