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

// reconcile writes request_day for those of some days that are over, so that the next
// question about them finds it. If that fails it says why and goes on: the lake may be
// read-only, and a report can pair the rows itself. With verify files are read to the last
// byte before they are taken for right.
func reconcile(ctx context.Context, s store.Store, days []lake.Day, verify bool) {
	c := compact.Compactor{Lake: s, Verify: verify}
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
		reconcile(ctx, s, days, false)
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
