package s3store

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
)

// Get opens the bytes in r, by one request, or two if r begins past the end. The
// bytes of a whole object are held against its checksum where it has one.
func (s *Store) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	b, o, err := s.get(ctx, key, r, etag)
	if err = s.fault(ctx, err); err != nil {
		return nil, store.Object{}, fmt.Errorf("get %q: %w", key, err)
	}
	return b, o, nil
}

func (s *Store) get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	if err := s.check(ctx, key); err != nil {
		return nil, store.Object{}, err
	}
	if r.Length >= 0 {
		b, o, err := s.open(ctx, key, r, etag)
		if status(err) != http.StatusRequestedRangeNotSatisfiable {
			return b, o, err
		}
	}
	o, err := s.head(ctx, key, etag)
	if err != nil {
		return nil, store.Object{}, err
	}
	if _, length := r.Within(o.Size); length > 0 { // it has grown just now
		return s.open(ctx, key, r, etag)
	}
	return http.NoBody, o, nil
}

func (s *Store) open(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{
		Bucket: s.bucket, ExpectedBucketOwner: s.owner,
		Key: s.name(key), Range: optional(header(r)), IfMatch: optional(etag),
	}, withoutWarning)
	if err != nil {
		return nil, store.Object{}, err
	}
	start, size, err := extent(out)
	offset, length := r.Within(size)
	if err == nil && (start != offset || *out.ContentLength < length) {
		err = fmt.Errorf("got %d bytes from %d on instead of %d from %d on", *out.ContentLength, start, length, offset)
	}
	if err != nil {
		_ = out.Body.Close()
		return nil, store.Object{}, err
	}
	whole := &body{ctx: ctx, body: out.Body, left: *out.ContentLength}
	o := describe(key, out.ETag, out.VersionId, size, out.LastModified)
	if length < whole.left { // the beginning of the last bytes: no header says that
		return struct {
			io.Reader
			io.Closer
		}{io.LimitReader(whole, length), whole}, o, nil
	}
	return whole, o, nil
}

// withoutWarning keeps the SDK from writing plain text to the log when an object
// has no checksum, as those of other tools often have not.
func withoutWarning(o *s3.Options) { o.DisableLogOutputChecksumValidationSkipped = true }

// header is the range as HTTP has it; empty for the whole object.
func header(r store.Range) string {
	switch {
	case r.Offset < 0:
		return fmt.Sprintf("bytes=-%d", -max(r.Offset, -math.MaxInt64))
	case r.Length > 0 && r.Length <= math.MaxInt64-r.Offset:
		return fmt.Sprintf("bytes=%d-%d", r.Offset, r.Offset+r.Length-1)
	case r.Offset > 0:
		return fmt.Sprintf("bytes=%d-", r.Offset)
	case r.Length > 0:
		return "bytes=0-"
	}
	return ""
}

// extent is where the bytes of an answer begin in the object, and the size of the
// whole object.
func extent(out *s3.GetObjectOutput) (start, size int64, err error) {
	if out.ContentLength == nil {
		return 0, 0, fmt.Errorf("the answer has no length")
	}
	if out.ContentRange == nil {
		return 0, *out.ContentLength, nil
	}
	var end int64
	if _, err := fmt.Sscanf(*out.ContentRange, "bytes %d-%d/%d", &start, &end, &size); err != nil || end-start+1 != *out.ContentLength {
		return 0, 0, fmt.Errorf("the answer's range is %.80q, of %d bytes", *out.ContentRange, *out.ContentLength)
	}
	return start, size, nil
}

func describe(key string, etag, version *string, size int64, modified *time.Time) store.Object {
	o := store.Object{Key: key, ETag: aws.ToString(etag), Version: aws.ToString(version), Size: size}
	// Versions are told apart by their ids, but all that are written while the bucket
	// keeps none have this one.
	if o.Version == "null" {
		o.Version = ""
	}
	if modified != nil {
		o.Modified = modified.Truncate(time.Second)
	}
	return o
}
