package storetest

import (
	"errors"
	"io"
	"math"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

func ranges(t *testing.T, s tester) {
	s.put("digits", "0123456789")
	s.put("empty", "")
	for _, test := range []struct {
		key            string
		offset, length int64
		want           string
	}{
		{"digits", 0, 0, "0123456789"},
		{"digits", 0, 1, "0"},
		{"digits", 0, 10, "0123456789"},
		{"digits", 0, 11, "0123456789"},
		{"digits", 3, 0, "3456789"},
		{"digits", 3, 4, "3456"},
		{"digits", 9, 0, "9"},
		{"digits", 9, 5, "9"},
		{"digits", 9, math.MaxInt64, "9"},
		{"digits", 10, 0, ""},
		{"digits", 10, 1, ""},
		{"digits", 11, 0, ""},
		{"digits", math.MaxInt64, 1, ""},
		{"digits", -1, 0, "9"},
		{"digits", -3, 0, "789"},
		{"digits", -3, 2, "78"},
		{"digits", -3, 5, "789"},
		{"digits", -10, 0, "0123456789"},
		{"digits", -11, 0, "0123456789"},
		{"digits", -11, 2, "01"},
		{"digits", math.MinInt64, 0, "0123456789"},
		{"digits", 3, -1, ""},
		{"empty", 0, 0, ""},
		{"empty", 0, 5, ""},
		{"empty", 5, 0, ""},
		{"empty", -5, 0, ""},
	} {
		r := store.Range{Offset: test.offset, Length: test.length}
		got, o := s.get(test.key, r)
		if got != test.want {
			t.Errorf("%s %+v: %q, want %q", test.key, r, got, test.want)
		}
		same(t, "Get of a range against Head", o, s.head(test.key))
	}

	body, _, err := s.Get(t.Context(), "digits", store.Range{Offset: 10}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	if n, err := body.Read(make([]byte, 8)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("first Read past the end: %d, %v", n, err)
	}
}

func wantedETag(t *testing.T, s tester) {
	first := s.put("k", "one")
	for range 2 {
		b, o, err := read(t.Context(), s, "k", store.Range{Offset: 1}, first.ETag)
		if string(b) != "ne" || err != nil {
			t.Errorf("Get with the right ETag: %q, error %v", b, err)
		}
		same(t, "Get with an ETag against Put", o, first)
	}
	second := s.put("k", "two")
	_, _, err := s.Get(t.Context(), "k", store.Range{}, first.ETag)
	is(t, "Get with an ETag of the past", err, store.ErrPrecondition)
	_, _, err = s.Get(t.Context(), "k", store.Range{Offset: 100}, first.ETag)
	is(t, "Get past the end with an ETag of the past", err, store.ErrPrecondition)
	b, _, err := read(t.Context(), s, "k", store.Range{}, second.ETag)
	if string(b) != "two" || err != nil {
		t.Errorf("Get with the new ETag: %q, error %v", b, err)
	}
}
