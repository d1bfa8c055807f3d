package publish

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// storeDevices stores the devices table.
func (t *DayTables) storeDevices(ctx context.Context, r *report.Report) error {
	stamp, err := t.devicesStamp(r)
	if err != nil {
		return err
	}
	return t.devices.put(ctx, t.lake, func(w io.Writer) error { return writeDevices(w, stamp, r) }, func() bool {
		now, _, err := lake.ReadDevicesStamp(ctx, t.lake, t.devices.day)
		return err == nil && now.Fingerprint == stamp.Fingerprint
	})
}

func (t *DayTables) devicesStamp(r *report.Report) (lake.DevicesStamp, error) {
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
