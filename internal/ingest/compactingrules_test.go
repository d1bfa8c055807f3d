package ingest

import (
	"bytes"
	"context"
	"io"
	"iter"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// compactionRule is one by which ingests and those who compact get along, with what
// stands between them and the lake to break it.
type compactionRule struct {
	name   string
	needed compaction // the search that shows it

	ingest, compact func(store.Store) store.Store
	oneClaim        bool
}

var (
	quiet   = compaction{history: changed, bounds: bounds{workers: 1}, compacting: 1}
	crashes = compaction{history: changed, bounds: bounds{workers: 1, crashes: true}, compacting: 1}
)

var compactionRules = []compactionRule{
	{name: "who changes rows withdraws the copy", needed: quiet, ingest: func(s store.Store) store.Store {
		return &withdraws{Store: s, unless: func(*withdraws) bool { return true }}
	}},
	{name: "so does who finds them changed", needed: crashes, ingest: func(s store.Store) store.Store {
		return &withdraws{Store: s, unless: func(w *withdraws) bool { return !w.wrote }}
	}},
	{name: "before it says that it is done", needed: crashes, ingest: func(s store.Store) store.Store {
		return &withdrawsLate{Store: s}
	}},
	{
		name:   "also if the source is damaged by now",
		needed: compaction{history: damaged, bounds: bounds{workers: 1, crashes: true}, compacting: 1},
		ingest: func(s store.Store) store.Store {
			return &withdraws{Store: s, unless: func(w *withdraws) bool { return !w.looked }}
		},
	},
	{name: "a claim comes before the list", needed: quiet, compact: func(s store.Store) store.Store {
		return &claimsLate{Store: s}
	}},
	{name: "a copy is written over its claim", needed: quiet, compact: func(s store.Store) store.Store {
		return unconditional{s}
	}},
	{
		name: "a claim is like no other", oneClaim: true,
		needed: compaction{history: changed, bounds: bounds{workers: 1, crashes: true}, compacting: 2},
	},
}

// withdraws leaves copies where they are, unless it may not.
type withdraws struct {
	store.Store
	unless        func(*withdraws) bool // says when it leaves them
	looked, wrote bool                  // at an output, and over one
}

func (s *withdraws) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	s.looked = s.looked || isOutput(key)
	return s.Store.Get(ctx, key, r, etag)
}

func (s *withdraws) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	s.wrote = s.wrote || isOutput(key)
	if isCompacted(key) && s.unless(s) {
		return store.Object{Key: key}, nil
	}
	return s.Store.Put(ctx, key, body, c)
}

// withdrawsLate withdraws copies when it has said that it is done.
type withdrawsLate struct {
	store.Store
	late func() error
}

func (s *withdrawsLate) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if isCompacted(key) {
		s.late = func() error {
			_, err := s.Store.Put(ctx, key, body, c)
			return err
		}
		return store.Object{Key: key}, nil
	}
	o, err := s.Store.Put(ctx, key, body, c)
	if err == nil && s.late != nil && key == lake.DoneKey(lake.NewSourceID(bucket, source)) {
		err = s.late()
	}
	return o, err
}

// claimsLate claims after the list that comes after the claim.
type claimsLate struct {
	store.Store
	late func() error
}

func (s *claimsLate) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if c != (store.Condition{}) {
		return s.Store.Put(ctx, key, body, c)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return store.Object{}, err
	}
	s.late = func() error {
		_, err := s.Store.Put(ctx, key, bytes.NewReader(b), c)
		return err
	}
	return store.Object{Key: key, ETag: memstore.ContentETag(b)}, nil
}

func (s *claimsLate) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		for o, err := range s.Store.List(ctx, prefix) {
			if !yield(o, err) {
				return
			}
		}
		if s.late != nil {
			if err := s.late(); err != nil {
				yield(store.Object{}, err)
			}
		}
	}
}
