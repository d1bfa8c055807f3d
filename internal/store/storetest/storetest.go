// Package storetest is the conformance suite of package store: what every store
// must do, so that code tested over one of them works over all. It asks for
// nothing that S3 lacks or leaves open (ETags of equal bytes, exact times), nor
// for what a folder cannot hold ("a" beside "a/b"). Package faulty, below it,
// makes stores fail.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
)

// Run runs the suite as subtests of t. Each of them calls open for a store that
// must be empty, and that open cleans up by itself (t.Cleanup). Subtests named in
// without are skipped: for a server that is known to fall short there.
func Run(t *testing.T, open func(t *testing.T) store.Store, without ...string) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, tester)
	}{
		{"lifecycle", lifecycle},
		{"missing object", missingObject},
		{"delete", deleteObject},
		{"body from its start", bodyFromStart},
		{"large body", largeBody},
		{"broken body", brokenBody},
		{"replaced while read", replacedWhileRead},
		{"ranges", ranges},
		{"wanted etag", wantedETag},
		{"conditions", conditions},
		{"etags", etags},
		{"race for absent", raceForAbsent},
		{"race for etag", raceForETag},
		{"no torn reads", noTornReads},
		{"listing order", listingOrder},
		{"listing prefixes", listingPrefixes},
		{"listing stops", listingStops},
		{"valid keys", validKeys},
		{"accents", accents},
		{"invalid keys", invalidKeys},
		{"cancelled", cancelled},
		{"cancelled body", cancelledBody},
	} {
		t.Run(test.name, func(t *testing.T) {
			if slices.Contains(without, test.name) {
				t.Skip("left out")
			}
			test.run(t, tester{t, open(t)})
		})
	}
}

var always store.Condition

// tester is a store whose errors end the test.
type tester struct {
	t *testing.T
	store.Store
}

func (s tester) put(key, body string) store.Object {
	s.t.Helper()
	o, err := s.Put(s.t.Context(), key, bytes.NewReader([]byte(body)), always)
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func (s tester) putIf(key, body string, c store.Condition) (store.Object, error) {
	return s.Put(s.t.Context(), key, bytes.NewReader([]byte(body)), c)
}

func (s tester) head(key string) store.Object {
	s.t.Helper()
	o, err := s.Head(s.t.Context(), key)
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func (s tester) get(key string, r store.Range) (string, store.Object) {
	s.t.Helper()
	b, o, err := read(s.t.Context(), s, key, r, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b), o
}

func read(ctx context.Context, s store.Reader, key string, r store.Range, etag string) ([]byte, store.Object, error) {
	body, o, err := s.Get(ctx, key, r, etag)
	if err != nil {
		return nil, store.Object{}, err
	}
	b, err := io.ReadAll(body)
	return b, o, errors.Join(err, body.Close())
}

func (s tester) list(prefix string) []store.Object {
	s.t.Helper()
	var objects []store.Object
	for o, err := range s.List(s.t.Context(), prefix) {
		if err != nil {
			s.t.Fatal(err)
		}
		objects = append(objects, o)
	}
	return objects
}

// has checks that the object has these bytes, by every way of asking.
func (s tester) has(key, want string) {
	s.t.Helper()
	got, o := s.get(key, store.Range{})
	if got != want {
		s.t.Errorf("%q holds %s, want %s", key, brief(got), brief(want))
	}
	same(s.t, "Get against Head", o, s.head(key))
	if o.Key != key || o.Size != int64(len(want)) || o.ETag == "" || o.Modified.IsZero() {
		s.t.Errorf("Get(%q) describes %+v", key, o)
	}
	for _, listed := range s.list(key) {
		if listed.Key == key {
			same(s.t, "List against Head", listed, s.head(key))
			return
		}
	}
	s.t.Errorf("%q is not listed", key)
}

// hasNot checks that there is no object, by every way of asking.
func (s tester) hasNot(key string) {
	s.t.Helper()
	_, err := s.Head(s.t.Context(), key)
	is(s.t, "Head", err, store.ErrNotExist)
	_, _, err = read(s.t.Context(), s, key, store.Range{}, "")
	is(s.t, "Get", err, store.ErrNotExist)
	for _, listed := range s.list(key) {
		if listed.Key == key {
			s.t.Errorf("%q is listed", key)
		}
	}
}

// same compares what all ways of asking must tell alike. S3 tells the version
// and the exact time by some of them only.
func same(t *testing.T, what string, got, want store.Object) {
	t.Helper()
	exact := func(o store.Object) store.Object {
		return store.Object{Key: o.Key, ETag: o.ETag, Size: o.Size}
	}
	if diff := cmp.Diff(exact(want), exact(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// is checks an error; a want of nil wants none.
func is(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func brief(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
