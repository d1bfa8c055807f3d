package inflate

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// GzipReader reads a gzip file as the bytes that were compressed: those of all
// its members (RFC 1952), one after the other. Zeros behind a member are taken
// for padding, as gzip(1) does.
type GzipReader struct {
	decoder decoder
	pending
	member bool   // the input is inside of one
	some   bool   // there was one
	sum    uint32 // CRC-32 of the member so far
	size   uint32 // of the member so far, modulo 2^32
}

// NewGzipReader reads the file that r is at the beginning of.
func NewGzipReader(r io.Reader) *GzipReader {
	z := new(GzipReader)
	z.Reset(r)
	return z
}

// Reset makes z read another file, in the memory that it has.
func (z *GzipReader) Reset(r io.Reader) {
	z.pending = pending{}
	z.member, z.some = false, false
	z.decoder.in.reset(r)
}

// Read gives the next bytes, and io.EOF where the source ends behind a member.
// Other errors are those of [Reader.Read]. Bytes come before the sum that vouches
// for them is checked: only io.EOF says that all were as they should be.
func (z *GzipReader) Read(p []byte) (int, error) { return z.read(p, z.next) }

func (z *GzipReader) next() ([]byte, error) {
	if !z.member {
		if err := z.startMember(); err != nil {
			return nil, err
		}
	}
	b, err := z.decoder.next()
	z.sum = crc32.Update(z.sum, crc32.IEEETable, b)
	z.size += uint32(len(b))
	if err == io.EOF { //nolint:errorlint // the end of the stream, as it is
		err = z.endMember()
	}
	return b, err
}

func (z *GzipReader) startMember() error {
	if z.some {
		if err := z.decoder.in.skipZeros(); err != nil {
			return err
		}
	}
	if err := z.decoder.in.passHeader(); err != nil {
		return err
	}
	z.decoder.start()
	z.member, z.some = true, true
	z.sum, z.size = 0, 0
	return nil
}

func (z *GzipReader) endMember() error {
	z.member = false
	var trailer [8]byte
	if err := z.decoder.in.read(trailer[:]); err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(trailer[:]) != z.sum || binary.LittleEndian.Uint32(trailer[4:]) != z.size {
		return z.decoder.in.corrupt("gzip: invalid checksum")
	}
	return nil
}
