package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

// conditions puts under every condition in every state of the key.
func conditions(t *testing.T, s tester) {
	stale := s.put("stale", "one").ETag
	s.put("stale", "two")

	states := []struct {
		name string
		make func(key string) (etag string)
	}{
		{"never written", func(string) string { return "some-etag" }},
		{"there", func(key string) string { return s.put(key, "old").ETag }},
		{"deleted", func(key string) string {
			etag := s.put(key, "old").ETag
			is(t, "Delete", s.Delete(t.Context(), key), nil)
			return etag
		}},
	}
	for _, test := range []struct {
		state int
		name  string
		c     func(etag string) store.Condition
		want  error
	}{
		{0, "always", func(string) store.Condition { return always }, nil},
		{0, "absent", func(string) store.Condition { return store.Condition{Absent: true} }, nil},
		{0, "any etag", func(string) store.Condition { return store.Condition{ETag: stale} }, store.ErrNotExist},
		{1, "always", func(string) store.Condition { return always }, nil},
		{1, "absent", func(string) store.Condition { return store.Condition{Absent: true} }, store.ErrPrecondition},
		{1, "its etag", func(etag string) store.Condition { return store.Condition{ETag: etag} }, nil},
		{1, "other etag", func(string) store.Condition { return store.Condition{ETag: stale} }, store.ErrPrecondition},
		{2, "always", func(string) store.Condition { return always }, nil},
		{2, "absent", func(string) store.Condition { return store.Condition{Absent: true} }, nil},
		{2, "its etag", func(etag string) store.Condition { return store.Condition{ETag: etag} }, store.ErrNotExist},
	} {
		state := states[test.state]
		t.Run(state.name+"/"+test.name, func(t *testing.T) {
			s := tester{t, s.Store}
			key := strings.ReplaceAll("c/"+state.name+"/"+test.name, " ", "-")
			c := test.c(state.make(key))
			put, err := s.putIf(key, "new", c)
			is(t, "Put", err, test.want)
			switch {
			case test.want == nil:
				s.has(key, "new")
				same(t, "Put against Head", put, s.head(key))
			case state.name == "there":
				s.has(key, "old")
			default:
				s.hasNot(key)
			}
		})
	}
}

func etags(t *testing.T, s tester) {
	seen := make(map[string]string)
	etag := s.put("k", "body 0").ETag
	// Equal sizes, as fast as it goes: neither size nor a coarse clock will do.
	for i := range 50 {
		body := fmt.Sprintf("body %d", i%10)
		o, err := s.putIf("k", body, store.Condition{ETag: etag})
		if err != nil {
			t.Fatal(err)
		}
		if was, ok := seen[o.ETag]; ok && was != body {
			t.Fatalf("%q and %q have the same ETag %s", was, body, o.ETag)
		}
		seen[o.ETag] = body
		etag = o.ETag
		same(t, "Put against Head", o, s.head("k"))
	}
}
