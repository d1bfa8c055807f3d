// Package s3store is a store in a bucket of Amazon S3, or of a server that
// speaks its protocol.
//
// Conditional writes are S3's own (If-None-Match, If-Match); what they are worth
// is what the server makes of them, and one that ignores them is no store. The
// SDK tries again what may be tried again, as the client's configuration has it,
// but a conditional write only where the server has refused to look at it: so
// store.ErrPrecondition is never the echo of the writer's own success. A write
// whose answer was lost is an error that tells nothing, as store.Writer has it:
// Head tells.
//
// It must not know what is stored, nor where credentials and the region come
// from: it is given a client. It reads a body by one request and resumes
// nothing; package readahead does.
package s3store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/easreport/easreport/internal/store"
)

// ErrNoBucket is returned by all methods when there is no such bucket. It is not
// store.ErrNotExist: a bucket misspelt is a mistake, not a key without an object.
var ErrNoBucket = errors.New("bucket does not exist")

// Store is a store.Store in a bucket. An object's ETag is S3's, with its quotes;
// its Version is empty where the bucket keeps none, also for an object from
// before it did; its Modified is in whole seconds, as S3 tells it.
type Store struct {
	client *s3.Client
	bucket *string
	owner  *string // nil: anybody's
	base   string  // of all keys, with its slash
	anyKey bool    // not only those that are a store.ValidKey
	part   int64   // bytes that one request carries
	seen   atomic.Bool
}

var _ store.Store = (*Store)(nil)

// defaultPart is what a single PUT carries, and a part of a larger body: enough
// for all but the largest of objects, little enough to be sent again.
const defaultPart = 64 << 20

// New returns the store at this location. It asks nothing of the server.
func New(client *s3.Client, at Location) *Store {
	s := &Store{client: client, bucket: &at.Bucket, owner: optional(at.Owner), base: at.Prefix, anyKey: at.AnyKey, part: defaultPart}
	if s.base != "" {
		s.base += "/"
	}
	return s
}

// Delete removes the object. In a bucket with versions that puts a delete marker
// on top of them: the bytes stay until the bucket's lifecycle ends them.
func (s *Store) Delete(ctx context.Context, key string) error {
	err := s.check(ctx, key)
	if err == nil {
		_, err = s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: s.bucket, ExpectedBucketOwner: s.owner, Key: s.name(key)})
	}
	if err = s.fault(ctx, err); err != nil && !errors.Is(err, store.ErrNotExist) {
		return fmt.Errorf("delete %q: %w", key, err)
	}
	return nil
}

func (s *Store) check(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.validKey(key); err != nil {
		return err
	}
	if n := len(s.base) + len(key); n > store.MaxKey {
		return fmt.Errorf("%w %.80q: %d bytes long with the prefix, over %d", store.ErrInvalidKey, key, n, store.MaxKey)
	}
	return nil
}

// validKey refuses what is no key here. Nothing but S3's own rules holds for the keys of
// others: an SDK sends them as they are.
func (s *Store) validKey(key string) error {
	if s.anyKey && key != "" && utf8.ValidString(key) {
		return nil
	}
	return store.ValidKey(key)
}

// name is what the object is called in the bucket.
func (s *Store) name(key string) *string { return aws.String(s.base + key) }

// optional makes nothing of an empty text: what is not asked for is not sent.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
