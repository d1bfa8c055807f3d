package interleave

import (
	"bytes"
	"context"
	"io"
	"iter"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// player is one of a worker's two stores, which gives it the answers of its past.
type player struct {
	*past
	source bool
}

var (
	_ store.Store = player{}
	_ Deleter     = player{}
	_ Concurrent  = player{}
)

func (p player) ask(c faulty.Call) answer { return p.past.ask(call{Call: c, source: p.source}) }

func (p player) Head(_ context.Context, key string) (store.Object, error) {
	a := p.ask(faulty.Call{Op: faulty.Head, Key: key})
	return a.object, a.err
}

func (p player) Get(_ context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	a := p.ask(faulty.Call{Op: faulty.Get, Key: key, Range: r, ETag: etag})
	if a.err != nil {
		return nil, store.Object{}, a.err
	}
	body := memory{bytes.NewReader(p.bodies.body(a.body))}
	if a.object.File != "" {
		return body, a.object, nil
	}
	return struct{ io.ReadCloser }{body}, a.object, nil // as from a distant store
}

// memory is a body that can be read at any place and needs no closing.
type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

func (p player) List(_ context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		a := p.ask(faulty.Call{Op: faulty.List, Key: prefix})
		for _, o := range a.list {
			if !yield(o, nil) {
				return
			}
		}
		if a.err != nil {
			yield(store.Object{}, a.err)
		}
	}
}

func (p player) Put(_ context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return store.Object{}, err
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return store.Object{}, err
	}
	a := p.past.ask(call{Call: faulty.Call{Op: faulty.Put, Key: key, Condition: c}, body: p.bodies.number(b), source: p.source})
	return a.object, a.err
}

func (p player) Delete(ctx context.Context, key string) error {
	return p.DeleteIf(ctx, key, store.Condition{})
}

func (p player) DeleteIf(_ context.Context, key string, c store.Condition) error {
	return p.ask(faulty.Call{Op: faulty.Delete, Key: key, Condition: c}).err
}
