package memstore

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// Option changes how a new store behaves.
type Option func(*Store)

// WithClock makes Modified tell the time that now tells, but always later than
// for the change before. The store calls it for one change at a time.
func WithClock(now func() time.Time) Option {
	return func(s *Store) { s.now, s.last = func(time.Time) time.Time { return now() }, time.Time{} }
}

// WithContentETags makes equal bytes have equal ETags, as in S3. That is the
// weaker promise, and the one to test against where a change back to former
// bytes must be noticed.
func WithContentETags() Option { return WithETags(ContentETag) }

// WithETags makes ETags what etag makes of the bytes, so that a test can have them
// say less than S3's.
func WithETags(etag func(body []byte) string) Option {
	return func(s *Store) { s.etag = func(_ int64, body []byte) string { return etag(body) } }
}

// WithFile makes each object say that it is held by this file, which can grow: a Put
// of more bytes that begin alike is the file grown, any other Put is the file
// rewritten in place.
func WithFile(name string) Option { return func(s *Store) { s.file = name } }

func changeETag(change int64, _ []byte) string {
	return "change-" + strconv.FormatInt(change, 10)
}

// ContentETag is the ETag of these bytes WithContentETags.
func ContentETag(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
