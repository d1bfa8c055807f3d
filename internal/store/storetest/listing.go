package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
)

func (s tester) fill(keys []string) {
	s.t.Helper()
	for _, key := range keys {
		s.put(key, key)
	}
}

func (s tester) lists(prefix string, want ...string) {
	s.t.Helper()
	var got []string
	for _, o := range s.list(prefix) {
		got = append(got, o.Key)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Errorf("List(%q) (-want +got):\n%s", prefix, diff)
	}
}

func listingOrder(_ *testing.T, s tester) {
	// "-" and "." sort before "/", "0" after it.
	keys := []string{
		"a-b", "a-b-c/x", "a.b", "a/b", "a/b-c", "a/c.d/x", "a/c/x", "a/c0", "a0", "aa/b",
		"b c", "b%20c", "b+c", "b=c/x", "dt=2011-12-24/x", "dt=2011-12-24/y", "dt=2011-12-24.x",
		"z", "z-", "é", "é-/x", "日本/語", "😀", "!", "~",
	}
	for i := 0; i < len(keys); i += 2 {
		s.put(keys[i], keys[i])
	}
	for i := 1; i < len(keys); i += 2 {
		s.put(keys[i], keys[i])
	}
	slices.Sort(keys)
	s.lists("", keys...)
}

func listingPrefixes(t *testing.T, s tester) {
	nov, dec1, dec2 := "activity/v1/dt=2011-11-30/a.parquet", "activity/v1/dt=2011-12-01/a.parquet", "activity/v1/dt=2011-12-24/b.parquet"
	activity := []string{nov, dec1, dec2}
	index := []string{"index/v1/s/2011-12-24", "index/v1/s/done", "index/v1/t/done"}
	s.fill(slices.Concat(activity, index, []string{"indexes", "top"}))

	s.lists("", slices.Concat(activity, index, []string{"indexes", "top"})...)
	s.lists("a", activity...)
	s.lists("activity", activity...)
	s.lists("activity/", activity...)
	s.lists("activity/v1/dt=2011-12", dec1, dec2)
	s.lists("activity/v1/dt=2011-12-24", dec2)
	s.lists("activity/v1/dt=2011-12-24/", dec2)
	s.lists(dec2, dec2)
	s.lists("index/v1/s/", index[:2]...)
	s.lists("index/v1/s/d", index[1])
	s.lists("index", append(index, "indexes")...)
	s.lists("top", "top")
	for _, nothing := range []string{"x", "x/y", "top/", "topp", dec2 + "/", dec2 + "x", "activity/v2/", "A", "index/v1/s/done/x"} {
		s.lists(nothing)
	}
	for _, noKey := range []string{"/", "//", ".", "./", "../", "activity/../", "activity//", "activity/./v1", "/activity", "a\x00", "\xff", strings.Repeat("x", 2000)} {
		// An error would do as well: what must not be is a result.
		for o, err := range s.List(t.Context(), noKey) {
			if err == nil {
				t.Errorf("List(%q) yields %q", noKey, o.Key)
			}
		}
	}
}

// listingStops breaks out of a listing, and lists while objects come and go.
func listingStops(t *testing.T, s tester) {
	var keys []string
	for i := range 30 {
		keys = append(keys, fmt.Sprintf("k/%02d/x", i))
	}
	s.fill(keys)
	for o, err := range s.List(t.Context(), "") {
		if err != nil || o.Key != keys[0] {
			t.Errorf("first of the listing: %+v, %v", o, err)
		}
		break
	}

	var got []string
	for o, err := range s.List(t.Context(), "k/") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, o.Key)
		is(t, "Delete", s.Delete(t.Context(), o.Key), nil)
		if len(got) == 1 {
			is(t, "Delete", s.Delete(t.Context(), keys[10]), nil)
		}
	}
	without := slices.Delete(slices.Clone(keys), 10, 11)
	got = slices.DeleteFunc(got, func(key string) bool { return key == keys[10] })
	if diff := cmp.Diff(without, got); diff != "" {
		t.Errorf("List while deleting (-want +got):\n%s", diff)
	}
	s.lists("")
}

var _ store.Store = tester{}
