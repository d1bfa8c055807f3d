package s3store_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

// listingOf is a store whose server lists these names, each of size bytes.
func listingOf(t *testing.T, at s3store.Location, size int, encoding string, names ...string) *s3store.Store {
	t.Helper()
	s := newStandIn(t)
	s.hook = func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		_, _ = fmt.Fprintf(w, "<ListBucketResult>%s<IsTruncated>false</IsTruncated>", encoding)
		for _, name := range names {
			_, _ = fmt.Fprintf(w, "<Contents><Key>%s</Key><Size>%d</Size><ETag>&quot;e&quot;</ETag><LastModified>2011-12-24T18:00:00.123Z</LastModified></Contents>", name, size)
		}
		_, _ = fmt.Fprint(w, "</ListBucketResult>")
	}
	return s3store.New(s.client, at)
}

func list(t *testing.T, s store.Reader) (keys []string, err error) {
	t.Helper()
	for o, err := range s.List(t.Context(), "") {
		if err != nil {
			return keys, err
		}
		keys = append(keys, o.Key)
	}
	return keys, nil
}

const urlEncoded = "<EncodingType>url</EncodingType>"

func TestListing(t *testing.T) {
	lake := s3store.Location{Bucket: "bucket", Prefix: "lake"}
	for _, test := range []struct {
		name     string
		at       s3store.Location
		size     int
		encoding string
		names    []string
		want     []string
		fails    string
	}{
		{"nothing", bucket, 1, urlEncoded, nil, nil, ""},
		{"encoded", bucket, 1, urlEncoded, []string{"a%0Ab", "a+b", "a%2525", "a%2Bb", "%C3%BC"}, []string{"a\nb", "a b", "a%25", "a+b", "ü"}, ""},
		{"not encoded", bucket, 1, "", []string{"a b", "a%2Bb", "a+b", "ü"}, []string{"a b", "a%2Bb", "a+b", "ü"}, ""},
		{"badly encoded", bucket, 1, urlEncoded, []string{"a%zz"}, nil, "%zz"},
		{"folders", lake, 0, "", []string{"lake/", "lake/a/", "lake/a/b"}, []string{"a/b"}, ""},
		{"folders with bytes", lake, 1, "", []string{"lake/a/"}, nil, "invalid key"},
		{"no valid key", lake, 1, "", []string{"lake/a", "lake/a//b", "lake/c"}, []string{"a"}, "invalid key"},
		{
			"any key",
			s3store.Location{Bucket: "bucket", AnyKey: true},
			1, "",
			[]string{"./a", "/a", "a//b", `a\b`, "a\u00e9"},
			[]string{"./a", "/a", "a//b", `a\b`, "a\u00e9"},
			"",
		},
		{"elsewhere", lake, 1, "", []string{"a"}, nil, "does not begin with"},
		{"not in order", bucket, 1, "", []string{"a", "c", "b"}, []string{"a", "c"}, "in order"},
		{"twice", bucket, 1, "", []string{"a", "a"}, []string{"a"}, "in order"},
	} {
		got, err := list(t, listingOf(t, test.at, test.size, test.encoding, test.names...))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if (err != nil) != (test.fails != "") || err != nil && !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.fails)
		}
	}
}

// TestListedTime: a listing tells no more of the time than a HEAD can, so that
// the two can be compared.
func TestListedTime(t *testing.T) {
	for o, err := range listingOf(t, bucket, 1, "", "k").List(t.Context(), "") {
		want := store.Object{Key: "k", ETag: `"e"`, Size: 1, Modified: time.Date(2011, 12, 24, 18, 0, 0, 0, time.UTC)}
		if diff := cmp.Diff(want, o); diff != "" || err != nil {
			t.Errorf("error %v (-want +got):\n%s", err, diff)
		}
	}
}

// TestPrefixes: stores of one bucket do not see each other.
func TestPrefixes(t *testing.T) {
	s := newStandIn(t)
	at := func(prefix string) *s3store.Store {
		return s3store.New(s.client, s3store.Location{Bucket: "bucket", Prefix: prefix})
	}
	for _, prefix := range []string{"", "lake", "lakes", "lake/ü +%2B"} {
		if _, err := at(prefix).Put(t.Context(), "k", strings.NewReader(prefix), store.Condition{Absent: true}); err != nil {
			t.Fatal(err)
		}
	}
	for prefix, want := range map[string][]string{
		"":             {"k", "lake/k", "lake/ü +%2B/k", "lakes/k"},
		"lake":         {"k", "ü +%2B/k"},
		"lakes":        {"k"},
		"lake/ü +%2B":  {"k"},
		"lake/another": nil,
	} {
		got, err := list(t, at(prefix))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("under %q: error %v (-want +got):\n%s", prefix, err, diff)
		}
	}
	_, err := at("lake").Head(t.Context(), strings.Repeat("l", store.MaxKey-4))
	wantOnly(t, "a key too long with its prefix", err, store.ErrInvalidKey)
	_, err = at("lake").Head(t.Context(), strings.Repeat("l", store.MaxKey-5))
	wantOnly(t, "a key as long as can be", err, store.ErrNotExist)
}
