package inflate

import "hash/crc32"

// The flags of a gzip header (RFC 1952, 2.3.1).
const (
	flagSum     = 1 << 1
	flagExtra   = 1 << 2
	flagName    = 1 << 3
	flagComment = 1 << 4
)

// maxText is how long a name or comment may be, with the zero behind it.
const maxText = 512

// header passes over the header of a gzip member, byte by byte.
type header struct {
	in  *input
	sum uint32 // CRC-32 of the header so far
	err error
}

// passHeader expects the input at whole bytes.
func (in *input) passHeader() error {
	h := header{in: in}
	id := [...]byte{h.next(), h.next(), h.next()}
	if h.err == nil && id != [...]byte{0x1F, 0x8B, 8} {
		return in.corrupt("gzip: invalid header")
	}
	flags := h.next()
	h.pass(6) // the time, the kind of compression, the system
	if flags&flagExtra != 0 {
		h.pass(int(h.next()) + int(h.next())<<8)
	}
	if flags&flagName != 0 {
		h.text()
	}
	if flags&flagComment != 0 {
		h.text()
	}
	if flags&flagSum != 0 {
		want := uint16(h.sum)
		if got := uint16(h.next()) + uint16(h.next())<<8; h.err == nil && got != want {
			return in.corrupt("gzip: invalid header checksum")
		}
	}
	return h.err
}

// next gives the next byte of the header, 0 after an error.
func (h *header) next() byte {
	var b [1]byte
	if h.err == nil {
		h.err = h.in.read(b[:])
		h.sum = crc32.Update(h.sum, crc32.IEEETable, b[:])
	}
	return b[0]
}

func (h *header) pass(n int) {
	for range n {
		h.next()
	}
}

// text passes over a text that ends with a zero.
func (h *header) text() {
	for n := 1; h.next() != 0; n++ {
		if n == maxText {
			h.err = h.in.corrupt("gzip: invalid header")
			return
		}
	}
}
