// Package throttled makes a store as slow to read as a distant one is: each
// request waits before it begins, and each body gives so many bytes a second, as
// many bodies as there are at a time.
//
// It must not know what is stored, nor which store is below it.
package throttled

import (
	"context"
	"io"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// Reader is a slow store.Reader.
type Reader struct {
	store.Reader
	// Latency is how long a Get waits.
	Latency time.Duration
	// BytesPerSecond is how fast a body is.
	BytesPerSecond int64
}

var _ store.Reader = (*Reader)(nil)

// S3 returns a Reader as slow as Amazon S3 is within its region: 50 ms a request,
// and 75 MB/s a body.
func S3(below store.Reader) *Reader {
	return &Reader{below, 50 * time.Millisecond, 75e6}
}

// Get is the store's Get, later.
func (r *Reader) Get(ctx context.Context, key string, want store.Range, etag string) (io.ReadCloser, store.Object, error) {
	if err := sleep(ctx, r.Latency); err != nil {
		return nil, store.Object{}, err
	}
	b, o, err := r.Reader.Get(ctx, key, want, etag)
	if err != nil {
		return nil, store.Object{}, err
	}
	return &body{ctx: ctx, body: b, perSecond: r.BytesPerSecond, due: time.Now()}, o, nil
}

type body struct {
	ctx       context.Context
	body      io.ReadCloser
	perSecond int64
	due       time.Time // when the next bytes are here
}

// ahead is how much arrives while nobody reads: a connection has a buffer, of 3 MB
// at the speed of S3.
const ahead = 40 * time.Millisecond

// Read reads what came, at most that much at a time, when it would have come.
func (b *body) Read(p []byte) (int, error) {
	if before := time.Now().Add(-ahead); b.due.Before(before) {
		b.due = before
	}
	most := max(1, b.perSecond*int64(ahead)/int64(time.Second))
	n, err := b.body.Read(p[:min(int64(len(p)), most)])
	b.due = b.due.Add(time.Duration(int64(n) * int64(time.Second) / b.perSecond))
	if late := sleep(b.ctx, time.Until(b.due)); late != nil {
		return 0, late
	}
	return n, err
}

func (b *body) Close() error { return b.body.Close() }

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
