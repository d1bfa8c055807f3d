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

// olderPrefix is where the rows of schema 1 lie.
const olderPrefix = "activity/v1/"

// CheckVersion returns ErrNewer for a lake of a schema that this program does
// not know, and ErrOlder for one of schema 1. An empty lake is fine.
func CheckVersion(ctx context.Context, s store.Reader) error {
	var v version
	_, err := readJSON(ctx, s, versionKey, &v)
	switch {
	case errors.Is(err, store.ErrNotExist):
		return checkOlder(ctx, s)
	case err != nil:
		return err
	case v.Schema < SchemaVersion:
		return ErrOlder
	case v.Schema > SchemaVersion:
		return fmt.Errorf("the lake is of schema version %d, this program knows %d: %w", v.Schema, SchemaVersion, ErrNewer)
	}
	return nil
}

// checkOlder returns ErrOlder for a lake without the mark that has rows of schema 1.
func checkOlder(ctx context.Context, s store.Reader) error {
	for _, err := range s.List(ctx, olderPrefix) {
		if err != nil {
			return fmt.Errorf("looking for what an older version has left: %w", err)
		}
		return ErrOlder
	}
	return nil
}

// MarkVersion checks the version of a lake that is to be written to, and marks
// a new one with ours.
func MarkVersion(ctx context.Context, s store.Store) error {
	if err := CheckVersion(ctx, s); err != nil {
		return err
	}
	mark := fmt.Appendf(nil, `{"schema":%d}`+"\n", SchemaVersion)
	_, err := s.Put(ctx, versionKey, bytes.NewReader(mark), store.Condition{Absent: true})
	if err != nil && !errors.Is(err, store.ErrPrecondition) && !errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("marking the lake's version: %w", err)
	}
	return nil
}
