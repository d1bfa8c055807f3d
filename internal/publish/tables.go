package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
)

// DayTables are the tables of the day that a report is about: its devices, and the
// traffic of each UTC day that it touches.
type DayTables struct {
	lake     store.Store
	query    report.Query
	building []assemble.Option
	devices  dayTable
	traffic  []trafficTable
}

// dayTable is the file of a table of a day.
type dayTable struct {
	day lake.Day
	key string
	// seen is the condition that the table is still what it was before the lake
	// was read: so the rows that are read last are those that stay.
	seen store.Condition
}

// NewDayTables is nil for a report that is not on one whole finished day and all devices. Call it
// before the report is built, with the same options.
func NewDayTables(ctx context.Context, s store.Store, q report.Query, building ...assemble.Option) (*DayTables, error) {
	from, to := report.Day(q.From.In(q.Location()))
	switch {
	case !q.From.Equal(from) || !q.To.Equal(to):
		return nil, nil
	case !q.OfAll() || q.Unfinished():
		return nil, nil
	}
	t := &DayTables{lake: s, query: report.Query{From: q.From, To: q.To, Zone: q.Zone, Expected: q.Expected}, building: building}
	day := dayOf(&q, q.From)
	t.devices = dayTable{day: day, key: lake.DevicesKey(day)}
	for day := lake.DayOf(q.From.Unix()); day.Start().Before(q.To); day++ {
		t.traffic = append(t.traffic, trafficTable{dayTable: dayTable{day: day, key: lake.TrafficKey(day)}})
	}
	return t, t.look(ctx)
}

// look notes what the tables are now.
func (t *DayTables) look(ctx context.Context) error {
	if err := t.devices.look(ctx, t.lake); err != nil {
		return err
	}
	for i := range t.traffic {
		if err := t.traffic[i].look(ctx, t.lake); err != nil {
			return err
		}
	}
	return nil
}

func (t *dayTable) look(ctx context.Context, s store.Reader) error {
	o, err := s.Head(ctx, t.key)
	switch {
	case errors.Is(err, store.ErrNotExist):
		t.seen = store.Condition{Absent: true}
	case err != nil:
		return fmt.Errorf("looking for %s: %w", t.key, err)
	default:
		t.seen = store.Condition{ETag: o.ETag}
	}
	return nil
}

// Store makes the tables of a report, or where that is nil or has other rows of one of its
// own, and returns the key of the devices table: "" where there is no table. If another run has
// changed a table meanwhile the lake is read again.
func (t *DayTables) Store(ctx context.Context, r *report.Report) (key string, err error) {
	if t == nil {
		return "", nil
	}
	if r != nil && (r.Query.BucketSeconds != 0 || r.Query.ByUserAgent || r.Query.TopHits != 0) {
		r = nil
	}
	for range attempts {
		if r == nil {
			if err = t.look(ctx); err != nil {
				return "", err
			}
			if r, err = assemble.Report(ctx, t.lake, t.query, t.building...); err != nil {
				return "", fmt.Errorf("building the tables of a day: %w", err)
			}
		}
		if err = t.store(ctx, r); err == nil {
			return t.devices.key, nil
		}
		if !errors.Is(err, store.ErrPrecondition) && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, store.ErrConflict) {
			return "", err
		}
		r = nil
	}
	return "", err
}

func (t *DayTables) store(ctx context.Context, r *report.Report) error {
	if err := t.storeDevices(ctx, r); err != nil {
		return err
	}
	for i := range t.traffic {
		if err := t.traffic[i].store(ctx, t.lake, r); err != nil {
			return err
		}
	}
	return nil
}

// put stores the table, by way of a temporary file. Stored reports whether it is there,
// which is asked when the store says that it could not be written.
func (t *dayTable) put(ctx context.Context, s store.Store, write func(io.Writer) error, stored func() bool) (err error) {
	f, err := os.CreateTemp("", "easreport-")
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if err := write(f); err != nil {
		return err
	}
	// If it fails, our own write may have gone well, or another run has made the same table.
	if _, err := s.Put(ctx, t.key, f, t.seen); err != nil && !stored() {
		return fmt.Errorf("storing %s: %w", t.key, err)
	}
	return lake.MarkTable(ctx, s, t.key)
}
