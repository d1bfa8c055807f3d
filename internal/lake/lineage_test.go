package lake

import (
	"bytes"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestLineage: a file has grown if it is the same one, is larger, and has the pieces of
// it that were hashed.
func TestLineage(t *testing.T) {
	const span = 4
	open := func(file, text string) (store.Object, *bytes.Reader) {
		return store.Object{File: file, Size: int64(len(text))}, bytes.NewReader([]byte(text))
	}
	for _, c := range []struct {
		name, before, file, now string
		grown                   bool
	}{
		{"grown", "0123456789", "f", "0123456789abc", true},
		{"grown from little", "01", "f", "0123456789abc", true},
		{"grown from nothing", "", "f", "0123456789abc", true},
		{"the same size", "0123456789", "f", "0123456789", false},
		{"shrunk", "0123456789", "f", "01234567", false},
		{"another start", "0123456789", "f", "012x456789abc", false},
		{"another end", "0123456789", "f", "012345x789abc", false},
		{"another middle, which nobody sees", "0123456789", "f", "0123x56789abc", true},
		{"another file", "0123456789", "g", "0123456789abc", false},
	} {
		o, body := open("f", c.before)
		l, err := LineageOf(o, body, span)
		if err != nil {
			t.Fatal(err)
		}
		now, body := open(c.file, c.now)
		if grown, err := l.Grown(now, body); grown != c.grown || err != nil {
			t.Errorf("%s: %v, %v, want %v", c.name, grown, err, c.grown)
		}
	}
	o, body := open("", "0123")
	l, err := LineageOf(o, body, span)
	if err != nil || l != (Lineage{}) {
		t.Errorf("an object that is no file has the lineage %+v, %v", l, err)
	}
	if grown, err := l.Grown(o, body); grown || err != nil {
		t.Errorf("an object that is no file has grown: %v, %v", grown, err)
	}
	for _, l := range []Lineage{
		{File: "f", Size: 1, Head: Piece{Bytes: -1}, Tail: Piece{Bytes: 1}},
		{File: "f", Size: 1, Head: Piece{Bytes: 1}, Tail: Piece{Bytes: 1 << 62}},
	} {
		o, body := open("f", "0123")
		if grown, err := l.Grown(o, body); grown || err != nil {
			t.Errorf("%+v is taken for a lineage: %v, %v", l, grown, err)
		}
	}
}

func TestMarkVersion(t *testing.T) {
	mark := func(text string) string {
		s := memstore.New()
		if text != "" {
			put(t, s, versionKey, []byte(text))
		}
		if err := MarkVersion(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		body, _, err := s.Get(t.Context(), versionKey, store.Range{}, "")
		if err == nil {
			_, err = b.ReadFrom(body)
		}
		if err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	ours := mark("")
	if got := mark(`{"schema":0}`); got != ours {
		t.Errorf("a lake of a lower schema is marked %q, want %q", got, ours)
	}
	kept := strings.TrimSpace(ours)
	if got := mark(kept); got != kept {
		t.Errorf("a lake of our schema is marked anew: %q", got)
	}
}
