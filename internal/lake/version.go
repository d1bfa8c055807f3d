package lake

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/store"
)

// versionKey holds which schema the lake is of, so that an older program sees
// that a newer one has taken over.
const versionKey = "lake.json"

type version struct {
	Schema int `json:"schema"`
}

// CheckVersion returns ErrNewer for a lake of a schema that this program does
// not know. A lake without the mark, such as an empty one, is fine.
func CheckVersion(ctx context.Context, s store.Reader) error {
	_, err := missingMark(ctx, s)
	return err
}

// MarkVersion checks the version of a lake that is to be written to, and marks one that
// has no mark, or that of a lower schema, with ours. That takes one request where the
// mark is right.
func MarkVersion(ctx context.Context, s store.Store) error {
	missing, err := missingMark(ctx, s)
	if err != nil || missing == nil {
		return err
	}
	mark := fmt.Appendf(nil, `{"schema":%d}`+"\n", SchemaVersion)
	_, err = s.Put(ctx, versionKey, bytes.NewReader(mark), *missing)
	if errors.Is(err, store.ErrPrecondition) || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotExist) {
		return CheckVersion(ctx, s) // somebody else marked it just now
	}
	if err != nil {
		return fmt.Errorf("marking the lake's version: %w", err)
	}
	return nil
}

// missingMark gives the condition under which a lake is to be marked with our schema,
// nil if it is.
func missingMark(ctx context.Context, s store.Reader) (*store.Condition, error) {
	var v version
	etag, err := readJSON(ctx, s, versionKey, &v)
	switch {
	case errors.Is(err, store.ErrNotExist):
		return &store.Condition{Absent: true}, nil
	case err != nil:
		return nil, err
	case v.Schema > SchemaVersion:
		return nil, fmt.Errorf("the lake is of schema version %d, this program knows %d: %w", v.Schema, SchemaVersion, ErrNewer)
	case v.Schema < SchemaVersion:
		return &store.Condition{ETag: etag}, nil
	}
	return nil, nil
}
