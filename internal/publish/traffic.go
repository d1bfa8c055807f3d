package publish

import (
	"context"
	"errors"
	"io"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// trafficTable is the traffic table of a UTC day. A day of another time zone touches two
// of them, and so each of them is written by two reports: the second has the whole day.
type trafficTable struct {
	dayTable
	fingerprint string // of the table as it was seen
}

// look notes what the table is now.
func (t *trafficTable) look(ctx context.Context, s store.Reader) error {
	stamp, etag, err := lake.ReadTrafficStamp(ctx, s, t.day)
	if err == nil {
		err = lake.VerifyTable(ctx, s, t.key)
	}
	t.fingerprint, t.seen = stamp.Fingerprint, store.Condition{ETag: etag}
	switch {
	case errors.Is(err, store.ErrNotExist):
		t.seen = store.Condition{Absent: true}
	case errors.Is(err, lake.ErrDamaged): // it is written anew
		t.fingerprint = ""
	case err != nil:
		return err
	}
	return nil
}

// store stores the table of a report, unless it is there. A day that nobody logged gets
// none.
func (t *trafficTable) store(ctx context.Context, s store.Store, r *report.Report) error {
	of := trafficOf(r, t.day)
	made, err := trafficFingerprint(of)
	if err != nil || made == t.fingerprint || len(of.Inputs) == 0 && t.seen.Absent {
		return err
	}
	stamp := lake.TrafficStamp{Day: t.day, Fingerprint: made}
	return t.put(ctx, s, func(w io.Writer) error { return lake.WriteTraffic(w, stamp, of.Rows) }, func() bool {
		now, _, err := lake.ReadTrafficStamp(ctx, s, t.day)
		return err == nil && now.Fingerprint == made
	})
}

// trafficOf is the traffic of a day of a report.
func trafficOf(r *report.Report, day lake.Day) *report.Traffic {
	for i := range r.Traffic {
		if r.Traffic[i].Day == day {
			return &r.Traffic[i]
		}
	}
	return &report.Traffic{Day: day}
}
