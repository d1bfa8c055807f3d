package s3store_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

var bucket = s3store.Location{Bucket: "bucket"}

// calls are all methods, by their names.
func calls(ctx context.Context, s *s3store.Store) map[string]func() error {
	return map[string]func() error{
		"Head":   func() error { _, err := s.Head(ctx, "k"); return err },
		"Get":    func() error { _, _, err := s.Get(ctx, "k", store.Range{}, ""); return err },
		"Put":    func() error { _, err := s.Put(ctx, "k", strings.NewReader("x"), store.Condition{}); return err },
		"Delete": func() error { return s.Delete(ctx, "k") },
		"List": func() error {
			for _, err := range s.List(ctx, "") {
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// sentinels are all errors that mean something.
var sentinels = []error{
	store.ErrNotExist, store.ErrPrecondition, store.ErrConflict, store.ErrInvalidKey, store.ErrArchived, s3store.ErrNoBucket, context.Canceled,
}

// wantOnly checks that an error is this one of the sentinels and no other; with
// nil, that it is an error and none of them.
func wantOnly(t *testing.T, what string, err, want error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
	}
	for _, sentinel := range sentinels {
		if is := errors.Is(err, sentinel); is != errors.Is(want, sentinel) {
			t.Errorf("%s: error %q is %q: %v", what, err, sentinel, is)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		method string
		status int
		code   string
		want   error
	}{
		{"Get", 404, "NoSuchKey", store.ErrNotExist},
		{"Get", 412, "PreconditionFailed", store.ErrPrecondition},
		{"Get", 403, "AccessDenied", nil},
		{"Get", 403, "InvalidObjectState", store.ErrArchived},
		{"Get", 404, "NoSuchVersion", nil},
		{"Get", 301, "PermanentRedirect", nil}, // in another region
		{"Head", 404, "", store.ErrNotExist},
		{"Head", 403, "", nil},
		{"Head", 412, "", store.ErrPrecondition},
		{"Head", 400, "", nil},
		{"Put", 404, "NoSuchKey", store.ErrNotExist},
		{"Put", 409, "ConditionalRequestConflict", store.ErrConflict},
		{"Put", 409, "OperationAborted", store.ErrConflict},
		{"Put", 409, "ObjectParentIsFile", nil}, // of a server that keeps files
		{"Put", 412, "PreconditionFailed", store.ErrPrecondition},
		{"Put", 400, "KeyTooLongError", store.ErrInvalidKey},
		{"Put", 400, "BadDigest", nil},
		{"Put", 501, "NotImplemented", nil},
		{"Delete", 403, "AccessDenied", nil},
		{"List", 403, "AccessDenied", nil},
		{"List", 500, "InternalError", nil},
	} {
		s := newStandIn(t)
		s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
			if strings.HasSuffix(r.URL.Path, "/k") || test.method == "List" {
				refuse(w, test.status, test.code)
				return
			}
			next(w, r)
		}
		err := calls(t.Context(), s3store.New(s.client, bucket))[test.method]()
		wantOnly(t, test.method+" "+test.code, err, test.want)
		if test.want == nil && test.code != "" && !strings.Contains(err.Error(), test.code) {
			t.Errorf("%s: error %q does not tell of %s", test.method, err, test.code)
		}
	}
}

func TestNoBucket(t *testing.T) {
	client := newStandIn(t).client
	for name, call := range calls(t.Context(), s3store.New(client, s3store.Location{Bucket: "buckett"})) {
		wantOnly(t, name, call(), s3store.ErrNoBucket)
	}
}

// TestBucketAskedOnce: whether the bucket is there is asked where it is in
// doubt, and once.
func TestBucketAskedOnce(t *testing.T) {
	s := newStandIn(t)
	b := s3store.New(s.client, bucket)
	for range 3 {
		_, err := b.Head(t.Context(), "k")
		wantOnly(t, "Head", err, store.ErrNotExist)
	}
	if n := s.asked("HEAD"); n != 4 {
		t.Errorf("%d requests for three objects that are not there", n)
	}
}

// TestMayNotList: without s3:ListBucket nothing is said to be absent.
func TestMayNotList(t *testing.T) {
	s := newStandIn(t)
	s.hook = func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) { refuse(w, 403, "AccessDenied") }
	_, err := s3store.New(s.client, bucket).Head(t.Context(), "k")
	if wantOnly(t, "Head", err, nil); !strings.Contains(err.Error(), "s3:ListBucket") {
		t.Errorf("error %q does not say what to do", err)
	}
}

// TestCancelledWait cancels calls that the server keeps waiting.
func TestCancelledWait(t *testing.T) {
	for _, name := range []string{"Head", "Get", "Put", "Delete", "List"} {
		s := newStandIn(t)
		ctx, cancel := context.WithCancel(t.Context())
		s.hook = func(_ http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
			_, _ = io.Copy(io.Discard, r.Body) // before its end the server does not notice that the client is gone
			cancel()
			<-r.Context().Done()
		}
		wantOnly(t, name, calls(ctx, s3store.New(s.client, bucket))[name](), context.Canceled)
	}
}

// TestOwner: every request names the account that must own the bucket.
func TestOwner(t *testing.T) {
	s := newStandIn(t)
	s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if got := r.Header.Get("X-Amz-Expected-Bucket-Owner"); got != "123456789012" {
			t.Errorf("%s %s names the owner %q", r.Method, r.URL, got)
		}
		next(w, r)
	}
	b := s3store.New(s.client, s3store.Location{Bucket: "bucket", Owner: "123456789012"}).WithPart(10)
	for _, call := range calls(t.Context(), b) {
		_ = call()
	}
	if _, err := b.Put(t.Context(), "large", strings.NewReader("more than ten bytes"), store.Condition{}); err != nil {
		t.Error(err)
	}
}
