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

// CheckVersion returns ErrNewer for a lake of a schema that this program does not know,
// and ErrOlder for one of schema 1 that was not made again: nothing of it would be
// found. A lake without the mark, such as an empty one, is fine.
func CheckVersion(ctx context.Context, s store.Reader) error {
	mark, _, err := readMark(ctx, s)
	if err != nil {
		return err
	}
	return checkMark(ctx, s, mark)
}

// checkMark is CheckVersion for a mark that was read.
func checkMark(ctx context.Context, s store.Reader, mark int) error {
	if mark == 0 || mark == SchemaVersion {
		return nil
	}
	for _, err := range s.List(ctx, ActivityPrefix) {
		if err != nil {
			return fmt.Errorf("listing the lake: %w", err)
		}
		return nil // made again, and yet to be marked
	}
	return ErrOlder
}

// EnsureVersion is CheckVersion and MarkVersion in one, in one request where the mark is right.
func EnsureVersion(ctx context.Context, s store.Store) error {
	mark, unchanged, err := readMark(ctx, s)
	if err != nil || mark == SchemaVersion {
		return err
	}
	if err := checkMark(ctx, s, mark); err != nil {
		return err
	}
	return putMark(ctx, s, unchanged)
}

// MarkVersion marks a lake that rows are written to with our schema, also one that was
// marked with a lower one. That takes one request where the mark is right. It returns
// ErrNewer for a lake of a schema that this program does not know.
func MarkVersion(ctx context.Context, s store.Store) error {
	was, unchanged, err := readMark(ctx, s)
	if err != nil || was == SchemaVersion {
		return err
	}
	return putMark(ctx, s, unchanged)
}

// putMark writes our mark over the one that was read.
func putMark(ctx context.Context, s store.Store, unchanged store.Condition) error {
	mark := fmt.Appendf(nil, `{"schema":%d}`+"\n", SchemaVersion)
	_, err := s.Put(ctx, versionKey, bytes.NewReader(mark), unchanged)
	if errors.Is(err, store.ErrPrecondition) || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotExist) {
		_, _, err = readMark(ctx, s) // somebody else marked it just now
		return err
	}
	if err != nil {
		return fmt.Errorf("marking the lake's version: %w", err)
	}
	return nil
}

// readMark returns the schema that a lake is marked with, 0 if it has no mark, and the
// condition under which a Put replaces just this mark.
func readMark(ctx context.Context, s store.Reader) (schema int, unchanged store.Condition, err error) {
	var v version
	etag, err := readJSON(ctx, s, versionKey, &v)
	switch {
	case errors.Is(err, store.ErrNotExist):
		return 0, store.Condition{Absent: true}, nil
	case err != nil:
		return 0, store.Condition{}, err
	case v.Schema > SchemaVersion:
		return 0, store.Condition{}, fmt.Errorf("the lake is of schema version %d, this program knows %d: %w", v.Schema, SchemaVersion, ErrNewer)
	}
	return v.Schema, store.Condition{ETag: etag}, nil
}
