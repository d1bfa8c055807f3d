package compact

import (
	"context"
	"time"

	"github.com/easreport/easreport/internal/lake"
)

// Finished brings the files of those days up to date that are over at a time, one after
// the other. A day without activity files is passed over. It returns what
// became of the others; for a day that is up to date it takes two requests.
func (c *Compactor) Finished(ctx context.Context, days []lake.Day, now time.Time) (all []Result, err error) {
	for _, day := range days {
		if (day + 1).Start().After(now) {
			continue
		}
		d, err := c.list(ctx, day)
		if err == nil && len(d.inputs) > 0 {
			var r Result
			if r, err = c.kept(ctx, d); err == nil {
				all = append(all, r)
			}
		}
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// kept is compact for a file that is missed from now on if it is deleted.
func (c *Compactor) kept(ctx context.Context, d listing) (Result, error) {
	r, err := c.compact(ctx, d)
	if err == nil && r.Outcome == Written && !c.DryRun {
		err = lake.MarkTable(ctx, c.Lake, lake.ReconciledKey(d.day))
	}
	return r, err
}
