package storetest

import (
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

func lifecycle(t *testing.T, s tester) {
	if got := s.list(""); len(got) > 0 {
		t.Fatalf("the store is not empty at first: %v", got)
	}
	put := s.put("a/b", "one")
	s.has("a/b", "one")
	same(t, "Put against Head", put, s.head("a/b"))
	first := s.head("a/b")

	put = s.put("a/b", "second")
	s.has("a/b", "second")
	same(t, "Put against Head", put, s.head("a/b"))
	if s.head("a/b").Modified.Before(first.Modified) {
		t.Error("an object got older by being replaced")
	}

	s.put("a/b", "")
	s.has("a/b", "")
}

func missingObject(t *testing.T, s tester) {
	s.hasNot("a")
	s.hasNot("a/b")
	s.put("a/b/c", "x")
	s.hasNot("a")
	s.hasNot("a/b")
	s.hasNot("a/b/d")
	s.hasNot("a/b/c/d")
	_, _, err := s.Get(t.Context(), "x", store.Range{}, "some-etag")
	is(t, "Get with an ETag", err, store.ErrNotExist)
}

func deleteObject(t *testing.T, s tester) {
	is(t, "Delete in an empty store", s.Delete(t.Context(), "a/b/c"), nil)
	s.put("a/b/c", "x")
	s.put("a/d", "y")
	is(t, "Delete of a missing object", s.Delete(t.Context(), "a/b/x"), nil)
	is(t, "Delete of no object but a prefix", s.Delete(t.Context(), "a/b"), nil)
	is(t, "Delete below an object", s.Delete(t.Context(), "a/d/x"), nil)
	s.has("a/b/c", "x")
	s.has("a/d", "y")
	for range 2 {
		is(t, "Delete", s.Delete(t.Context(), "a/b/c"), nil)
		s.hasNot("a/b/c")
		s.has("a/d", "y")
	}
	s.put("a/b/c", "again")
	s.has("a/b/c", "again")

	is(t, "Delete", s.Delete(t.Context(), "a/b/c"), nil)
	is(t, "Delete", s.Delete(t.Context(), "a/d"), nil)
	if got := s.list(""); len(got) > 0 {
		t.Errorf("objects are left: %v", got)
	}
	s.put("a", "now an object")
	s.has("a", "now an object")
}

func bodyFromStart(t *testing.T, s tester) {
	body := strings.NewReader("0123456789")
	for _, at := range []int64{4, 10} {
		if _, err := body.Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Put(t.Context(), "k", body, always); err != nil {
			t.Fatal(err)
		}
		s.has("k", "0123456789")
	}
}

func largeBody(_ *testing.T, s tester) {
	b := make([]byte, 8<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(b) // never fails
	s.put("large", string(b))
	s.has("large", string(b))
}

func brokenBody(t *testing.T, s tester) {
	broken := func() io.ReadSeeker {
		return &interruptedBody{strings.NewReader(strings.Repeat("x", 100_000)), func() error {
			return errors.New("read error")
		}}
	}
	if _, err := s.Put(t.Context(), "new", broken(), always); err == nil {
		t.Error("Put of a body that cannot be read: no error")
	}
	s.hasNot("new")
	s.put("old", "old")
	if _, err := s.Put(t.Context(), "old", broken(), always); err == nil {
		t.Error("Put of a body that cannot be read: no error")
	}
	s.has("old", "old")
}

// interruptedBody calls a function in the middle and fails if that does.
type interruptedBody struct {
	io.ReadSeeker
	interrupt func() error
}

func (b *interruptedBody) Read(p []byte) (int, error) {
	if at, err := b.Seek(0, io.SeekCurrent); err != nil || at > 50_000 {
		if err := errors.Join(err, b.interrupt()); err != nil {
			return 0, err
		}
	}
	return b.ReadSeeker.Read(p[:min(len(p), 4096)])
}

// replacedWhileRead keeps an object open while it is replaced and deleted.
func replacedWhileRead(t *testing.T, s tester) {
	want := strings.Repeat("old", 1000)
	put := s.put("k", want)
	body, o, err := s.Get(t.Context(), "k", store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	same(t, "Get against Put", o, put)
	s.put("k", "new")
	s.has("k", "new")
	is(t, "Delete", s.Delete(t.Context(), "k"), nil)
	s.hasNot("k")
	got, err := io.ReadAll(body)
	if string(got) != want || err != nil {
		t.Errorf("body opened before the change: %s, error %v", brief(string(got)), err)
	}
}
