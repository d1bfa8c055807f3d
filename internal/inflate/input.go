package inflate

import (
	"encoding/binary"
	"io"
)

// inputLen is how many bytes are asked of the source at a time.
const inputLen = 64 << 10

// input is the compressed side: bytes of the source, and bits taken from them.
type input struct {
	src    io.Reader
	err    error // of src, once it has ended
	before int64 // bytes of src in front of buf
	pos    uint  // of the first byte not taken
	end    uint  // of the bytes in buf

	// The count lowest of bits are the next ones of the stream. Those above are
	// either zero or already what follows, so that bytes can be added with |
	// without regard to how many of their bits had room the last time.
	bits  uint64
	count uint // at most 63

	buf [inputLen]byte
}

func (in *input) reset(src io.Reader) {
	in.src, in.err = src, nil
	in.before, in.pos, in.end = 0, 0, 0
	in.bits, in.count = 0, 0
}

// offset is how many bytes of the source were used, a byte in part too.
func (in *input) offset() int64 { return in.before + int64(in.pos) - int64(in.count/8) }

func (in *input) corrupt(found string) error {
	return &CorruptError{Offset: in.offset(), Found: found}
}

// untake gives back the whole bytes among the bits.
func (in *input) untake() {
	in.pos -= in.count / 8
	in.count %= 8
	in.bits &= 1<<in.count - 1
}

// align drops the rest of a byte that was used in part.
func (in *input) align() {
	in.untake()
	in.bits, in.count = 0, 0
}

// fill reads more of the source behind what is left, until at least a byte has
// come. The error is that of the source, unchanged.
func (in *input) fill() error {
	in.untake()
	in.before += int64(in.pos)
	in.end = uint(copy(in.buf[:], in.buf[in.pos:in.end]))
	in.pos = 0
	for range 100 {
		if in.err != nil {
			return in.err
		}
		var n int
		n, in.err = in.src.Read(in.buf[in.end:])
		in.end += uint(n)
		if n > 0 {
			return nil
		}
	}
	if in.err == nil {
		in.err = io.ErrNoProgress
	}
	return in.err
}

// need takes bytes until there are n bits, 48 at most.
func (in *input) need(n uint) error {
	if in.count >= n {
		return nil
	}
	return in.more(n)
}

func (in *input) more(n uint) error {
	if in.pos+8 <= in.end {
		in.bits |= binary.LittleEndian.Uint64(in.buf[in.pos:]) << in.count
		in.pos += (63 - in.count) / 8
		in.count |= 56
		return nil
	}
	for in.count < n {
		if in.pos == in.end {
			if err := in.fill(); err != nil {
				return cut(err)
			}
		}
		in.bits |= uint64(in.buf[in.pos]) << in.count
		in.pos++
		in.count += 8
	}
	return nil
}

// drop passes over n bits that are there.
func (in *input) drop(n uint) {
	in.bits >>= n
	in.count -= n
}

// take gives the next n bits, 16 at most.
func (in *input) take(n uint) (uint, error) {
	if err := in.need(n); err != nil {
		return 0, err
	}
	v := uint(in.bits & (1<<n - 1))
	in.drop(n)
	return v, nil
}

// read reads whole bytes, with no bit of them taken before.
func (in *input) read(p []byte) error {
	for len(p) > 0 {
		if in.pos == in.end {
			if err := in.fill(); err != nil {
				return cut(err)
			}
		}
		n := copy(p, in.buf[in.pos:in.end])
		p = p[n:]
		in.pos += uint(n)
	}
	return nil
}

// skipZeros passes over zero bytes. The error is io.EOF if nothing else comes.
func (in *input) skipZeros() error {
	for {
		for ; in.pos < in.end; in.pos++ {
			if in.buf[in.pos] != 0 {
				return nil
			}
		}
		if err := in.fill(); err != nil {
			return err
		}
	}
}
