package s3store

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
)

// Head describes the object. Without the right to list (s3:ListBucket) S3 does
// not tell that an object is not there: that is an error then, not
// store.ErrNotExist.
func (s *Store) Head(ctx context.Context, key string) (store.Object, error) {
	err := s.check(ctx, key)
	var o store.Object
	if err == nil {
		o, err = s.head(ctx, key, "")
	}
	if err = s.fault(ctx, err); err != nil {
		return store.Object{}, fmt.Errorf("head %q: %w", key, err)
	}
	return o, nil
}

func (s *Store) head(ctx context.Context, key, etag string) (store.Object, error) {
	out, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{
		Bucket: s.bucket, ExpectedBucketOwner: s.owner, Key: s.name(key), IfMatch: optional(etag),
	})
	if errors.Is(s.fault(ctx, err), store.ErrNotExist) {
		if bucketErr := s.hasBucket(ctx); bucketErr != nil {
			err = bucketErr
		}
	}
	if err != nil {
		return store.Object{}, forbidden(err)
	}
	s.seen.Store(true)
	return describe(key, out.ETag, out.VersionId, aws.ToInt64(out.ContentLength), out.LastModified), nil
}

// hasBucket asks, once, whether it is the bucket that is not there: the answer to
// a HEAD of an object does not say.
func (s *Store) hasBucket(ctx context.Context) error {
	if s.seen.Load() {
		return nil
	}
	_, err := s.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: s.bucket, ExpectedBucketOwner: s.owner})
	if errors.Is(s.fault(ctx, err), store.ErrNotExist) {
		return fmt.Errorf("%w: %q", ErrNoBucket, *s.bucket)
	}
	s.seen.Store(err == nil)
	return err
}
