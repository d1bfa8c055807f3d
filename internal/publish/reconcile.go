package publish

import (
	"context"
	"fmt"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// reconcile has the requests of the report's UTC days worked out first, of those that are
// over: the report then reads them, and so does whoever asks the table request_day. A day
// with a file that cannot be read has none; the report says which file that is. Longer
// spans are not made for one report, nor what an engine is to add up.
func (p *Publisher) reconcile(ctx context.Context, q *report.Query) error {
	first, last := lake.DayOf(q.From.Unix()), lake.DayOf(q.To.Unix()-1)
	if p.Engine != nil || last-first >= report.MaxTrafficDays {
		return nil
	}
	c := compact.Compactor{Lake: p.Lake}
	if _, err := c.Finished(ctx, first, last, p.Clock.now()); err != nil {
		return fmt.Errorf("making the requests of the report's days: %w", err)
	}
	return nil
}
