package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
)

// enoughDays is how many days with tables a baseline needs.
const enoughDays = 5

// FillTables makes the tables of days before a report that have none, from what the lake has of
// those days: nobody has reported on each of them, as with a report of every week, or they came
// by a backfill. Without them the report has no baseline. It looks at as many days as wanted,
// and makes the newest until a baseline has enough: asked again it makes no more, so that the
// same report comes of it and is not mailed twice.
func FillTables(ctx context.Context, s store.Store, q *report.Query, wanted int, building ...assemble.Option) error {
	y, m, d := q.From.In(q.Location()).Date()
	there := 0
	for back := 1; back <= wanted && there < enoughDays; back++ {
		from := time.Date(y, m, d-back, 0, 0, 0, 0, q.Location())
		before := report.Query{From: from, To: time.Date(y, m, d-back+1, 0, 0, 0, 0, q.Location()), Zone: q.Zone, Now: q.Now, Expected: q.Expected}
		day := dayOf(&before, from)
		switch _, err := s.Head(ctx, lake.DevicesKey(day)); {
		case err == nil:
			there++
			continue
		case !errors.Is(err, store.ErrNotExist):
			return fmt.Errorf("looking for the devices of %s: %w", day, err)
		}
		if inputs, err := lake.Inputs(ctx, s, day); err != nil || len(inputs) == 0 {
			if err != nil {
				return err
			}
			continue
		}
		tables, err := NewDayTables(ctx, s, before, building...)
		if err != nil {
			return err
		}
		if _, err := tables.Store(ctx, nil); err != nil {
			return fmt.Errorf("making the devices of %s: %w", day, err)
		}
		there++
	}
	return nil
}
