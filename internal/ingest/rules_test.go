package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/lake/colfile"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/interleave"
)

// rule is one of the protocol, with what stands between a worker and its stores to
// break it: the worker is the real one. Wrappers are made for each attempt.
type rule struct {
	name   string
	needed string // the history that shows it
	wrap   func(source store.Reader, shared store.Store) (store.Reader, store.Store)
	etag   func(body []byte) string // of the lake, if not the usual one
}

var rules = []rule{
	{name: "writes are compare-and-swap", needed: "grow", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, unconditional{shared}
	}},
	{name: "the source is looked at before a write", needed: "grow", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return &looksOnce{Reader: source}, shared
	}},
	{name: "it is looked at after the output", needed: "grow", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		early := &looksEarly{Reader: source}
		return early, looksEarlyLake{shared, early}
	}},
	{name: "a day that vanished gets an empty file", needed: "shrink", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, deletes{shared}
	}},
	{name: "days are marked", needed: "shrink", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, withoutMarkers{shared}
	}},
	{name: "a quarantine record is marked", needed: "damage and repair", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, withoutQuarantineMarker{shared}
	}},
	{name: "a marker comes before its output", needed: "move", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, &marksLate{Store: shared}
	}},
	{name: "markers are listed after the read", needed: "damage and repair", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		early := &listsEarly{Store: shared}
		return listsEarlySource{source, early}, early
	}},
	{name: "a revision is more than an ETag", needed: "revert in a day", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return timeless{source}, shared
	}},
	{name: "the revision is in the output's bytes", needed: "revert in a day", etag: rowsETag},
}

// unconditional drops the conditions of writes.
type unconditional struct{ store.Store }

func (s unconditional) Put(ctx context.Context, key string, body io.ReadSeeker, _ store.Condition) (store.Object, error) {
	return s.Store.Put(ctx, key, body, store.Condition{})
}

// looksOnce finds the source as it was, whenever it is looked at again.
type looksOnce struct {
	store.Reader
	found *store.Object
}

func (s *looksOnce) Head(ctx context.Context, key string) (store.Object, error) {
	if s.found != nil {
		return *s.found, nil
	}
	o, err := s.Reader.Head(ctx, key)
	if err == nil {
		s.found = &o
	}
	return o, err
}

// looksEarly looks at the source before the output, in place of after it.
type looksEarly struct {
	store.Reader
	looked bool
	found  store.Object
	err    error
}

func (s *looksEarly) Head(ctx context.Context, key string) (store.Object, error) {
	if s.looked {
		s.looked = false
		return s.found, s.err
	}
	return s.Reader.Head(ctx, key)
}

type looksEarlyLake struct {
	store.Store
	source *looksEarly
}

func (s looksEarlyLake) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	if isOutput(key) {
		s.source.found, s.source.err = s.source.Reader.Head(ctx, source)
		s.source.looked = true
	}
	return s.Store.Get(ctx, key, r, etag)
}

func isOutput(key string) bool { return strings.HasPrefix(key, lake.ActivityPrefix) }

// deletes deletes an output that has no rows, under the condition of its write.
type deletes struct{ store.Store }

func (s deletes) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if isOutput(key) {
		b, err := io.ReadAll(body)
		if err != nil {
			return store.Object{}, err
		}
		if len(rowBytes(b)) == 0 {
			return store.Object{}, s.Store.(interleave.Deleter).DeleteIf(ctx, key, c)
		}
	}
	return s.Store.Put(ctx, key, body, c)
}

// rowBytes cuts the footer of a Parquet file off, with its checksum, and what the file
// begins with.
func rowBytes(file []byte) []byte {
	return file[len("PAR1") : int64(len(file))-colfile.EndBytes(file)]
}

// withoutMarkers finds no markers.
type withoutMarkers struct{ store.Store }

func (withoutMarkers) List(context.Context, string) iter.Seq2[store.Object, error] {
	return func(func(store.Object, error) bool) {}
}

// withoutQuarantineMarker marks days only.
type withoutQuarantineMarker struct{ store.Store }

func (s withoutQuarantineMarker) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if key == lake.QuarantineMarkerKey(lake.NewSourceID(bucket, source)) {
		return store.Object{Key: key}, nil
	}
	return s.Store.Put(ctx, key, body, c)
}

// marksLate puts markers after the next output, or before the done object.
type marksLate struct {
	store.Store
	markers []string
}

func (s *marksLate) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	id := lake.NewSourceID(bucket, source)
	if _, isDay := lake.ParseMarkerKey(key, id); isDay || key == lake.QuarantineMarkerKey(id) {
		s.markers = append(s.markers, key)
		return store.Object{Key: key}, nil
	}
	if key == lake.DoneKey(id) {
		if err := s.mark(ctx); err != nil {
			return store.Object{}, err
		}
	}
	o, err := s.Store.Put(ctx, key, body, c)
	if err != nil {
		return o, err
	}
	return o, s.mark(ctx)
}

func (s *marksLate) mark(ctx context.Context) (err error) {
	for _, key := range s.markers {
		_, putErr := s.Store.Put(ctx, key, bytes.NewReader(nil), store.Condition{})
		err = errors.Join(err, putErr)
	}
	s.markers = nil
	return err
}

// listsEarly lists the markers before the source is read.
type listsEarly struct {
	store.Store
	found []store.Object
}

func (s *listsEarly) List(context.Context, string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		for _, o := range s.found {
			if !yield(o, nil) {
				return
			}
		}
	}
}

type listsEarlySource struct {
	store.Reader
	lake *listsEarly
}

func (s listsEarlySource) Head(ctx context.Context, key string) (store.Object, error) {
	if s.lake.found == nil {
		s.lake.found = []store.Object{}
		for o, err := range s.lake.Store.List(ctx, lake.SourcePrefix(lake.NewSourceID(bucket, source))) {
			if err != nil {
				return store.Object{}, err
			}
			s.lake.found = append(s.lake.found, o)
		}
	}
	return s.Reader.Head(ctx, key)
}

// timeless hides when the source was written.
type timeless struct{ store.Reader }

func (s timeless) Head(ctx context.Context, key string) (store.Object, error) {
	o, err := s.Reader.Head(ctx, key)
	o.Modified = time.Time{}
	return o, err
}

func (s timeless) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	body, o, err := s.Reader.Get(ctx, key, r, etag)
	o.Modified = time.Time{}
	return body, o, err
}

// rowsETag makes the ETag of an output of its rows alone.
func rowsETag(body []byte) string {
	if bytes.HasPrefix(body, []byte("PAR1")) {
		body = rowBytes(body)
	}
	return memstore.ContentETag(body)
}
