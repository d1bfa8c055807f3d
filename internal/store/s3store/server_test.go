package s3store_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/s3store"
	"github.com/easreport/easreport/internal/store/s3store/s3test"
	"github.com/easreport/easreport/internal/store/storetest"
)

// The tests on a real server are skipped where there is none; make test-aws has one.

// What versitygw is left out of. It looks up the ETag by the object's name before
// it opens the file, so that a GET may have the ETag of the object before.
var torn = []string{"no torn reads"}

// And with versions it leaves a file with a delete marker where an object was: it
// holds conditions against it as if it were an object (TestServerConditionsOverDeleted),
// refuses "a/b" over a deleted "a", and fails to delete "a" beside "a/b".
var marked = append([]string{"conditions", "delete", "valid keys"}, torn...)

func TestServer(t *testing.T) {
	server := s3test.Start(t)
	buckets := 0
	for _, test := range []struct {
		name    string
		client  *s3.Client
		part    int64
		make    func(t testing.TB, name string)
		without []string
	}{
		{"plain", server.Client(), 64 << 20, server.Bucket, torn},
		{"in parts", server.Client(), 5 << 20, server.Bucket, torn},
		{"over TLS", overTLS(t, server), 64 << 20, server.Bucket, torn},
		{"over TLS in parts", overTLS(t, server), 5 << 20, server.Bucket, torn},
		{"with versions", server.Client(), 64 << 20, server.VersionedBucket, marked},
		{"with versions in parts", server.Client(), 5 << 20, server.VersionedBucket, marked},
	} {
		t.Run(test.name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) store.Store {
				buckets++
				bucket := fmt.Sprint("conformance-", buckets)
				test.make(t, bucket)
				return s3store.New(test.client, s3store.Location{Bucket: bucket}).WithPart(test.part)
			}, test.without...)
		})
	}
}

// overTLS returns a client that sends checksums behind the bodies, in chunks, as
// the SDK does to S3 itself.
func overTLS(t *testing.T, server *s3test.Server) *s3.Client {
	t.Helper()
	target, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // it is signed
		},
		ErrorLog: log.New(t.Output(), "", 0),
	})
	t.Cleanup(proxy.Close)
	options := server.Client().Options()
	options.BaseEndpoint, options.HTTPClient = &proxy.URL, proxy.Client()
	return s3.New(options)
}

// newBucket returns a store under a prefix of a new bucket.
func newBucket(t *testing.T, server *s3test.Server, bucket string) *s3store.Store {
	t.Helper()
	server.Bucket(t, bucket)
	return s3store.New(server.Client(), s3store.Location{Bucket: bucket, Prefix: "lake/ü +%2B"})
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{}).Read(b) // never fails
	return b
}

func TestServerParts(t *testing.T) {
	s := newBucket(t, s3test.Start(t), "parts").WithPart(5 << 20)
	want := random(12 << 20)
	put := func(c store.Condition) (store.Object, error) {
		return s.Put(t.Context(), "k", bytes.NewReader(want), c)
	}
	_, err := put(store.Condition{ETag: `"other"`})
	wantOnly(t, "with an ETag, of no object", err, store.ErrNotExist)
	o, err := put(store.Condition{Absent: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = put(store.Condition{Absent: true})
	wantOnly(t, "absent, of an object", err, store.ErrPrecondition)
	_, err = put(store.Condition{ETag: `"other"`})
	wantOnly(t, "with another ETag", err, store.ErrPrecondition)
	if o, err = put(store.Condition{ETag: o.ETag}); err != nil {
		t.Error(err)
	}
	body, head, err := s.Get(t.Context(), "k", store.Range{}, o.ETag)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if got, err := io.ReadAll(body); !bytes.Equal(got, want) || err != nil || head.Size != int64(len(want)) {
		t.Errorf("%d bytes of %+v, error %v", len(got), head, err)
	}
}

func TestServerReadahead(t *testing.T) {
	s := newBucket(t, s3test.Start(t), "readahead")
	want := random(10 << 20)
	if _, err := s.Put(t.Context(), "k", bytes.NewReader(want), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	body, o, err := readahead.New(s, readahead.Options{RangeBytes: 1 << 20}).Get(t.Context(), "k", store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if got, err := io.ReadAll(body); !bytes.Equal(got, want) || err != nil || o.Size != int64(len(want)) {
		t.Errorf("%d bytes of %+v, error %v", len(got), o, err)
	}
}

// TestServerChecksum spoils an object behind the server's back.
func TestServerChecksum(t *testing.T) {
	server := s3test.Start(t)
	s := newBucket(t, server, "checksum")
	want := random(1 << 20)
	if _, err := s.Put(t.Context(), "k", bytes.NewReader(want), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(server.Root, "checksum", "lake", "ü +%2B", "k"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte{^want[1000]}, 1000)
	if closeErr := f.Close(); err != nil || closeErr != nil {
		t.Fatal(err, closeErr)
	}
	body, _, err := s.Get(t.Context(), "k", store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := io.Copy(io.Discard, body); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("error %v, want one about the checksum", err)
	}
}

// TestServerPages lists more than a page.
func TestServerPages(t *testing.T) {
	s := newBucket(t, s3test.Start(t), "pages")
	var want []string
	var writers sync.WaitGroup
	for w := range 8 {
		for i := range 130 {
			want = append(want, fmt.Sprintf("%d + ü%%20/%03d", w, i))
		}
		mine := want[len(want)-130:]
		writers.Go(func() {
			for _, key := range mine {
				if _, err := s.Put(t.Context(), key, strings.NewReader(""), store.Condition{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	got, err := list(t, s)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}
