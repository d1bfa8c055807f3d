package s3store

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
)

// Put stores the body, which goes to the server with a checksum. A body of up to
// 64 MiB is one request; a larger one is uploaded in parts, one after the other,
// and the condition is decided at their end.
//
// A write under a condition whose answer is lost is not sent again, and may have
// happened: Head tells. Without a condition the SDK sends it again.
func (s *Store) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	o, err := s.put(ctx, key, body, c)
	if err = s.fault(ctx, err); err != nil {
		return store.Object{}, fmt.Errorf("put %q: %w", key, err)
	}
	return o, nil
}

func (s *Store) put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if err := s.check(ctx, key); err != nil {
		return store.Object{}, err
	}
	size, err := body.Seek(0, io.SeekEnd)
	if err != nil {
		return store.Object{}, fmt.Errorf("measure the body: %w", err)
	}
	body = source{store.ContextReader(ctx, body), body}
	if size > s.part {
		return s.putParts(ctx, key, body, size, c)
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return store.Object{}, fmt.Errorf("rewind the body: %w", err)
	}
	out, err := s.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: s.bucket, ExpectedBucketOwner: s.owner,
		Key: s.name(key), Body: body, ContentLength: &size,
		IfNoneMatch: ifNoneMatch(c), IfMatch: optional(c.ETag),
	}, once(c))
	if err != nil {
		return store.Object{}, err
	}
	return describe(key, out.ETag, out.VersionId, size, nil), nil
}

// source is a body whose errors are its own: sending it again will not help.
type source struct {
	io.Reader
	io.Seeker
}

// Read reads the next bytes.
func (s source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unreadable{err}
	}
	return n, err
}

type unreadable struct{ error }

// RetryableError is what the SDK asks before it tries again.
func (unreadable) RetryableError() bool { return false }

// Unwrap returns the body's error.
func (u unreadable) Unwrap() error { return u.error }

func ifNoneMatch(c store.Condition) *string {
	if c.Absent {
		return aws.String("*")
	}
	return nil
}
