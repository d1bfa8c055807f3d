package s3store_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

// answering is a store whose server gives this answer to every GET: headers
// (names and values) and a body.
func answering(t *testing.T, status int, body string, headers ...string) *s3store.Store {
	t.Helper()
	s := newStandIn(t)
	s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method != http.MethodGet {
			next(w, r)
			return
		}
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		_ = http.NewResponseController(w).Flush() // before the server counts for itself
	}
	return s3store.New(s.client, bucket)
}

// TestBadAnswers: what is not the bytes that were asked for is an error, at Get
// or before the body's end.
func TestBadAnswers(t *testing.T) {
	three := store.Range{Offset: 3, Length: 4}
	for _, test := range []struct {
		name    string
		r       store.Range
		status  int
		body    string
		headers []string
		want    error
	}{
		{"ends early", store.Range{}, 200, "01234", []string{"Content-Length", "10"}, io.ErrUnexpectedEOF},
		{"ends early in a range", three, 206, "345", []string{"Content-Length", "4", "Content-Range", "bytes 3-6/10"}, io.ErrUnexpectedEOF},
		{"another range", three, 206, "4567", []string{"Content-Length", "4", "Content-Range", "bytes 4-7/10"}, nil},
		{"less than the range", three, 206, "345", []string{"Content-Length", "3", "Content-Range", "bytes 3-5/10"}, nil},
		{"no range", three, 200, "0123456789", []string{"Content-Length", "10"}, nil},
		{"range without size", three, 206, "3456", []string{"Content-Length", "4", "Content-Range", "bytes 3-6/*"}, nil},
		{"range of other length", three, 206, "3456", []string{"Content-Length", "4", "Content-Range", "bytes 3-7/10"}, nil},
		{"without a length", store.Range{}, 200, "0123456789", nil, nil},
		{"other bytes than its checksum", store.Range{}, 200, "0123456789", []string{"Content-Length", "10", "X-Amz-Checksum-Crc32", checksum([]byte("0123456780"))}, nil},
	} {
		body, _, err := answering(t, test.status, test.body, test.headers...).Get(t.Context(), "k", test.r, "")
		if err == nil {
			_, err = io.ReadAll(body)
			_ = body.Close()
		}
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
}

// TestGrown: an object too short for the range is long enough when it is looked
// at again.
func TestGrown(t *testing.T) {
	s := newStandIn(t)
	put := func(body string) {
		if _, err := s.Put(t.Context(), "k", strings.NewReader(body), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	put("short")
	s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodHead {
			put("now longer")
		}
		next(w, r)
	}
	body, o, err := s3store.New(s.client, bucket).Get(t.Context(), "k", store.Range{Offset: 6}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if got, err := io.ReadAll(body); string(got) != "nger" || err != nil || o.Size != 10 {
		t.Errorf("%q of %+v, error %v", got, o, err)
	}
}

// TestVersions: an id that does not tell versions apart is none.
func TestVersions(t *testing.T) {
	for id, want := range map[string]string{"": "", "null": "", "3HL4kqtJvjVBH40Nrjfkd": "3HL4kqtJvjVBH40Nrjfkd"} {
		s := newStandIn(t)
		s.version = id
		b := s3store.New(s.client, bucket)
		put, err := b.Put(t.Context(), "k", strings.NewReader("x"), store.Condition{})
		head, headErr := b.Head(t.Context(), "k")
		body, get, getErr := b.Get(t.Context(), "k", store.Range{}, "")
		if err = errors.Join(err, headErr, getErr); err != nil {
			t.Fatal(err)
		}
		_ = body.Close()
		if got, all := fmt.Sprint(put.Version, head.Version, get.Version), strings.Repeat(want, 3); got != all {
			t.Errorf("the version %q became %q", id, got)
		}
		if !put.Modified.IsZero() || !head.Modified.Equal(get.Modified) || head.Modified.IsZero() {
			t.Errorf("modified at %v, %v, %v", put.Modified, head.Modified, get.Modified)
		}
	}
}
