package readahead

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/easreport/easreport/internal/store"
)

// body is a range of an object, put together from streams. The ranges go round the
// streams, as cards are dealt: of k streams the first has the ranges 0, k, 2k.
type body struct {
	Options
	below      store.Reader
	object     store.Object
	start, end int64 // in the object

	// inner ends when outer does, when a stream fails and when the body is closed; its
	// cause says which.
	outer, inner context.Context
	cancel       context.CancelCauseFunc
	running      sync.WaitGroup

	opened  io.ReadCloser // the first request, nil once the streams have begun
	streams []*stream
	shared  chan *block // blocks that any stream may fill

	at      int64  // of the next byte to read
	current *block // that holds it, nil if it is still to come
	rest    []byte // of current
}

// block is memory for a piece of an object.
type block struct {
	bytes []byte // nil until it is first used
	n     int    // that are filled
	home  chan *block
}

// largestBlock is small enough for a processor's cache and large enough to be
// handed over seldom.
const largestBlock = 256 << 10

// ownBlocks are blocks that no other stream can take: whatever the others have
// read ahead, the stream whose turn it is goes on. It fills one while the other is
// read.
const ownBlocks = 2

var errClosed = errors.New("the body is closed")

// begin starts the streams; the first goes on with the request that is open.
func (b *body) begin() {
	length := max(1, b.end-b.start)
	b.RangeBytes = min(b.RangeBytes, length)
	ranges := (length + b.RangeBytes - 1) / b.RangeBytes
	count := int(min(int64(b.Streams), ranges))
	size := min(largestBlock, length, max(1, b.BufferBytes/int64(2*ownBlocks*count)))
	blocks := int(min(b.BufferBytes, length+size-1) / size)

	b.shared = make(chan *block, max(0, blocks-ownBlocks*count))
	fill(b.shared)
	b.streams = make([]*stream, count)
	for n := range b.streams {
		b.streams[n] = &stream{
			body: b, size: size, next: b.start + int64(n)*b.RangeBytes,
			own: make(chan *block, ownBlocks), full: make(chan *block, ownBlocks+cap(b.shared)),
		}
		fill(b.streams[n].own)
	}
	b.streams[0].opened, b.opened = b.opened, nil
	for _, s := range b.streams {
		b.running.Go(s.run)
	}
}

func fill(home chan *block) {
	for range cap(home) {
		home <- &block{home: home}
	}
}

// Read reads the next bytes.
func (b *body) Read(p []byte) (int, error) {
	if err := b.failure(); err != nil {
		return 0, err
	}
	if b.opened != nil {
		b.begin()
	}
	if len(b.rest) == 0 {
		if err := b.advance(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	b.at += int64(n)
	return n, nil
}

// advance goes on to the next block.
func (b *body) advance() error {
	if b.current != nil {
		b.current.home <- b.current
		b.current = nil
	}
	if b.at == b.end {
		return io.EOF
	}
	turn := (b.at - b.start) / b.RangeBytes % int64(len(b.streams))
	select {
	case b.current = <-b.streams[turn].full:
		b.rest = b.current.bytes[:b.current.n]
		return nil
	case <-b.inner.Done():
		return b.failure()
	}
}

// failure is why nothing more is read; nil if there is no reason.
func (b *body) failure() error {
	if err := b.outer.Err(); err != nil {
		return err
	}
	return context.Cause(b.inner)
}

// Close ends all requests, and returns when they have.
func (b *body) Close() error {
	b.cancel(errClosed)
	b.running.Wait()
	if b.opened != nil {
		_ = b.opened.Close() // nothing was read of it
		b.opened = nil
	}
	return nil
}
