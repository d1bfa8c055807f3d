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
	var v version
	_, err := readJSON(ctx, s, versionKey, &v)
	switch {
	case errors.Is(err, store.ErrNotExist):
		return nil
	case err != nil:
		return err
	case v.Schema > SchemaVersion:
		return fmt.Errorf("the lake is of schema version %d, this program knows %d: %w", v.Schema, SchemaVersion, ErrNewer)
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
