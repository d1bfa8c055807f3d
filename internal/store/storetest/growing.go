package storetest

import (
	"io"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

// Growing checks a Reader of files that others write to: write makes the file that holds
// the object have this text, without making another file of it.
func Growing(t *testing.T, r store.Reader, key string, write func(t *testing.T, text string)) {
	write(t, "one\n")
	body, opened, err := r.Get(t.Context(), key, store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	if opened.File == "" || opened.Size != 4 {
		t.Errorf("Get describes %+v", opened)
	}
	at, ok := body.(io.ReaderAt)
	if !ok {
		t.Fatalf("a body of %T cannot be read at any place", body)
	}
	write(t, "one\ntwo\n")
	grown, err := r.Head(t.Context(), key)
	if err != nil || grown.File != opened.File || grown.Size != 8 || grown.ETag == opened.ETag {
		t.Errorf("Head after it has grown: %+v, before it was %+v, error %v", grown, opened, err)
	}
	p := make([]byte, 3)
	if _, err := at.ReadAt(p, 0); err != nil || string(p) != "one" {
		t.Errorf("read %q at the start, error %v", p, err)
	}
	if b, err := io.ReadAll(body); err != nil || string(b) != "one\n" {
		t.Errorf("read %q of what was opened before it grew, error %v", b, err)
	}
	write(t, "another\n")
	rewritten, err := r.Head(t.Context(), key)
	if err != nil || rewritten.File != opened.File || rewritten.ETag == grown.ETag {
		t.Errorf("Head after it was rewritten in the same size: %+v, before it was %+v, error %v", rewritten, grown, err)
	}
}
