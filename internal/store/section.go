package store

import (
	"context"
	"io"
)

// Section is the body that Get returns in stores that have the bytes at hand:
// a range of an object of known size, for reading in order or (a zip needs it)
// anywhere. An object that turns out shorter than it was said to be ends with
// io.ErrUnexpectedEOF; one that has grown is not read past its known size.
type Section struct {
	*io.SectionReader
	ctx  context.Context
	from io.Closer
}

// ReaderAtCloser is what a Section reads: an open file, or bytes in memory.
type ReaderAtCloser interface {
	io.ReaderAt
	io.Closer
}

// NewSection returns the bytes r of an object of this size, read from src and
// released by closing it. Read ends with ctx's error when ctx is done.
func NewSection(ctx context.Context, src ReaderAtCloser, size int64, r Range) *Section {
	offset, length := r.Within(size)
	return &Section{io.NewSectionReader(src, offset, length), ctx, src}
}

// Read reads the next bytes.
func (s *Section) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.SectionReader.Read(p)
	if err == io.EOF {
		at, seekErr := s.Seek(0, io.SeekCurrent)
		if seekErr == nil && at < s.Size() {
			err = io.ErrUnexpectedEOF
		}
	}
	return n, err
}

// ReadAt reads at an offset from the start of the section.
func (s *Section) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.SectionReader.ReadAt(p, off)
	if err == io.EOF && off+int64(n) < s.Size() {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Close releases what the section reads from.
func (s *Section) Close() error { return s.from.Close() }

// ContextReader returns r, ending with ctx's error when ctx is done. It is how
// a Put stops reading its body.
func ContextReader(ctx context.Context, r io.Reader) io.Reader {
	return contextReader{ctx, r}
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
