package inflate

import "encoding/binary"

const (
	symbolMask   = 1<<symbolBits - 1
	distanceMask = 1<<distanceBits - 1
)

// fast decodes symbols of the block as long as there is input for any symbol and
// room for any match. It leaves to [decoder.symbol] the symbol that it stops at:
// the block's end, one at the end of the input, or a fault.
func (d *decoder) fast() {
	in := &d.in
	if in.end < 8 {
		return
	}
	last := min(in.end-8, inputLen-8)
	bits, count, pos, n := in.bits, uint8(in.count), in.pos, d.n
	for n < limit && pos <= last {
		// As in input.more. There are 56 bits then, more than any length and
		// distance take: each turn gets on.
		bits |= binary.LittleEndian.Uint64(in.buf[pos:pos+8]) << (count & 63)
		pos += uint((count ^ 63) / 8)
		count |= 56

		// In front of most matches there is one literal or none, and no telling
		// which: it is written in any case, and counts if it is one.
		e := d.symbols[bits&symbolMask]
		d.out[n] = e.literal()
		n += e.isLiteral()
		bits, count = bits>>e.literalSize(), count-e.literalSize()
		e = d.symbols[bits&symbolMask]
		if e&literal != 0 {
			d.out[n] = e.literal()
			n++
			bits, count = bits>>(e&63), count-e.size()
			e = d.symbols[bits&symbolMask]
			if e&literal != 0 {
				d.out[n] = e.literal()
				n++
				bits, count = bits>>(e&63), count-e.size()
				e = d.symbols[bits&symbolMask]
				if e&literal != 0 {
					d.out[n] = e.literal()
					n++
					bits, count = bits>>(e&63), count-e.size()
					continue
				}
			}
		}
		if e&special != 0 {
			if e&subtable == 0 {
				break
			}
			e = d.symbols[e.index(bits, symbolBits)%uint(len(d.symbols))]
			if e&special != 0 {
				break
			}
			if e&literal != 0 {
				d.out[n] = e.literal()
				n++
				bits, count = bits>>(e&63), count-e.size()
				continue
			}
		}
		length, used, rest := e.extended(bits), e.size(), bits>>(e&63)
		e = d.distances[rest&distanceMask]
		if e&special != 0 {
			if e&subtable == 0 {
				break
			}
			e = d.distances[e.index(rest, distanceBits)%uint(len(d.distances))]
			if e&special != 0 {
				break
			}
		}
		distance := e.extended(rest)
		used += e.size()
		if used > count {
			continue // with more bits
		}
		from := n - distance
		if n >= limit+maxLiterals || from > n { // the former cannot be, but saves checks
			break
		}
		bits, count = rest>>(e&63), count-used
		match, source := (*[maxMatch]byte)(d.out[n:n+maxMatch]), (*[maxMatch]byte)(d.out[from:from+maxMatch])
		if distance >= 16 {
			copyFar(match, source, length)
		} else {
			copyNear(match, source, length, distance)
		}
		n += length
	}
	in.bits, in.count, in.pos, d.n = bits, uint(count), pos, n
}

// copyFar copies length bytes, and some behind them that do not matter, from at
// least 16 bytes in front of match in the same array.
func copyFar(match, source *[maxMatch]byte, length uint) {
	*(*[16]byte)(match[:]) = *(*[16]byte)(source[:])
	*(*[16]byte)(match[16:]) = *(*[16]byte)(source[16:])
	for i := uint(32); i < length&511; i += 16 {
		*(*[16]byte)(match[i:]) = *(*[16]byte)(source[i:])
	}
}

// copyNear is copyFar from a distance below 16: byte by byte until the bytes have
// repeated themselves for so long that they can be copied from 16 to 30 bytes in
// front, a multiple of the distance.
func copyNear(match, source *[maxMatch]byte, length, distance uint) {
	for i := range uint(16) {
		match[i] = source[i]
	}
	back := 15 - 15%distance
	for i := uint(16); i < length&511; i += 16 {
		*(*[16]byte)(match[i:]) = *(*[16]byte)(source[i-back:])
	}
}
