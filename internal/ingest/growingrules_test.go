package ingest

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// growingRules are those for files that others write to.
var growingRules = []rule{
	{name: "a file that was rewritten is seen by its start", needed: "another start", repeats: true, wrap: remembering(remembers{head: true})},
	{name: "it is seen by its end", needed: "another end", repeats: true, wrap: remembering(remembers{tail: true})},
	{name: "it is seen by its identity", needed: "another file", repeats: true, wrap: remembering(remembers{file: true})},
	{name: "it is seen by its times if the size is the same", needed: "another middle", repeats: true, wrap: remembering(remembers{larger: true})},
	{name: "a longer state's rows are not replaced", needed: "grow in place", repeats: true, wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, anonymous{shared, lake.ActivityPrefix}
	}},
	{name: "a longer state's done is not replaced", needed: "grow in place", repeats: true, wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, anonymous{shared, lake.DoneKey(sourceID)}
	}},
	{name: "a longer state's quarantine record is not replaced", needed: "grow unreadable", repeats: true, wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return source, anonymous{shared, lake.QuarantinePrefix}
	}},
	{name: "only the very state goes into quarantine", needed: "grow readable", repeats: true, wrap: func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		return &forgivesGrowth{Reader: source}, shared
	}},
}

func remembering(what remembers) func(store.Reader, store.Store) (store.Reader, store.Store) {
	return func(source store.Reader, shared store.Store) (store.Reader, store.Store) {
		s := what
		s.Reader = source
		return &s, shared
	}
}

// remembers has a part of a file as it was when it was opened, whenever it is looked at
// again.
type remembers struct {
	store.Reader
	head, tail bool // its first and its last bytes
	file       bool // which file it is
	larger     bool // it is larger than it was, if its size is the same

	opened bool
	object store.Object
	bytes  []byte
}

func (s *remembers) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	body, o, err := s.Reader.Get(ctx, key, r, etag)
	if err != nil {
		return nil, o, err
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return nil, o, err
	}
	if !s.opened {
		s.opened, s.object, s.bytes = true, o, bytes.Clone(b)
	}
	b = bytes.Clone(b)
	if s.head {
		copy(b[:min(span, len(b))], s.bytes)
	}
	if from := max(0, len(s.bytes)-span); s.tail && len(b) >= len(s.bytes) {
		copy(b[from:], s.bytes[from:])
	}
	if s.file {
		o.File = s.object.File
	}
	if s.larger && o.Size == s.object.Size && o.ETag != s.object.ETag {
		o.Size++
	}
	return inMemoryBody{bytes.NewReader(b)}, o, nil
}

type inMemoryBody struct{ *bytes.Reader }

func (inMemoryBody) Close() error { return nil }

// anonymous does not say, in objects under a prefix, which file they were made from.
type anonymous struct {
	store.Store
	prefix string
}

func (s anonymous) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if strings.HasPrefix(key, s.prefix) {
		if _, err := body.Seek(0, io.SeekStart); err != nil {
			return store.Object{}, err
		}
		b, err := io.ReadAll(body)
		if err != nil {
			return store.Object{}, err
		}
		body = bytes.NewReader(bytes.ReplaceAll(b, []byte(`"file":"file-1"`), []byte(`"file":"nobody"`)))
	}
	return s.Store.Put(ctx, key, body, c)
}

// forgivesGrowth finds a file as it was when it was opened, if it has only grown.
type forgivesGrowth struct {
	store.Reader
	opened store.Object
	bytes  []byte
}

func (s *forgivesGrowth) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	body, o, err := s.Reader.Get(ctx, key, r, etag)
	if err != nil || s.bytes != nil {
		return body, o, err
	}
	s.opened = o
	s.bytes, err = io.ReadAll(body)
	return inMemoryBody{bytes.NewReader(s.bytes)}, o, err
}

func (s *forgivesGrowth) Head(ctx context.Context, key string) (store.Object, error) {
	body, o, err := s.Reader.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return store.Object{}, err
	}
	b, err := io.ReadAll(body)
	if err == nil && bytes.HasPrefix(b, s.bytes) {
		o = s.opened
	}
	return o, err
}
