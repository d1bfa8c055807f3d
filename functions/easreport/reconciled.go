package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// reconcile has the requests of days worked out first, of those that are over, so that
// they are when the days are asked for again. What keeps it from that is said, and no reason to
// stop: the lake may be one to read only, and a report pairs rows itself.
func reconcile(ctx context.Context, s store.Store, days []lake.Day) {
	c := compact.Compactor{Lake: s}
	all, err := c.Finished(ctx, days, time.Now())
	if err != nil && ctx.Err() == nil {
		_, _ = fmt.Fprintf(os.Stderr, "easreport: days are not kept reconciled: %s\n", oneLine(err.Error()))
	}
	for _, r := range all {
		if r.Err != nil {
			_, _ = fmt.Fprintf(os.Stderr, "easreport: not compacted: %s\n", oneLine(r.Err.Error()))
		}
	}
}

// reconcileAll is reconcile for all days of a lake.
func reconcileAll(ctx context.Context, s store.Store) error {
	days, err := lake.Days(ctx, s)
	if err == nil {
		reconcile(ctx, s, days)
	}
	return err
}

// daysOf are the UTC days of a span.
func daysOf(from, to time.Time) (days []lake.Day) {
	for day := lake.DayOf(from.Unix()); day.Start().Before(to); day++ {
		days = append(days, day)
	}
	return days
}
