package s3store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

// inParts is a store over the stand-in whose requests carry ten bytes.
func inParts(s *standIn) *s3store.Store { return s3store.New(s.client, bucket).WithPart(10) }

func TestParts(t *testing.T) {
	for size, parts := range map[int]int{0: 0, 9: 0, 10: 0, 11: 2, 20: 2, 21: 3, 1005: 101} {
		s := newStandIn(t)
		random := rand.NewChaCha8([32]byte{byte(size)})
		want := make([]byte, size)
		_, _ = random.Read(want) // never fails
		o, err := inParts(s).Put(t.Context(), "k", bytes.NewReader(want), store.Condition{Absent: true})
		if err != nil || o.Size != int64(size) {
			t.Fatalf("%d bytes: %+v, %v", size, o, err)
		}
		body, _, err := s.Get(t.Context(), "k", store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(body)
		if n := s.asked("PUT"); !bytes.Equal(got, want) || n != max(1, parts) {
			t.Errorf("%d bytes came as %d, equal %v, in %d requests", size, len(got), bytes.Equal(got, want), n)
		}
	}
}

// TestPartLength: S3 takes 10,000 parts of up to 5 GiB.
func TestPartLength(t *testing.T) {
	for size, want := range map[int64]int64{1: 10, 100_000: 10, 100_001: 11, 5 << 40: 549_755_814} {
		if got := inParts(newStandIn(t)).PartLength(size); got != want {
			t.Errorf("%d bytes are sent by %d, want %d", size, got, want)
		}
	}
}

// TestPartsTakenBack: whatever fails, no parts are left.
func TestPartsTakenBack(t *testing.T) {
	large := strings.Repeat("x", 35)
	failing := func(method, query, code string, status int) func(http.ResponseWriter, *http.Request, http.HandlerFunc) {
		return func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
			if r.Method == method && strings.Contains(r.URL.RawQuery, query) {
				refuse(w, status, code)
				return
			}
			next(w, r)
		}
	}
	for _, test := range []struct {
		name string
		hook func(http.ResponseWriter, *http.Request, http.HandlerFunc)
		body io.ReadSeeker
		c    store.Condition
		want error
	}{
		{"a part", failing("PUT", "partNumber=3", "AccessDenied", 403), strings.NewReader(large), store.Condition{}, nil},
		{"the body", nil, &breaking{ReadSeeker: strings.NewReader(large)}, store.Condition{}, errBody},
		{"absent", nil, strings.NewReader(large), store.Condition{Absent: true}, store.ErrPrecondition},
		{"its etag", nil, strings.NewReader(large), store.Condition{ETag: `"other"`}, store.ErrPrecondition},
		{"a race", failing("POST", "uploadId", "ConditionalRequestConflict", 409), strings.NewReader(large), store.Condition{}, store.ErrConflict},
		// S3 says 200 before it knows, so that the connection stays.
		{"an error after 200", failing("POST", "uploadId", "InternalError", 200), strings.NewReader(large), store.Condition{Absent: true}, nil},
		{"an upload gone", failing("POST", "uploadId", "NoSuchUpload", 404), strings.NewReader(large), store.Condition{}, nil},
	} {
		s := newStandIn(t)
		if _, err := s.Put(t.Context(), "k", strings.NewReader("old"), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		s.hook = test.hook
		_, err := inParts(s).Put(t.Context(), "k", test.body, test.c)
		if errors.Is(test.want, errBody) {
			if !errors.Is(err, errBody) {
				t.Errorf("%s: error %v", test.name, err)
			}
		} else {
			wantOnly(t, test.name, err, test.want)
		}
		if len(s.uploads) > 0 || s.asked("DELETE") != 1 {
			t.Errorf("%s: %d uploads are left", test.name, len(s.uploads))
		}
		if o, err := s.Head(t.Context(), "k"); err != nil || o.Size != 3 {
			t.Errorf("%s: the object is %+v, %v", test.name, o, err)
		}
	}
}

var errBody = errors.New("body broke")

// breaking is a body that breaks in its third part, and counts how often.
type breaking struct {
	io.ReadSeeker
	broke int
}

func (b *breaking) Read(p []byte) (int, error) {
	if at, _ := b.Seek(0, io.SeekCurrent); at >= 25 {
		b.broke++
		return 0, errBody
	}
	return b.ReadSeeker.Read(p[:min(len(p), 5)])
}

func TestPartsCancelled(t *testing.T) {
	s := newStandIn(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.URL.Query().Get("partNumber") == "2" {
			cancel()
		}
		next(w, r)
	}
	_, err := inParts(s).Put(ctx, "k", strings.NewReader(strings.Repeat("x", 35)), store.Condition{})
	wantOnly(t, "Put", err, context.Canceled)
	if len(s.uploads) > 0 {
		t.Error("an upload is left")
	}
}

func TestPartsLeft(t *testing.T) {
	s := newStandIn(t)
	s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodDelete || r.URL.Query().Get("partNumber") == "2" {
			refuse(w, 403, "AccessDenied")
			return
		}
		next(w, r)
	}
	_, err := inParts(s).Put(t.Context(), "k", strings.NewReader(strings.Repeat("x", 35)), store.Condition{})
	if wantOnly(t, "Put", err, nil); !strings.Contains(err.Error(), "its parts are left") {
		t.Errorf("error %q does not tell of the parts", err)
	}
}

// TestWithoutChecksums: a client that is to send none sends none, for servers
// that know none.
func TestWithoutChecksums(t *testing.T) {
	s := newStandIn(t)
	s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		for name := range r.Header {
			if strings.HasPrefix(name, "X-Amz-Checksum-") || strings.HasPrefix(name, "X-Amz-Sdk-Checksum") || name == "X-Amz-Trailer" {
				t.Errorf("%s %s has %s", r.Method, r.URL, name)
			}
		}
		if r.Method == http.MethodPost {
			next(w, r)
			return
		}
		w.Header().Set("ETag", "x")
	}
	client := newClient(*s.client.Options().BaseEndpoint, func(o *s3.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	})
	b := s3store.New(client, bucket).WithPart(10)
	for _, body := range []string{"x", strings.Repeat("x", 35)} {
		_, _ = b.Put(t.Context(), "k", strings.NewReader(body), store.Condition{})
	}
	if s.asked("PUT") != 5 {
		t.Errorf("%d PUTs, want 5", s.asked("PUT"))
	}
}
