package lake

import (
	"context"
	"fmt"

	"github.com/easreport/easreport/internal/store"
)

// Quarantine says that a revision of a source cannot be read, and why. Rows of
// an earlier revision stay in the lake.
type Quarantine struct {
	Schema   int    `json:"schema"`
	Parser   int    `json:"parser"`
	Bucket   string `json:"source_bucket,omitempty"`
	Key      string `json:"source_key"`
	Revision string `json:"source_revision"`
	// Lineage is as in a Stamp.
	Lineage Lineage `json:"source_lineage,omitzero"`
	Reason  string  `json:"reason,omitempty"`
	// Archived tells that the object has to be restored from an archive, which does not
	// change its revision.
	Archived bool `json:"archived,omitempty"`
	// Released tells that this revision could be read after all.
	Released bool `json:"released,omitempty"`
}

// ReadQuarantine reads the record of a source and its ETag; store.ErrNotExist
// where there never was one, ErrDamaged also for the record of another source.
func ReadQuarantine(ctx context.Context, s store.Reader, id SourceID) (Quarantine, string, error) {
	var q Quarantine
	etag, err := readRecord(ctx, s, QuarantineKey(id), &q)
	if err == nil {
		err = checkRecord(id, q.Bucket, q.Key, QuarantineKey(id))
	}
	return q, etag, err
}

// ReadDone reads the stamp of the revision of a source that was applied last.
func ReadDone(ctx context.Context, s store.Reader, id SourceID) (Stamp, error) {
	stamp, _, err := ReadDoneETag(ctx, s, id)
	return stamp, err
}

// ReadDoneETag is ReadDone with the ETag of what was read.
func ReadDoneETag(ctx context.Context, s store.Reader, id SourceID) (Stamp, string, error) {
	var stamp Stamp
	etag, err := readRecord(ctx, s, DoneKey(id), &stamp)
	if err == nil {
		err = stamp.checkSchema()
	}
	if err == nil && stamp.Key != "" {
		err = checkRecord(id, stamp.Bucket, stamp.Key, DoneKey(id))
	}
	if err != nil {
		return Stamp{}, etag, err
	}
	return stamp, etag, nil
}

// checkRecord refuses what is kept of another source than the one whose it should be.
func checkRecord(id SourceID, bucket, key, where string) error {
	if made := NewSourceID(bucket, key); made != id {
		return fmt.Errorf("%s is of another source, %.200q: %w", where, key, ErrDamaged)
	}
	return nil
}
