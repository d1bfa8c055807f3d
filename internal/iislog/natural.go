package iislog

import "encoding/binary"

// Natural is the field as a number without a sign; -1 where the header or the line does
// not have it, and for what is no number or has more than 18 digits.
func (r *Record) Natural(f Field) int64 {
	s := r.spans[f]
	digits := s.end - s.start
	if digits == 0 || digits > 8 || s.end < 8 {
		return natural(r.line[s.start:s.end])
	}
	// The eight bytes that end with the number, with zeros in place of those before it.
	const zeros = 0x3030303030303030
	x := binary.LittleEndian.Uint64(r.line[s.end-8 : s.end])
	number := ^uint64(0) << (8 * (8 - digits))
	x = x&number | zeros&^number
	if x&0xf0f0f0f0f0f0f0f0|(x+0x0606060606060606)&0xf0f0f0f0f0f0f0f0>>4 != 0x3333333333333333 {
		return -1
	}
	// Two digits, four and eight are added up at once.
	x -= zeros
	x = x*10 + x>>8
	return int64((x&0xff000000ff*0x000f424000000064 + x>>16&0xff000000ff*0x0000271000000001) >> 32)
}

func natural(text []byte) (n int64) {
	if len(text) == 0 || len(text) > 18 {
		return -1
	}
	for _, c := range text {
		digit := int64(c) - '0'
		if digit < 0 || digit > 9 {
			return -1
		}
		n = 10*n + digit
	}
	return n
}
