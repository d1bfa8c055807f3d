package report

import (
	"errors"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/lake"
)

// Query says what a report is about.
type Query struct {
	// From and To bound the rows: From <= time < To.
	From, To time.Time
	// Newest says that nobody chose the span: it is the lake's newest day.
	Newest bool
	// Zone is the time zone of buckets and of printed times; nil is UTC.
	Zone *time.Location
	// BucketSeconds cuts the rows by time, 0: one row for the whole span.
	BucketSeconds int
	// DeviceID and User keep one device, one account (any spelling); empty: all.
	DeviceID, User string
	// MinimumHits marks the rows that matter (>=); 0: all. The model keeps all.
	MinimumHits int64
	// TopHits keeps the devices with the most hits, all their rows; 0: all.
	TopHits int
	// ByUserAgent gives each user agent of a device a row of its own.
	ByUserAgent bool
	// Sources keeps the rows of these sources; nil: all.
	Sources map[lake.SourceID]bool
	// Expected is who should be in the report; the zero value: nobody.
	Expected Expected
}

// ErrBucket says that the lake's rows are too coarse for the wanted buckets.
var ErrBucket = errors.New("the lake's time buckets do not fit")

// zone is the time zone, never nil.
func (q *Query) zone() *time.Location {
	if q.Zone == nil {
		return time.UTC
	}
	return q.Zone
}

// days are the UTC days that the span touches.
func (q *Query) days() (first, last lake.Day) {
	return lake.DayOf(q.From.Unix()), lake.DayOf(q.To.Unix() - 1)
}

// start gives the start of the report's bucket that holds a time, both in
// seconds since 1970 UTC; 0 where there are no buckets. Buckets are counted from
// 1970-01-01 00:00 on the zone's clock: one in which that is changed is longer
// or shorter than the others, as is the day of 25 or 23 hours.
func (q *Query) start(unix int64) int64 {
	if q.BucketSeconds == 0 {
		return 0
	}
	t := time.Unix(unix, 0).In(q.zone())
	_, offset := t.Zone()
	n := int64(q.BucketSeconds)
	start := unix - ((unix+int64(offset))%n+n)%n
	if changed, _ := t.ZoneBounds(); !changed.IsZero() && start < changed.Unix() {
		_, before := changed.Add(-1).Zone()
		start = min(start+int64(offset-before), changed.Unix())
	}
	return start
}

// fits checks that rows of so many seconds can be cut as the query asks.
func (q *Query) fits(rowSeconds int) error {
	switch {
	case rowSeconds <= 0:
		return fmt.Errorf("rows of %d seconds: %w", rowSeconds, lake.ErrDamaged)
	case q.BucketSeconds%rowSeconds != 0:
		return fmt.Errorf("%w: a report by %d seconds needs a multiple of the lake's %d seconds (or run easreport on the logs again)",
			ErrBucket, q.BucketSeconds, rowSeconds)
	}
	for _, t := range []time.Time{q.From, q.To} {
		if t.Unix()%int64(rowSeconds) != 0 {
			return fmt.Errorf("%w: %s is no multiple of the lake's %d seconds", ErrBucket, t.Format(time.RFC3339), rowSeconds)
		}
		if _, offset := t.In(q.zone()).Zone(); q.BucketSeconds > 0 && offset%rowSeconds != 0 {
			return fmt.Errorf("%w: the clock of %s is no multiple of the lake's %d seconds from UTC", ErrBucket, q.zone(), rowSeconds)
		}
	}
	return nil
}
