package scan

import "encoding/binary"

const (
	ones = 0x0101010101010101
	tops = 0x8080808080808080
)

// portable is mark for every processor: bit i of each word of marks tells that a or b is
// at place i of its block of the text, which has as many blocks or more.
func portable(marks []uint64, text []byte, a, b byte) {
	for i := range marks {
		var m uint64
		for j := 0; j < Block; j += 8 {
			x := binary.LittleEndian.Uint64(text[i*Block+j:])
			m |= gather(equal(x, a)|equal(x, b)) << j
		}
		marks[i] = m
	}
}

// equal has the top bit of each byte of x that is c.
func equal(x uint64, c byte) uint64 {
	x ^= ones * uint64(c)
	return ^((x&^tops + ^uint64(tops)) | x | ^uint64(tops)) // no carry leaves its byte
}

// gather makes the top bits of eight bytes one byte: each is moved by the factor's bit
// for it, and no two meet.
func gather(x uint64) uint64 { return x >> 7 * 0x0102040810204080 >> 56 }
