// Package memstore is a store in memory, for tests and where nothing is kept:
// deterministic unless it is given a clock, and exact where S3 is only allowed to be
// vague. Faults are not its business; storetest/faulty puts them around any store.
package memstore

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// Store is a store.Store in memory.
type Store struct {
	now  func(last time.Time) time.Time
	etag func(change int64, body []byte) string
	file string

	mu      sync.Mutex
	objects map[string]object
	changes int64
	last    time.Time // the newest Modified given out
}

var _ store.Store = (*Store)(nil)

// object is never changed, only replaced: bodies are read without the lock.
type object struct {
	store.Object
	body []byte
}

// New returns an empty store. Unless an option says otherwise its clock starts
// at the same time in every run and goes on by one second with every change,
// and no two changes have the same ETag.
func New(options ...Option) *Store {
	s := &Store{
		now:     func(last time.Time) time.Time { return last.Add(time.Second) },
		etag:    changeETag,
		objects: make(map[string]object),
		last:    time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC),
	}
	for _, option := range options {
		option(s)
	}
	return s
}

// Clone returns a store with the same objects, which goes its own way from here.
func (s *Store) Clone() *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Store{now: s.now, etag: s.etag, file: s.file, objects: maps.Clone(s.objects), changes: s.changes, last: s.last}
}

// Head describes the object.
func (s *Store) Head(ctx context.Context, key string) (store.Object, error) {
	o, err := s.find(ctx, key)
	if err != nil {
		return store.Object{}, fmt.Errorf("head %q: %w", key, err)
	}
	return o.Object, nil
}

// Get opens the bytes in r; the body is a *store.Section.
func (s *Store) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	o, err := s.find(ctx, key)
	if err == nil {
		err = store.Condition{ETag: etag}.Check(true, o.ETag)
	}
	if err != nil {
		return nil, store.Object{}, fmt.Errorf("get %q: %w", key, err)
	}
	return store.NewSection(ctx, memory{bytes.NewReader(o.body)}, o.Size, r), o.Object, nil
}

// memory is a body's bytes, which need no closing.
type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

func (s *Store) find(ctx context.Context, key string) (object, error) {
	if err := check(ctx, key); err != nil {
		return object{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.objects[key]
	if !ok {
		return object{}, store.ErrNotExist
	}
	return o, nil
}

// List yields the objects under prefix as they were when it began.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		for _, o := range s.under(prefix) {
			if ctx.Err() != nil {
				break
			}
			if !yield(o, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(store.Object{}, fmt.Errorf("list %q: %w", prefix, err))
		}
	}
}

// under returns the objects whose key begins with prefix, in order.
func (s *Store) under(prefix string) []store.Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	var objects []store.Object
	for key, o := range s.objects {
		if strings.HasPrefix(key, prefix) {
			objects = append(objects, o.Object)
		}
	}
	slices.SortFunc(objects, func(a, b store.Object) int { return strings.Compare(a.Key, b.Key) })
	return objects
}

// Put stores a copy of the body.
func (s *Store) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	o, err := s.put(ctx, key, body, c)
	if err != nil {
		return store.Object{}, fmt.Errorf("put %q: %w", key, err)
	}
	return o, nil
}

func (s *Store) put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if err := check(ctx, key); err != nil {
		return store.Object{}, err
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return store.Object{}, fmt.Errorf("rewind the body: %w", err)
	}
	b, err := io.ReadAll(store.ContextReader(ctx, body))
	if err != nil {
		return store.Object{}, fmt.Errorf("read the body: %w", err)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	old, exists := s.objects[key]
	if err := c.Check(exists, old.ETag); err != nil {
		return store.Object{}, err
	}
	modified := s.now(s.last)
	if !modified.After(s.last) {
		modified = s.last.Add(time.Nanosecond)
	}
	s.last = modified
	s.changes++
	o := store.Object{Key: key, ETag: s.etag(s.changes, b), Size: int64(len(b)), File: s.file, Modified: modified}
	s.objects[key] = object{o, b}
	return o, nil
}

// Delete removes the object, if it is there.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := check(ctx, key); err != nil {
		return fmt.Errorf("delete %q: %w", key, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, key)
	return nil
}

func check(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return store.ValidKey(key)
}
