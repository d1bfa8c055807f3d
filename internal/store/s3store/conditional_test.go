package s3store_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/s3store"
)

// first does something in place of answering the first request with this method.
func first(method string, do http.HandlerFunc) func(http.ResponseWriter, *http.Request, http.HandlerFunc) {
	var did atomic.Bool
	return func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == method && did.CompareAndSwap(false, true) {
			do(w, r)
			return
		}
		next(w, r)
	}
}

// lose ends the connection in place of an answer.
func lose(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

var conditions = map[string]store.Condition{"always": {}, "absent": {Absent: true}, "etag": {ETag: `"change-1"`}}

// TestLostAnswer does the write and loses its answer. What comes of it may be
// anything but the claim that nothing was written.
func TestLostAnswer(t *testing.T) {
	for name, c := range conditions {
		for _, size := range []int{5, 25} {
			s := newStandIn(t)
			key := "k" + name
			if c.ETag != "" {
				if _, err := s.Put(t.Context(), key, strings.NewReader("old"), store.Condition{}); err != nil {
					t.Fatal(err)
				}
			}
			method := http.MethodPut
			if size > 10 { // the request that completes an upload in parts
				method = http.MethodPost
			}
			var sent atomic.Int64
			s.hook = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
				next(w, r)
				if r.Method != method || method == http.MethodPost && !r.URL.Query().Has("uploadId") {
					return
				}
				if sent.Add(1) == 1 {
					lose(w, r)
				}
			}
			b := s3store.New(s.client, bucket).WithPart(10)
			want := strings.Repeat("x", size)
			_, err := b.Put(t.Context(), key, strings.NewReader(want), c)
			n := sent.Load()
			for _, claim := range []error{store.ErrPrecondition, store.ErrNotExist, store.ErrInvalidKey} {
				if errors.Is(err, claim) {
					t.Errorf("%s, %d bytes: %v of a write that happened", name, size, err)
				}
			}
			if conditional := c != (store.Condition{}); conditional && (err == nil || n != 1) {
				t.Errorf("%s, %d bytes: error %v after %d requests, want one request and an error", name, size, err, n)
			}
			if method == http.MethodPut && name == "always" && (err != nil || n != 2) {
				t.Errorf("%s, %d bytes: error %v after %d requests, want it sent again", name, size, err, n)
			}
			if o, err := b.Head(t.Context(), key); err != nil || o.Size != int64(size) {
				t.Errorf("%s, %d bytes: Head tells %+v, %v", name, size, o, err)
			}
		}
	}
}

// TestRefusedWrites: which refusals are tried again, by the kind of write.
func TestRefusedWrites(t *testing.T) {
	for _, test := range []struct {
		status      int
		code        string
		always      bool // sent again without a condition
		conditional bool // and with one
	}{
		{503, "SlowDown", true, true},
		{400, "RequestTimeout", true, true},
		{503, "ServiceUnavailable", true, false},
		{500, "InternalError", true, false},
		{502, "BadGateway", true, false},
		{403, "AccessDenied", false, false},
		{409, "ConditionalRequestConflict", false, false},
	} {
		for name, again := range map[string]bool{"always": test.always, "absent": test.conditional} {
			s := newStandIn(t)
			s.hook = first(http.MethodPut, func(w http.ResponseWriter, _ *http.Request) { refuse(w, test.status, test.code) })
			b := s3store.New(s.client, bucket)
			_, err := b.Put(t.Context(), "k", strings.NewReader("x"), conditions[name])
			if n := s.asked("PUT"); (n == 2) != again || (err == nil) != again {
				t.Errorf("%s, %d %s: %d requests, error %v; sent again should be %v", name, test.status, test.code, n, err, again)
			}
		}
	}
}

// TestNotReached: a server that was never reached is tried again.
func TestNotReached(t *testing.T) {
	s := newStandIn(t)
	var dials atomic.Int32
	client := newClient(*s.client.Options().BaseEndpoint, func(o *s3.Options) {
		o.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
			tr.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				if dials.Add(1) == 1 {
					address = "127.0.0.1:0"
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			}
		})
	})
	_, err := s3store.New(client, bucket).
		Put(t.Context(), "k", strings.NewReader("x"), store.Condition{Absent: true})
	if err != nil || dials.Load() != 2 {
		t.Errorf("error %v after %d attempts to connect", err, dials.Load())
	}
}

// TestReadsTriedAgain: a lost answer to a read, a listing or a Delete does not show.
func TestReadsTriedAgain(t *testing.T) {
	ctx := t.Context()
	for name, do := range map[string]func(*s3store.Store) error{
		http.MethodHead: func(s *s3store.Store) error { _, err := s.Head(ctx, "k"); return err },
		http.MethodGet: func(s *s3store.Store) error {
			body, _, err := s.Get(ctx, "k", store.Range{}, "")
			if err == nil {
				err = body.Close()
			}
			return err
		},
		http.MethodDelete: func(s *s3store.Store) error { return s.Delete(ctx, "k") },
	} {
		s := newStandIn(t)
		if _, err := s.Put(ctx, "k", strings.NewReader("x"), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		s.hook = first(name, lose)
		if err := do(s3store.New(s.client, bucket)); err != nil || s.asked(name) != 2 {
			t.Errorf("%s: error %v after %d requests", name, err, s.asked(name))
		}
	}
}

// TestBodyNotTriedAgain: a body that cannot be read is not sent again.
func TestBodyNotTriedAgain(t *testing.T) {
	for name, c := range conditions {
		s := newStandIn(t)
		// Without a checksum the body is read only as it is sent.
		client := newClient(*s.client.Options().BaseEndpoint, func(o *s3.Options) {
			o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
			o.APIOptions = append(o.APIOptions, v4.SwapComputePayloadSHA256ForUnsignedPayloadMiddleware)
		})
		body := &breaking{ReadSeeker: strings.NewReader(strings.Repeat("x", 35))}
		_, err := s3store.New(client, bucket).Put(t.Context(), "k", body, c)
		if !errors.Is(err, errBody) || body.broke != 1 {
			t.Errorf("%s: error %v after %d requests", name, err, body.broke)
		}
	}
}
