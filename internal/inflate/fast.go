package inflate

import "encoding/binary"

const (
	symbolMask   = 1<<symbolBits - 1
	distanceMask = 1<<distanceBits - 1
)

// fast decodes symbols of the block as long as there is input for any symbol and
// room for any match. It leaves to [decoder.symbol] the symbol that it
// stops at: the block's end, one at the end of the input, or a fault.
func (d *decoder) fast() {
	in := &d.in
	if in.end < 8 {
		return
	}
	last := min(in.end-8, inputLen-8)
	bits, count, pos, n := in.bits, in.count, in.pos, d.n
	for n < limit && pos <= last {
		bits |= binary.LittleEndian.Uint64(in.buf[pos:pos+8]) << (count & 63)
		pos += (63 - count) / 8
		count |= 56
		e := d.symbols[bits&symbolMask]
		if e&literal != 0 {
			bits >>= e & 63
			count -= e.size()
			d.out[n] = byte(e >> 16)
			n++
			e = d.symbols[bits&symbolMask]
			if e&literal != 0 {
				bits >>= e & 63
				count -= e.size()
				d.out[n] = byte(e >> 16)
				n++
				e = d.symbols[bits&symbolMask]
				if e&literal != 0 {
					bits >>= e & 63
					count -= e.size()
					d.out[n] = byte(e >> 16)
					n++
					continue
				}
			}
		}
		if e&special != 0 {
			if e&subtable == 0 {
				break
			}
			e = d.symbols[(e.value()+uint(bits>>symbolBits)&(1<<(e>>8&15)-1))&(1<<(symbolBits+1)-1)]
			if e&special != 0 {
				break
			}
			if e&literal != 0 {
				bits >>= e & 63
				count -= e.size()
				d.out[n] = byte(e >> 16)
				n++
				continue
			}
		}
		length := e.extended(bits) & 511
		rest := bits >> (e & 63)
		used := e.size()
		e = d.distances[rest&distanceMask]
		if e&special != 0 {
			if e&subtable == 0 {
				break
			}
			e = d.distances[(e.value()+uint(rest>>distanceBits)&(1<<(e>>8&15)-1))&(1<<(distanceBits+1)-1)]
			if e&special != 0 {
				break
			}
		}
		distance := e.extended(rest)
		used += e.size()
		if used > count || distance > n {
			break
		}
		bits = rest >> (e & 63)
		count -= used
		from := n - distance
		if distance >= 16 {
			*(*[16]byte)(d.out[n : n+16]) = *(*[16]byte)(d.out[from : from+16])
			for i := uint(16); i < length; i += 16 {
				*(*[16]byte)(d.out[n+i : n+i+16]) = *(*[16]byte)(d.out[from+i : from+i+16])
			}
		} else {
			for i := range length {
				d.out[n+i] = d.out[from+i]
			}
		}
		n += length
	}
	in.bits, in.count, in.pos, d.n = bits, count, pos, n
}
