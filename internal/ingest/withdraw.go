package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// withdraw puts an empty file in place of the file of request_day of each of these days, or
// of one that somebody is making: it may have rows that are not there any more. That
// comes after all writes of rows, also those of a worker that stopped before it came to
// this, and before anything that says that the source is done with. Whoever begins a
// file later lists the rows as they are now.
func (a *attempt) withdraw(ctx context.Context, days []lake.Day) error {
	for _, day := range days {
		if err := a.withdrawDay(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

func (a *attempt) withdrawDay(ctx context.Context, day lake.Day) error {
	reconciled, _, err := lake.ReadReconciled(ctx, a.Lake, day)
	switch {
	case errors.Is(err, store.ErrNotExist), err == nil && reconciled.Empty():
		return nil
	case err != nil && !errors.Is(err, lake.ErrDamaged):
		return err
	}
	empty, err := lake.EncodeEmpty(lake.Reconciled{})
	if err != nil {
		return err
	}
	if _, err := a.Lake.Put(ctx, lake.ReconciledKey(day), empty, store.Condition{}); err != nil {
		return fmt.Errorf("withdrawing %s: %w", lake.ReconciledKey(day), err)
	}
	return nil
}
