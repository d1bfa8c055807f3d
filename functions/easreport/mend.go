package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// mendOf mends the tables of the days of logs that were read.
func (o *ingestOptions) mendOf(ctx context.Context, s store.Store, work *ingestSummary) error {
	var days []lake.Day
	for i := range work.Logs {
		days = append(days, work.Logs[i].result.Days...)
	}
	slices.Sort(days)
	var damaged []string
	for _, day := range slices.Compact(days) {
		for _, key := range lake.TableKeys(day) {
			wanting, err := wantsMending(ctx, s, key)
			if err != nil {
				return fmt.Errorf("looking at the lake %s: %w", o.lake, err)
			}
			if wanting {
				damaged = append(damaged, key)
			}
		}
	}
	return mendAll(ctx, s, damaged)
}

// wantsMending reports whether the file of a table is damaged, or was deleted.
func wantsMending(ctx context.Context, s store.Store, key string) (bool, error) {
	err := lake.VerifyTable(ctx, s, key)
	switch {
	case errors.Is(err, store.ErrNotExist):
		return lake.TableMarked(ctx, s, key)
	case errors.Is(err, lake.ErrDamaged):
		return true, nil
	case errors.Is(err, lake.ErrNewer), errors.Is(err, store.ErrPrecondition):
		return false, nil
	}
	return false, err
}

// mend makes the tables that are missing or damaged, and settles damaged receipts. It returns
// their keys. With a queue, days whose rows are on their way are left to the next reconcile.
func (o *reconcileOptions) mend(ctx context.Context, s store.Store, found *operate.Inspected) (keys []string, err error) {
	tables, receipts, days := found.Tables(), found.Receipts(), found.Days()
	if o.queue != "" {
		tables = slices.DeleteFunc(tables, func(key string) bool {
			_, day, _ := lake.ParseTableKey(key)
			return days[day]
		})
	}
	if !o.dryRun {
		if err := mendAll(ctx, s, tables); err != nil {
			return nil, err
		}
		for _, key := range receipts {
			if err := mendReceipt(ctx, s, key); err != nil {
				return nil, err
			}
		}
	}
	return slices.Concat(tables, receipts), nil
}

// mendReceipt has a damaged receipt say that nothing was sent: who sends the report or the
// alert again would take it so in any case, for a doubled mail is better than a lost one.
func mendReceipt(ctx context.Context, s store.Store, key string) error {
	_, etag, err := lake.ReadReceipt(ctx, s, key)
	switch {
	case err == nil, errors.Is(err, store.ErrNotExist): // somebody was faster
		return nil
	case !errors.Is(err, lake.ErrDamaged):
		return err
	}
	r := lake.Receipt{Key: key, State: lake.Unsent, At: time.Now().UTC(), Reason: "the receipt was damaged"}
	if _, err := lake.WriteReceipt(ctx, s, r, store.Condition{ETag: etag}); err != nil && !errors.Is(err, store.ErrPrecondition) {
		return err
	}
	return nil
}

// mendAll makes files of tables again, which are made of activity: request_day, devices and
// traffic.
func mendAll(ctx context.Context, s store.Store, keys []string) error {
	c := compact.Compactor{Lake: s, Delete: s.Delete, Verify: true}
	made := make(map[lake.Day]bool) // devices and traffic, by one report
	for _, key := range keys {
		_, day, _ := lake.ParseTableKey(key)
		var err error
		switch {
		case key == lake.ReconciledKey(day):
			_, err = c.Day(ctx, day)
		case !made[day]:
			made[day] = true
			err = mendTables(ctx, s, day)
		}
		if err != nil {
			return fmt.Errorf("making %s again: %w", key, err)
		}
	}
	return nil
}

// mendTables makes devices and traffic of a day again, as a report of that day does.
func mendTables(ctx context.Context, s store.Store, day lake.Day) error {
	zone, err := zoneOfTables(ctx, s, day)
	if err != nil {
		return err
	}
	y, m, d := day.Start().Date()
	q := report.Query{
		From: time.Date(y, m, d, 0, 0, 0, 0, zone), To: time.Date(y, m, d+1, 0, 0, 0, 0, zone), Zone: zone, Now: time.Now(),
		Expected: report.Expected{Days: report.DefaultExpectedDays},
	}
	tables, err := publish.NewDayTables(ctx, s, q)
	if err != nil {
		return err
	}
	_, err = tables.Store(ctx, nil)
	return err
}

// zoneOfTables is the time zone of a day's devices table, or where that is damaged of the
// nearest one that is not: UTC where there is none.
func zoneOfTables(ctx context.Context, s store.Store, day lake.Day) (*time.Location, error) {
	const near = 14
	for away := range lake.Day(near) {
		for _, other := range []lake.Day{day - away, day + away} {
			stamp, _, err := lake.ReadDevicesStamp(ctx, s, other)
			switch {
			case errors.Is(err, store.ErrNotExist), errors.Is(err, lake.ErrDamaged):
				continue
			case err != nil:
				return nil, err
			}
			if zone, err := time.LoadLocation(stamp.TimeZone); err == nil {
				return zone, nil
			}
		}
	}
	return time.UTC, nil
}
