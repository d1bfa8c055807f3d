package operate

import (
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Reconciled days come after the activity files: who begins one later makes it of what is
// left. They can be made again.

// copiesOf deletes the reconciled files of days.
func (f *Forget) copiesOf(ctx context.Context, days []lake.Day) error {
	for _, day := range days {
		err := f.copyIf(ctx, day, func(context.Context, string) (bool, error) { return true, nil })
		if err != nil {
			return err
		}
	}
	return nil
}

// copiesWith deletes the reconciled days that have a row of the user.
func (f *Forget) copiesWith(ctx context.Context, u *user) error {
	return f.eachKey(ctx, lake.ReconciledPrefix, func(ctx context.Context, key string) error {
		day, ok := lake.ParseReconciledKey(key)
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

// copyIf deletes the reconciled file of a day if its rows are to go, or cannot be read. One that was
// only begun may get rows that were read before they were forgotten: it goes, too, and
// its maker starts over.
func (f *Forget) copyIf(ctx context.Context, day lake.Day, goes func(ctx context.Context, key string) (bool, error)) error {
	key := lake.ReconciledKey(day)
	stamp, _, err := lake.ReadReconciled(ctx, f.Lake, day)
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
	return f.removeTable(ctx, key)
}
