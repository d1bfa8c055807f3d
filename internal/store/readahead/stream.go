package readahead

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/store"
)

// stream reads every so manyth range of a body, one after the other, into blocks.
type stream struct {
	body   *body
	opened io.ReadCloser // the request under way, nil if there is none
	size   int64         // of a block
	next   int64         // where its next range begins
	own    chan *block
	full   chan *block // in order; holds all blocks that there are
}

// run reads all ranges of the stream. A failure ends the whole body: it could not
// be read to its end any more.
func (s *stream) run() {
	step := s.body.RangeBytes * int64(len(s.body.streams))
	for ; s.next < s.body.end; s.next += step {
		if err := s.read(s.next, min(s.next+s.body.RangeBytes, s.body.end)); err != nil {
			s.body.cancel(err)
			break
		}
	}
	s.close()
}

// read reads the bytes from at to end, by as many requests as it takes.
func (s *stream) read(at, end int64) error {
	for broken := 0; ; {
		var err error
		if at, err = s.request(at, end); err == nil {
			return nil
		}
		if broken++; broken > s.body.Resumes || s.body.inner.Err() != nil || final(err) {
			return fmt.Errorf("reading %q from byte %d: %w", s.body.object.Key, at, err)
		}
		if err := s.body.Wait(s.body.inner, broken); err != nil {
			return fmt.Errorf("reading %q from byte %d: %w", s.body.object.Key, at, err)
		}
	}
}

// final tells that asking again would have the same answer.
func final(err error) bool {
	return errors.Is(err, store.ErrPrecondition) || errors.Is(err, store.ErrNotExist) || errors.Is(err, store.ErrInvalidKey)
}

// request makes one request, or goes on with the one that is open, and returns
// where in the object it got to: all before that was handed on.
func (s *stream) request(at, end int64) (int64, error) {
	if s.opened == nil {
		var err error
		want := store.Range{Offset: at, Length: end - at}
		if s.opened, _, err = s.body.below.Get(s.body.inner, s.body.object.Key, want, s.body.object.ETag); err != nil {
			return at, err
		}
	}
	defer s.close()
	for at < end {
		b, err := s.block()
		if err != nil {
			return at, err
		}
		err = s.fill(b, end-at)
		if b.n == 0 {
			b.home <- b
		} else {
			at += int64(b.n)
			s.full <- b
		}
		if err != nil {
			return at, err
		}
	}
	return at, nil
}

// block gives a block to fill.
func (s *stream) block() (b *block, err error) {
	select {
	case b = <-s.own:
	case b = <-s.body.shared:
	case <-s.body.inner.Done():
		return nil, context.Cause(s.body.inner)
	}
	if b.bytes == nil {
		b.bytes = make([]byte, s.size)
	}
	return b, nil
}

// fill reads as much as a block takes of the request's last bytes. At the request's
// end nothing may follow, or else the block is not to be trusted: b.n is then 0.
func (s *stream) fill(b *block, left int64) (err error) {
	wanted := b.bytes[:min(int64(len(b.bytes)), left)]
	if b.n, err = io.ReadFull(s.opened, wanted); err != nil {
		return notEnd(err)
	}
	if int64(b.n) < left {
		return nil
	}
	n, err := io.ReadFull(s.opened, make([]byte, 1))
	if n > 0 {
		err = errLong
	}
	if err == io.EOF { // a wrapped one is a failure
		return nil
	}
	b.n = 0
	return err
}

var errLong = errors.New("more bytes than asked for")

// notEnd is for an end that came early.
func notEnd(err error) error {
	if err == io.EOF { //nolint:errorlint // a wrapped one is a failure
		return io.ErrUnexpectedEOF
	}
	return err
}

// close ends the request under way. That it could not be ended well says nothing
// of what was read.
func (s *stream) close() {
	if s.opened != nil {
		_ = s.opened.Close()
		s.opened = nil
	}
}
