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
	return func(s *Store) { s.now, s.last = now, time.Time{} }
}

// WithContentETags makes equal bytes have equal ETags, as in S3. That is the
// weaker promise, and the one to test against where a change back to former
// bytes must be noticed.
func WithContentETags() Option {
	return func(s *Store) { s.etag = contentETag }
}

func changeETag(change int64, _ []byte) string {
	return "change-" + strconv.FormatInt(change, 10)
}

func contentETag(_ int64, body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
