package operate

import (
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Copies of whole days, which compacting makes, come after the activity files: who
// begins one later makes it of what is left. They can be made again.

// copiesOf deletes the copies of days.
func (f *Forget) copiesOf(ctx context.Context, days []lake.Day) error {
	for _, day := range days {
		err := f.copyIf(ctx, day, func(context.Context, string) (bool, error) { return true, nil })
		if err != nil {
			return err
		}
	}
	return nil
}

// copiesWith deletes the copies that have a row of the user.
func (f *Forget) copiesWith(ctx context.Context, u user) error {
	return f.eachKey(ctx, lake.CompactedPrefix, func(ctx context.Context, key string) error {
		day, ok := lake.ParseCompactedKey(key)
		if !ok {
			return nil
		}
		return f.copyIf(ctx, day, func(ctx context.Context, key string) (named bool, err error) {
			file, err := open(ctx, f.Lake, key, f.TempDir)
			if err != nil {
				return false, err
			}
			defer func() { err = errors.Join(err, file.close()) }()
			rows, err := file.rows()
			if err != nil {
				return false, err
			}
			return rows.Names(u.is)
		})
	})
}

// copyIf deletes the copy of a day if its rows are to go, or cannot be read. One that was
// only begun may get rows that were read before they were forgotten: it goes, too, and
// its maker starts over.
func (f *Forget) copyIf(ctx context.Context, day lake.Day, goes func(ctx context.Context, key string) (bool, error)) error {
	key := lake.CompactedKey(day)
	stamp, _, err := lake.ReadCompacted(ctx, f.Lake, day)
	if err == nil && stamp.Empty() {
		return nil
	}
	yes := stamp.Claim != ""
	if err == nil && !yes {
		yes, err = goes(ctx, key)
	}
	switch {
	case errors.Is(err, store.ErrNotExist):
		return nil
	case err != nil && !errors.Is(err, lake.ErrDamaged):
		return fmt.Errorf("forgetting in %s: %w", key, err)
	case err == nil && !yes:
		return nil
	}
	return f.remove(ctx, key)
}
