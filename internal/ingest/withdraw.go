package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// withdraw puts an empty file in place of the compacted file of each of these days, or
// of one that somebody is making: it may have rows that are not there any more. That
// comes after all writes of rows, also those of a worker that stopped before it came to
// this, and before anything that says that the source is done with. Whoever begins a
// compacted file later lists the rows as they are now.
func (a *attempt) withdraw(ctx context.Context, days []lake.Day) error {
	for _, day := range days {
		compacted, _, err := lake.ReadCompacted(ctx, a.Lake, day)
		switch {
		case errors.Is(err, store.ErrNotExist), err == nil && compacted.Empty():
			continue
		case err != nil && !errors.Is(err, lake.ErrDamaged):
			return err
		}
		empty, err := lake.EncodeEmpty(lake.Compacted{})
		if err != nil {
			return err
		}
		if _, err := a.Lake.Put(ctx, lake.CompactedKey(day), empty, store.Condition{}); err != nil {
			return fmt.Errorf("withdrawing %s: %w", lake.CompactedKey(day), err)
		}
	}
	return nil
}

// undo takes the word back that all is done, before an output is written again that is
// missing or damaged: who stops after that write must find that there is work left.
func (a *attempt) undo(ctx context.Context, etag string) error {
	body, err := lake.Stamp{Schema: lake.SchemaVersion}.Marshal()
	if err != nil {
		return err
	}
	_, err = a.Lake.Put(ctx, lake.DoneKey(a.id), bytes.NewReader(body), store.Condition{ETag: etag})
	if errors.Is(err, store.ErrPrecondition) || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotExist) {
		return errStale
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", lake.DoneKey(a.id), err)
	}
	return nil
}
