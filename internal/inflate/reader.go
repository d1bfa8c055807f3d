package inflate

import "io"

// Reader reads a DEFLATE stream as the bytes that were compressed.
type Reader struct {
	decoder decoder
	pending
}

// NewReader reads the stream that r is at the beginning of. It reads ahead:
// where the stream ends in r cannot be told afterwards.
func NewReader(r io.Reader) *Reader {
	z := new(Reader)
	z.Reset(r)
	return z
}

// Reset makes z read another stream, in the memory that it has.
func (z *Reader) Reset(r io.Reader) {
	z.pending = pending{}
	z.decoder.in.reset(r)
	z.decoder.start()
}

// Read gives the next bytes, and io.EOF at the end of the stream, whatever
// stands behind it. Other errors are a *[CorruptError], io.ErrUnexpectedEOF where
// the source ends before the stream does, and those of the source, unchanged. They
// come after all bytes in front of the fault.
func (z *Reader) Read(p []byte) (int, error) { return z.read(p, z.decoder.next) }

// pending are decoded bytes that are to be given out, and the error after them.
type pending struct {
	bytes []byte
	err   error
}

func (g *pending) read(p []byte, next func() ([]byte, error)) (int, error) {
	for len(g.bytes) == 0 {
		if g.err != nil {
			return 0, g.err
		}
		g.bytes, g.err = next()
	}
	n := copy(p, g.bytes)
	g.bytes = g.bytes[n:]
	return n, nil
}
