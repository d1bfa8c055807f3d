// Package store is the little that easreport asks of an object store: read,
// list, and conditional writes as Amazon S3 has them. Packages below it are the
// stores: dirstore (a folder), s3store (a bucket) and memstore (memory, for tests and
// for a report without a lake); storetest is the conformance suite that all of them pass.
//
// It must not know what is stored: keys are opaque, slash-separated UTF-8. It
// retries nothing: what may be tried again is said below, and doing so is the
// caller's business.
package store

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"
)

var (
	// ErrNotExist is returned (wrapped) by Get and Head for a key that is not
	// there, and by Put with Condition.ETag for one (S3: 404).
	ErrNotExist = errors.New("object does not exist")
	// ErrPrecondition is returned by Put when its condition does not hold, and
	// by Get when the object no longer has the wanted ETag (S3: 412).
	ErrPrecondition = errors.New("precondition failed")
	// ErrConflict is returned by Put when a concurrent write got in the way and
	// the outcome of the condition is not known (S3: 409); try again.
	ErrConflict = errors.New("conflicting write")
	// ErrInvalidKey is returned for a key that no store could hold safely (see
	// ValidKey), or that this store cannot; trying again is no use.
	ErrInvalidKey = errors.New("invalid key")
	// ErrArchived is returned by Get for an object that has to be restored from an
	// archive first (S3: InvalidObjectState); Head describes it.
	ErrArchived = errors.New("object is archived: restore it, then ingest it again")
)

// Object describes a stored object.
type Object struct {
	Key string
	// ETag identifies the bytes: it is opaque, and differs after every Put that
	// changed them. After a Put of the same bytes it may be the same.
	ETag string
	// Version is the store's version id, empty where it keeps no versions, and
	// in listings.
	Version string
	Size    int64
	// File identifies the file that holds the object, where others may go on
	// writing to it: such an object can grow in place, and keeps its File as it
	// does. It is empty where objects are only ever replaced as a whole, where the
	// file system has no such thing, and possibly in listings.
	File string
	// Modified is when the bytes were written, as exactly as the store tells;
	// zero in what Put returns where the store does not tell it there.
	Modified time.Time
}

// Reader reads objects. Reading may always be tried again. All methods return
// ctx's error (wrapped) when ctx is done, and ErrInvalidKey for a key that is
// not valid.
type Reader interface {
	// Head describes the object.
	Head(ctx context.Context, key string) (Object, error)
	// Get opens the bytes in r. Where etag is not empty the object must still
	// have it, else ErrPrecondition. The Object describes the very bytes that
	// are read (and the whole of them, whatever r is), also when the object is
	// replaced meanwhile. The caller closes. When ctx is done the body ends
	// with its error.
	//
	// A store that has the bytes at hand returns a body that is an io.ReaderAt
	// with a Size() int64 as well. So does every store for an object that has a
	// File; the body ends at the Object's Size, however the file grows.
	Get(ctx context.Context, key string, r Range, etag string) (io.ReadCloser, Object, error)
	// List yields the objects whose key begins with prefix, ascending by key
	// (bytewise). After an error nothing more is yielded. A prefix under which
	// nothing lies yields nothing. An object written or deleted meanwhile may
	// or may not be yielded.
	List(ctx context.Context, prefix string) iter.Seq2[Object, error]
}

// Writer changes objects.
type Writer interface {
	// Put stores the body, from its start to its end, atomically: a reader sees
	// the old object or the new one, whole. On an error other than
	// ErrPrecondition, ErrNotExist and ErrInvalidKey the write may have
	// happened all the same: Head tells. Without a condition it may be tried
	// again; with one, only after a Head.
	Put(ctx context.Context, key string, body io.ReadSeeker, c Condition) (Object, error)
	// Delete removes the object; one that is not there is no error, so that it
	// may be tried again.
	Delete(ctx context.Context, key string) error
}

// Store reads and writes. It is safe for concurrent use.
type Store interface {
	Reader
	Writer
}
