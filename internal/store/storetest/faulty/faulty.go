// Package faulty puts faults, delays and schedules around a store, for tests of
// the code that must survive them. A Hook sees every call and decides what
// becomes of it; Before, After, Only and Times make the usual ones, Short and
// Reset spoil bodies, and a Gate lets a test take a worker through its calls one
// by one.
//
// It must not know what is stored, nor which store is below it.
package faulty

import (
	"context"
	"io"
	"iter"

	"github.com/easreport/easreport/internal/store"
)

// Op is an operation of a store.
type Op string

// The operations.
const (
	Head   Op = "head"
	Get    Op = "get"
	List   Op = "list"
	Put    Op = "put"
	Delete Op = "delete"
)

// Call is a call of a store.
type Call struct {
	Op        Op
	Key       string          // for List the prefix
	Range     store.Range     // of a Get
	ETag      string          // wanted by a Get
	Condition store.Condition // of a Put
}

// String returns the operation and the key.
func (c Call) String() string { return string(c.Op) + " " + c.Key }

// Hook is called in place of the store. It calls next, which does what was
// asked for, any number of times or not at all; what it returns, the caller of
// the store gets. When that is an error, what next gave is dropped.
type Hook func(ctx context.Context, call Call, next func() error) error

// Store is a store with faults. It is safe for concurrent use if its hooks are.
type Store struct {
	// Store is the store below.
	Store store.Store
	// Hook, if not nil, is called for every call.
	Hook Hook
	// Body, if not nil, replaces the body that a Get returns.
	Body func(call Call, body io.ReadCloser) io.ReadCloser
}

var _ store.Store = (*Store)(nil)

func (s *Store) do(ctx context.Context, call Call, next func() error) error {
	if s.Hook == nil {
		return next()
	}
	return s.Hook(ctx, call, next)
}

// Head is the store's Head, hooked.
func (s *Store) Head(ctx context.Context, key string) (store.Object, error) {
	var o store.Object
	err := s.do(ctx, Call{Op: Head, Key: key}, func() (err error) {
		o, err = s.Store.Head(ctx, key)
		return err
	})
	if err != nil {
		return store.Object{}, err
	}
	return o, nil
}

// Get is the store's Get, hooked. The hook is done when the body is open.
func (s *Store) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	call := Call{Op: Get, Key: key, Range: r, ETag: etag}
	var (
		body io.ReadCloser
		o    store.Object
	)
	closeBody := func() {
		if body != nil {
			_ = body.Close()
		}
	}
	err := s.do(ctx, call, func() (err error) {
		closeBody()
		body, o, err = s.Store.Get(ctx, key, r, etag)
		return err
	})
	if err != nil {
		closeBody()
		return nil, store.Object{}, err
	}
	if s.Body != nil {
		body = s.Body(call, body)
	}
	return body, o, nil
}

// List is the store's List, hooked. It is one call: next lists to the end, and
// what it found is yielded after that, before the hook's error if there is one,
// as a listing that breaks off would.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		var objects []store.Object
		err := s.do(ctx, Call{Op: List, Key: prefix}, func() error {
			objects = nil
			for o, err := range s.Store.List(ctx, prefix) {
				if err != nil {
					return err
				}
				objects = append(objects, o)
			}
			return nil
		})
		for _, o := range objects {
			if !yield(o, nil) {
				return
			}
		}
		if err != nil {
			yield(store.Object{}, err)
		}
	}
}

// Put is the store's Put, hooked.
func (s *Store) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	var o store.Object
	err := s.do(ctx, Call{Op: Put, Key: key, Condition: c}, func() (err error) {
		o, err = s.Store.Put(ctx, key, body, c)
		return err
	})
	if err != nil {
		return store.Object{}, err
	}
	return o, nil
}

// Delete is the store's Delete, hooked.
func (s *Store) Delete(ctx context.Context, key string) error {
	return s.do(ctx, Call{Op: Delete, Key: key}, func() error { return s.Store.Delete(ctx, key) })
}
