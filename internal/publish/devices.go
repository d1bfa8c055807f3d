package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
)

// DevicesTable is the devices table of a day that a report is about.
type DevicesTable struct {
	lake     store.Store
	query    report.Query
	building []assemble.Option
	day      lake.Day
	// seen is the condition that the table is still what it was before the lake
	// was read: so the rows that are read last are those that stay.
	seen store.Condition
}

// NewDevicesTable is nil for a report that is not on one whole day and all
// devices. Call it before the report is built, with the same options.
func NewDevicesTable(ctx context.Context, s store.Store, q report.Query, building ...assemble.Option) (*DevicesTable, error) {
	from, to := report.Day(q.From.In(q.Location()))
	switch {
	case !q.From.Equal(from) || !q.To.Equal(to):
		return nil, nil
	case q.DeviceID != "" || q.User != "" || q.Sources != nil:
		return nil, nil
	}
	t := &DevicesTable{lake: s, query: report.Query{From: q.From, To: q.To, Zone: q.Zone, Expected: q.Expected}, building: building, day: dayOf(&q, q.From)}
	return t, t.look(ctx)
}

// look notes what the table is now.
func (t *DevicesTable) look(ctx context.Context) error {
	o, err := t.lake.Head(ctx, lake.DevicesKey(t.day))
	switch {
	case errors.Is(err, store.ErrNotExist):
		t.seen = store.Condition{Absent: true}
	case err != nil:
		return fmt.Errorf("looking for the devices table: %w", err)
	default:
		t.seen = store.Condition{ETag: o.ETag}
	}
	return nil
}

// Store makes the table of a report, or where that has other rows of one of its
// own, and gives its key: "" where there is no table. If another run has changed the
// table meanwhile the lake is read again.
func (t *DevicesTable) Store(ctx context.Context, r *report.Report) (key string, err error) {
	if t == nil {
		return "", nil
	}
	if q := &r.Query; q.BucketSeconds != 0 || q.ByUserAgent || q.TopHits != 0 {
		r = nil
	}
	for range attempts {
		if r == nil {
			if err = t.look(ctx); err != nil {
				return "", err
			}
			if r, err = assemble.Report(ctx, t.lake, t.query, t.building...); err != nil {
				return "", fmt.Errorf("building the devices table: %w", err)
			}
		}
		if err = t.put(ctx, r); err == nil {
			return lake.DevicesKey(t.day), nil
		}
		if !errors.Is(err, store.ErrPrecondition) && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, store.ErrConflict) {
			return "", err
		}
		r = nil
	}
	return "", err
}

// put stores the table, by way of a temporary file.
func (t *DevicesTable) put(ctx context.Context, r *report.Report) (err error) {
	stamp, err := t.stamp(r)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp("", "easreport-")
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if err := writeDevices(f, stamp, r); err != nil {
		return err
	}
	key := lake.DevicesKey(t.day)
	_, putErr := t.lake.Put(ctx, key, f, t.seen)
	if putErr == nil {
		return nil
	}
	// Our own write may have gone well, or another run has made the same table.
	if now, _, err := lake.ReadDevicesStamp(ctx, t.lake, t.day); err == nil && now.Fingerprint == stamp.Fingerprint {
		return nil
	}
	return fmt.Errorf("storing the devices table: %w", putErr)
}

func (t *DevicesTable) stamp(r *report.Report) (lake.DevicesStamp, error) {
	whole := r.Coverage.Whole() && ended(r)
	made, err := devicesFingerprint(&t.query, r.Coverage.Inputs, whole)
	return lake.DevicesStamp{
		Schema: lake.SchemaVersion, Fingerprint: made, From: r.Query.From.UTC(), To: r.Query.To.UTC(), TimeZone: r.Query.Location().String(),
		Whole: whole,
	}, err
}

// ended tells whether there are records of the day's last hour: a day that goes on, or
// whose last logs are still to come, is no measure for others.
func ended(r *report.Report) bool {
	for i := range r.Coverage.Sites {
		if !r.Coverage.Sites[i].Last.Before(r.Query.To.Add(-time.Hour)) {
			return true
		}
	}
	return false
}

// writeDevices writes the rows of a report by device.
func writeDevices(w io.Writer, stamp lake.DevicesStamp, r *report.Report) error {
	type name struct{ device, user, agent string }
	names, order := make([]name, r.Rows.Len()), make([]int, r.Rows.Len())
	var row report.Row
	for i := range order {
		r.Rows.Get(i, &row)
		names[i], order[i] = name{row.DeviceID, row.User, row.UserAgent}, i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &names[a], &names[b]
		return cmp.Or(strings.Compare(x.device, y.device), strings.Compare(x.user, y.user), strings.Compare(x.agent, y.agent))
	})
	return lake.WriteDevices(w, stamp, len(order), func(i int, d *lake.Device) {
		r.Rows.Get(order[i], &row)
		fillDevice(d, &row)
	})
}
