package publish

import (
	"context"
	"fmt"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// lateDays is how many earlier days are worked out again beside those of a report: their
// logs came late, or nobody did before.
const lateDays = 2

// reconcile has the requests of the report's UTC days worked out first, of those that are
// over: the report then reads them, and so does whoever asks the table request_day. Then
// come a few of the days that the report looks back to. A day with a file that cannot be
// read has no requests; the report says which file that is. Longer spans are not made for
// one report, nor what an engine is to add up.
func (p *Publisher) reconcile(ctx context.Context, q *report.Query) error {
	first, last := lake.DayOf(q.From.Unix()), lake.DayOf(q.To.Unix()-1)
	if p.Engine != nil || last-first >= report.MaxTrafficDays {
		return nil
	}
	c, late := compact.Compactor{Lake: p.Lake}, 0
	for day := last; day >= first-lake.Day(q.Expected.Days) && late < lateDays; day-- {
		made, err := c.Finished(ctx, []lake.Day{day}, p.Clock.now())
		if err != nil {
			return fmt.Errorf("making the requests of the report's days: %w", err)
		}
		for _, r := range made {
			if day < first && r.Outcome == compact.Written {
				late++
			}
		}
	}
	return nil
}
