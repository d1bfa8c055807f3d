package iislog

import (
	"errors"
	"io"
	"io/fs"
)

// source reads the object as stored. It remembers a failure of its own, so that
// "the network broke" is never taken for "the file is damaged".
type source struct {
	r     io.Reader
	n     int64 // bytes read so far, or the size where it is known (zip)
	err   error // the failure, io.EOF is none
	empty int   // reads in a row that gave nothing
}

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil { // what follows a gap is not read
		return 0, errSource
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil && err != io.EOF { // a wrapped io.EOF is a failure, not the end
		return n, s.note(err)
	}
	if n > 0 || err != nil || len(p) == 0 {
		s.empty = 0
	} else if s.empty++; s.empty >= 100 {
		return 0, s.note(io.ErrNoProgress)
	}
	return n, err
}

// note remembers the first failure. What it returns stands for it, so that no
// decoder can mistake it for something else.
func (s *source) note(err error) error {
	if s.err == nil {
		s.err = notEnd(err)
	}
	return errSource
}

var errSource = errors.New("the source failed")

// sourceAt is random access to a source, for what is read from its end.
type sourceAt struct {
	source *source
	at     io.ReaderAt
}

func (s sourceAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.at.ReadAt(p, off)
	if err != nil && err != io.EOF { //nolint:errorlint // a wrapped io.EOF is a failure
		err = s.source.note(err)
	}
	return n, err
}

// randomAccess tells whether r can be read at any place, and its size.
func randomAccess(r io.Reader) (at io.ReaderAt, size int64, ok bool) {
	at, ok = r.(io.ReaderAt)
	if !ok {
		return nil, 0, false
	}
	switch r := r.(type) {
	case interface{ Size() int64 }:
		return at, r.Size(), true
	case interface{ Stat() (fs.FileInfo, error) }:
		info, err := r.Stat()
		if err != nil || !info.Mode().IsRegular() { // a pipe has ReadAt, too
			return nil, 0, false
		}
		return at, info.Size(), true
	}
	return nil, 0, false
}
