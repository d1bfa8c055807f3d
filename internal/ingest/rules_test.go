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
	// repeats: it takes an event that came twice, for a worker that fails at the end is
	// made up for otherwise.
	repeats bool
	undated bool // a revision has no time
}

var rules = []rule{
	{name: "writes are compare-and-swap", needed: "grow", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, unconditional{shared}
	}},
	{name: "the source is looked at before a write", needed: "grow", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return &looksOnce{Reader: source}, shared
	}},
	{name: "it is looked at after the outputs", needed: "grow", repeats: true, wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		early := &looksEarly{Reader: source}
		return early, looksEarlyLake{shared, early}
	}},
	{name: "an output is looked at unless its marker is new", needed: "grow", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, marksAnew{shared}
	}},
	{name: "done is written over what was there at first", needed: "grow", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, overLatest{shared, lake.DoneKey(sourceID)}
	}},
	{name: "a quarantine record is written over what was there at first", needed: "repair and damage", wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, overLatest{shared, lake.QuarantineKey(sourceID)}
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
	{name: "markers are listed after the source is opened", needed: "damage and repair", repeats: true, wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		early := &listsEarly{Store: shared}
		return listsEarlySource{source, early}, early
	}},
	{name: "a revision is more than an ETag", needed: "revert in a day", undated: true, wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return timeless{source}, shared
	}},
	{name: "the revision is in the output's bytes", needed: "revert in a day", etag: rowsETag},
}

// sourceID is the source's in all histories.
var sourceID = lake.NewSourceID(bucket, source)

// unconditional drops the conditions of writes.
type unconditional struct{ store.Store }

func (s unconditional) Put(ctx context.Context, key string, body io.ReadSeeker, _ store.Condition) (store.Object, error) {
	return s.Store.Put(ctx, key, body, store.Condition{})
}

// looksOnce finds the source as it was when it was opened, whenever it is looked at again.
type looksOnce struct {
	store.Reader
	found store.Object
}

func (s *looksOnce) Get(ctx context.Context, key string, r store.Range, etag string) (body io.ReadCloser, o store.Object, err error) {
	body, o, err = s.Reader.Get(ctx, key, r, etag)
	s.found = o
	return body, o, err
}

func (s *looksOnce) Head(context.Context, string) (store.Object, error) { return s.found, nil }

// looksEarly looks at the source when the outputs are marked, in place of after that.
type looksEarly struct {
	store.Reader
	found store.Object
	err   error
}

func (s *looksEarly) Head(context.Context, string) (store.Object, error) { return s.found, s.err }

type looksEarlyLake struct {
	store.Store
	source *looksEarly
}

func (s looksEarlyLake) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	s.source.found, s.source.err = s.source.Reader.Head(ctx, source)
	return s.Store.List(ctx, prefix)
}

// marksAnew takes every marker for new.
type marksAnew struct{ store.Store }

func (s marksAnew) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if _, isMarker := lake.ParseMarkerKey(key, sourceID); isMarker {
		c = store.Condition{}
	}
	return s.Store.Put(ctx, key, body, c)
}

// overLatest writes an object over what is there just before.
type overLatest struct {
	store.Store
	key string
}

func (s overLatest) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if key == s.key {
		o, err := s.Head(ctx, key)
		switch {
		case errors.Is(err, store.ErrNotExist):
			c = store.Condition{Absent: true}
		case err != nil:
			return store.Object{}, err
		default:
			c = store.Condition{ETag: o.ETag}
		}
	}
	return s.Store.Put(ctx, key, body, c)
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
	if key == lake.QuarantineMarkerKey(sourceID) {
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
	if _, isOutput := lake.ParseMarkerKey(key, sourceID); isOutput || key == lake.QuarantineMarkerKey(sourceID) {
		s.markers = append(s.markers, key)
		return store.Object{}, store.ErrPrecondition // it is there: so the output is looked at
	}
	if key == lake.DoneKey(sourceID) {
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

func (s listsEarlySource) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	s.lake.found = nil
	for o, err := range s.lake.Store.List(ctx, lake.SourcePrefix(sourceID)) {
		if err != nil {
			return nil, store.Object{}, err
		}
		s.lake.found = append(s.lake.found, o)
	}
	return s.Reader.Get(ctx, key, r, etag)
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
