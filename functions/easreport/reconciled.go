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
func reconcile(ctx context.Context, s store.Store, first, last lake.Day) {
	c := compact.Compactor{Lake: s}
	all, err := c.Finished(ctx, first, last, time.Now())
	if err != nil && ctx.Err() == nil {
		_, _ = fmt.Fprintf(os.Stderr, "easreport: days are not kept reconciled: %s\n", oneLine(err.Error()))
	}
	for _, r := range all {
		if r.Err != nil {
			_, _ = fmt.Fprintf(os.Stderr, "easreport: not compacted: %s\n", oneLine(r.Err.Error()))
		}
	}
}
