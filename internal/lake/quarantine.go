package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

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
// where there never was one.
func ReadQuarantine(ctx context.Context, s store.Reader, id SourceID) (Quarantine, string, error) {
	var q Quarantine
	etag, err := readJSON(ctx, s, QuarantineKey(id), &q)
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
	etag, err := readJSON(ctx, s, DoneKey(id), &stamp)
	if err == nil && stamp.Schema > SchemaVersion {
		err = fmt.Errorf("reading %s: %w", DoneKey(id), ErrNewer)
	}
	if err != nil {
		return Stamp{}, etag, err
	}
	return stamp, etag, nil
}

func readJSON(ctx context.Context, s store.Reader, key string, into any) (etag string, err error) {
	body, o, err := s.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	b, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		return o.ETag, fmt.Errorf("reading %s: %w", key, damaged(err))
	}
	return o.ETag, nil
}
