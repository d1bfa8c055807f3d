package operate

import (
	"context"
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// tables looks for the tables that are made of the days, and reads them.
func (i *Inspection) tables(ctx context.Context, f *Inspected, files map[lake.Day]map[lake.SourceID]string) error {
	var keys []string
	made := make(map[string]bool)
	for _, prefix := range []string{lake.ReconciledPrefix, lake.DevicesPrefix, lake.TrafficPrefix} {
		for o, err := range i.Lake.List(ctx, prefix) {
			if err != nil {
				return fmt.Errorf("listing the lake's %s: %w", prefix, err)
			}
			_, day, ok := lake.ParseTableKey(o.Key)
			if !ok {
				continue
			}
			made[o.Key] = true
			if i.From <= day && day < i.To {
				keys = append(keys, o.Key)
			}
		}
	}
	lost, err := lake.LostTables(ctx, i.Lake, made, i.Now)
	if err != nil {
		return err
	}
	for _, key := range lost {
		if _, day, _ := lake.ParseTableKey(key); len(files[day]) > 0 { // else there is nothing to make it of
			f.Lost = append(f.Lost, Lost{File: key})
			made[key] = true
		}
	}
	for day := i.From; day < i.To; day++ {
		if len(files[day]) == 0 || (day + 1).Start().After(i.Now) {
			continue
		}
		for _, key := range lake.TableKeys(day) {
			if !made[key] {
				table, _, _ := lake.ParseTableKey(key)
				f.Unmade[table] = append(f.Unmade[table], day)
			}
		}
	}
	return i.readAll(ctx, f, keys, func(ctx context.Context, key string) error { return lake.VerifyTable(ctx, i.Lake, key) })
}

// receipts reads the receipts of mails about the days. One that is missing is one of a mail
// that was never sent, for all that anybody can tell.
func (i *Inspection) receipts(ctx context.Context, f *Inspected) error {
	var keys []string
	for _, prefix := range []string{lake.ReportsPrefix, lake.AlertsPrefix} {
		for o, err := range i.Lake.List(ctx, prefix) {
			if err != nil {
				return fmt.Errorf("listing the lake's %s: %w", prefix, err)
			}
			if day, ok := lake.ParseReceiptKey(o.Key); ok && i.From <= day && day < i.To {
				keys = append(keys, o.Key)
			}
		}
	}
	return i.readAll(ctx, f, keys, func(ctx context.Context, key string) error {
		_, _, err := lake.ReadReceipt(ctx, i.Lake, key)
		return err
	})
}

// readAll reads files, and notes those that are damaged.
func (i *Inspection) readAll(ctx context.Context, f *Inspected, keys []string, read func(ctx context.Context, key string) error) error {
	return each(ctx, len(keys), func(ctx context.Context, n int) error {
		err := read(ctx, keys[n])
		switch {
		case errors.Is(err, lake.ErrDamaged):
			f.hurt(keys[n], err)
		case errors.Is(err, store.ErrPrecondition), errors.Is(err, store.ErrNotExist): // just replaced
		case err != nil:
			return err
		}
		return nil
	})
}
