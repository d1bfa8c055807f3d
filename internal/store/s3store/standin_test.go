package s3store_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// standIn answers as S3 is documented to answer, over a store in memory, for one
// bucket whose name is "bucket".
type standIn struct {
	*memstore.Store
	client  *s3.Client
	version string // of all objects
	// hook, if not nil, is called in place of the stand-in.
	hook func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc)

	mu       sync.Mutex
	requests []string // method and path of each
	uploads  map[string]map[int][]byte
}

func newStandIn(t *testing.T) *standIn {
	t.Helper()
	s := &standIn{Store: memstore.New(), uploads: make(map[string]map[int][]byte)}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.client = newClient(server.URL)
	return s
}

// newClient returns a client that tries again at once.
func newClient(endpoint string, more ...func(*s3.Options)) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &endpoint,
		Region:       "eu-central-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
	}, more...)
}

// asked returns how many requests began with this method and path.
func (s *standIn) asked(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, request := range s.requests {
		if strings.HasPrefix(request, prefix) {
			n++
		}
	}
	return n
}

// ServeHTTP answers a request.
func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	s.mu.Unlock()
	if s.hook != nil {
		s.hook(w, r, s.answer)
		return
	}
	s.answer(w, r)
}

func (s *standIn) answer(w http.ResponseWriter, r *http.Request) {
	bucket, key, _ := strings.Cut(r.URL.Path[1:], "/")
	query := r.URL.Query()
	switch {
	case bucket != "bucket":
		refuse(w, http.StatusNotFound, "NoSuchBucket")
	case key == "" && r.Method == http.MethodGet:
		s.list(w, r)
	case key == "": // HeadBucket
	case query.Has("uploads") || query.Has("uploadId"):
		s.upload(w, r, key)
	case r.Method == http.MethodPut:
		s.put(w, r, key)
	case r.Method == http.MethodDelete:
		if err := s.Delete(r.Context(), key); err != nil {
			refuse(w, http.StatusInternalServerError, "InternalError")
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		s.get(w, r, key)
	}
}

// refuse answers with one of S3's errors; net/http drops the body for a HEAD.
func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>as documented</Message></Error>", code)
}

func refuseErr(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, store.ErrNotExist):
		refuse(w, http.StatusNotFound, "NoSuchKey")
	case errors.Is(err, store.ErrPrecondition):
		refuse(w, http.StatusPreconditionFailed, "PreconditionFailed")
	default:
		refuse(w, http.StatusInternalServerError, "InternalError")
	}
}

func (s *standIn) put(w http.ResponseWriter, r *http.Request, key string) {
	b, err := io.ReadAll(r.Body)
	if err != nil || int64(len(b)) != r.ContentLength {
		refuse(w, http.StatusBadRequest, "IncompleteBody")
		return
	}
	if r.Header.Get("X-Amz-Checksum-Crc32") != checksum(b) {
		refuse(w, http.StatusBadRequest, "BadDigest")
		return
	}
	o, err := s.Put(r.Context(), key, bytes.NewReader(b), condition(r))
	if err != nil {
		refuseErr(w, err)
		return
	}
	w.Header().Set("ETag", strconv.Quote(o.ETag))
	w.Header().Set("X-Amz-Version-Id", s.version)
}

func checksum(b []byte) string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(b)))
}

func condition(r *http.Request) store.Condition {
	return store.Condition{Absent: r.Header.Get("If-None-Match") == "*", ETag: strings.Trim(r.Header.Get("If-Match"), `"`)}
}

// get answers a GET or HEAD; ranges are net/http's.
func (s *standIn) get(w http.ResponseWriter, r *http.Request, key string) {
	body, o, err := s.Get(r.Context(), key, store.Range{}, condition(r).ETag)
	if err != nil {
		refuseErr(w, err)
		return
	}
	defer func() { _ = body.Close() }()
	w.Header().Set("ETag", strconv.Quote(o.ETag))
	w.Header().Set("X-Amz-Version-Id", s.version)
	w.Header().Set("Content-Type", "application/octet-stream")
	if r.Header.Get("Range") == "" && r.Header.Get("X-Amz-Checksum-Mode") == "ENABLED" {
		b, _ := io.ReadAll(body)
		w.Header().Set("X-Amz-Checksum-Crc32", checksum(b))
	}
	http.ServeContent(w, r, "", o.Modified, body.(io.ReadSeeker))
}
