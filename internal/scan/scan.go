// Package scan finds bytes in texts whose parts are mostly short, as the values
// of a log line are: eight bytes at a time in a register, where a call of
// bytes.IndexByte for each part would cost more than its work. Where eight bytes
// have none, the part is a long one, and Index goes on.
//
// It must not know what the texts are.
package scan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	ones = 0x0101010101010101
	tops = 0x8080808080808080
)

// Eight looks for c in the eight bytes of text that begin at from. The top bit
// of byte i of the mask tells that text[from+i] is c; First gives the first such
// i, and mask &= mask-1 goes on to the next. The mask is 0 where text has fewer
// than eight bytes left: these are the caller's.
func Eight(text []byte, from int, c byte) (mask uint64) {
	if from+8 > len(text) {
		return 0
	}
	x := binary.LittleEndian.Uint64(text[from:]) ^ ones*uint64(c)
	return ^((x&^tops + ^uint64(tops)) | x | ^uint64(tops)) // no carry leaves its byte
}

// First is the place, 0 to 7, of the first byte that a mask tells of.
func First(mask uint64) int { return bits.TrailingZeros64(mask) / 8 }

// Index is where c is next, from on and after; the text's length if it is nowhere.
func Index(text []byte, from int, c byte) int {
	if i := bytes.IndexByte(text[from:], c); i >= 0 {
		return from + i
	}
	return len(text)
}
