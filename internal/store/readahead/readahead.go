// Package readahead reads objects of a distant store faster than one request
// gives them: by several ranged requests at a time, delivered in order as one
// body. What a request costs in latency is then hidden behind the others, and a
// request that breaks in the middle is resumed where it broke.
//
// All requests of a body are for the same bytes of the object, by its ETag. A zip
// is not served better than anything else: it is fetched from start to end, which
// is one stream of large requests, where reading it anywhere would be a request
// for every few kilobytes.
//
// It must not know which store is below it, nor what is stored. A store that has
// the bytes at hand does not need it.
package readahead

import (
	"context"
	"io"
	"math/rand/v2"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// Options say how a Reader reads. What is zero or less takes its default.
type Options struct {
	// RangeBytes is how much one request asks for, by default 64 MiB: requests are
	// paid for, those of 64 MiB cost next to nothing.
	RangeBytes int64
	// Streams is how many requests of a body are under way at a time, by default 4:
	// some 300 MB/s from Amazon S3.
	Streams int
	// BufferBytes bounds the memory that a body takes, by default 128 MiB. Streams wait
	// for each other if it is less than half of all their ranges.
	BufferBytes int64
	// Resumes is how often a range may break before the body fails, by default 5.
	Resumes int
	// Wait waits before a range is resumed for the nth time, and returns an error if
	// it is not to be. By default it waits a random part of 0.2 s, 0.4 s and so on.
	Wait func(ctx context.Context, n int) error
}

func (o Options) withDefaults() Options {
	if o.RangeBytes <= 0 {
		o.RangeBytes = 64 << 20
	}
	if o.Streams <= 0 {
		o.Streams = 4
	}
	if o.BufferBytes <= 0 {
		o.BufferBytes = 128 << 20
	}
	if o.Resumes <= 0 {
		o.Resumes = 5
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	return o
}

func wait(ctx context.Context, n int) error {
	longest := 100 * time.Millisecond << min(n, 6)
	select {
	case <-time.After(rand.N(longest)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Reader is a store.Reader that reads ahead.
type Reader struct {
	store.Reader
	options Options
}

var _ store.Reader = (*Reader)(nil)

// New returns a Reader of what is in the store below.
func New(below store.Reader, options Options) *Reader {
	return &Reader{below, options.withDefaults()}
}

// Get is the store's Get, with a body that reads ahead. Closing it ends all its
// requests. It takes one request where one range is enough, and no further one before
// the first Read: a body that is closed unread costs that request alone, and no memory.
//
// A body fails with the error that one of its requests failed with for good, even
// if that was for bytes which were not read yet: store.ErrPrecondition when the
// object was replaced, store.ErrNotExist when it was deleted, any other after
// Resumes. A Get that fails at once is not tried again.
func (r *Reader) Get(ctx context.Context, key string, want store.Range, etag string) (io.ReadCloser, store.Object, error) {
	if want.Offset < 0 || want.Length < 0 {
		return r.Reader.Get(ctx, key, want, etag) // where that begins is not known yet
	}
	first := store.Range{Offset: want.Offset, Length: r.options.RangeBytes}
	if want.Length > 0 {
		first.Length = min(first.Length, want.Length)
	}
	inner, cancel := context.WithCancelCause(ctx)
	opened, object, err := r.Reader.Get(inner, key, first, etag)
	if err != nil {
		cancel(nil)
		return nil, store.Object{}, err
	}
	offset, length := want.Within(object.Size)
	b := &body{
		Options: r.options, below: r.Reader, object: object, start: offset, end: offset + length,
		outer: ctx, inner: inner, cancel: cancel, at: offset, opened: opened,
	}
	return b, object, nil
}
