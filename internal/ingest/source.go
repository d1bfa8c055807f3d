package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// recheck makes sure that the source is still what was read, or has only grown since.
func (a *attempt) recheck(ctx context.Context) error {
	same, err := a.unchanged(ctx)
	if err != nil || same {
		return err
	}
	// What was counted as a whole line may have been the beginning of a longer one.
	if a.lastLine {
		return errStale
	}
	grown, err := a.grown(ctx, a.stamp.Lineage)
	if err == nil && !grown {
		err = errStale
	}
	return err
}

// unchanged reports whether the source is the very state that was opened.
func (a *attempt) unchanged(ctx context.Context) (bool, error) {
	if errors.Is(a.shut, store.ErrInvalidKey) {
		return true, nil
	}
	o, err := a.Source.Head(ctx, a.object.Key)
	if err != nil {
		return false, fmt.Errorf("looking at the source again: %w", err)
	}
	return lake.Revision(o) == a.stamp.Revision, nil
}

// grown reports whether the source as it is now is the file of this lineage, and has
// grown since.
func (a *attempt) grown(ctx context.Context, l lake.Lineage) (grown bool, err error) {
	if l.File == "" {
		return false, nil
	}
	body, o, err := a.Source.Get(ctx, a.object.Key, store.Range{}, "")
	if err != nil {
		return false, fmt.Errorf("looking at the source again: %w", err)
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	return l.Grown(o, body)
}

// covers reports whether what carries this stamp is as good as what this attempt would
// write: of the same state of the source, or of a longer one of the same file.
func (a *attempt) covers(ctx context.Context, s lake.Stamp) (bool, error) {
	if s.Covers(a.stamp) {
		return true, nil
	}
	if !s.ReadAsWell(a.stamp) {
		return false, nil
	}
	return a.longer(ctx, s.Revision, s.Lineage)
}

// keeps reports whether a quarantine record is not to be replaced by this attempt: it
// is about the same state of the source, or a longer one.
func (a *attempt) keeps(ctx context.Context, q lake.Quarantine) (bool, error) {
	if q.Parser < a.stamp.Parser {
		return false, nil
	}
	if q.Revision == a.stamp.Revision {
		return true, nil
	}
	return a.longer(ctx, q.Revision, q.Lineage)
}

// longer reports whether this state is one that the opened file has come to, or has
// gone beyond, since it was opened.
func (a *attempt) longer(ctx context.Context, revision string, l lake.Lineage) (bool, error) {
	if l.File == "" || l.File != a.object.File || l.Size <= a.object.Size {
		return false, nil
	}
	o, err := a.Source.Head(ctx, a.object.Key)
	if err != nil {
		return false, fmt.Errorf("looking at the source again: %w", err)
	}
	if lake.Revision(o) == revision {
		return true, nil
	}
	return a.grown(ctx, l)
}
