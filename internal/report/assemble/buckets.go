package assemble

import (
	"errors"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// ErrBucket says that the lake's rows are too coarse for the wanted buckets.
var ErrBucket = errors.New("the lake's time buckets do not fit")

// spanDays are the UTC days that the span touches.
func spanDays(q *report.Query) (first, last lake.Day) {
	return lake.DayOf(q.From.Unix()), lake.DayOf(q.To.Unix() - 1)
}

// bucketStart is the start of the report's bucket that holds a time, both in
// seconds since 1970 UTC; 0 where there are no buckets. Buckets are counted from
// 1970-01-01 00:00 on the zone's clock: one in which that is changed is longer
// or shorter than the others, as is the day of 25 or 23 hours.
func bucketStart(q *report.Query, unix int64) int64 {
	if q.BucketSeconds == 0 {
		return 0
	}
	t := time.Unix(unix, 0).In(q.Location())
	_, offset := t.Zone()
	n := int64(q.BucketSeconds)
	start := unix - ((unix+int64(offset))%n+n)%n
	if changed, _ := t.ZoneBounds(); !changed.IsZero() && start < changed.Unix() {
		_, before := changed.Add(-1).Zone()
		start = min(start+int64(offset-before), changed.Unix())
	}
	return start
}

// checkGrain checks that rows of so many seconds can be cut as the query asks.
func checkGrain(q *report.Query, rowSeconds int) error {
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
		if _, offset := t.In(q.Location()).Zone(); q.BucketSeconds > 0 && offset%rowSeconds != 0 {
			return fmt.Errorf("%w: the clock of %s is no multiple of the lake's %d seconds from UTC", ErrBucket, q.Location(), rowSeconds)
		}
	}
	return nil
}

// bucketStarts remembers where the buckets of the report start that rows are in: rows
// of all devices have the same few times.
type bucketStarts struct {
	query *report.Query
	known [startsKept]struct{ unix, start int64 }
}

// startsKept is a power of two, and more than a day has minutes.
const startsKept = 1 << 11

// start is the start for a time, 0 or later, of rows of so many seconds.
func (s *bucketStarts) start(unix, rowSeconds int64) int64 {
	if s.query.BucketSeconds == 0 {
		return 0
	}
	at := &s.known[unix/rowSeconds%startsKept]
	if at.unix != unix || unix == 0 {
		at.unix, at.start = unix, bucketStart(s.query, unix)
	}
	return at.start
}

// hours are those of the query's span, counted from its start; none of a span longer than
// report.MaxHours. A span begins at midnight somewhere, and days are UTC's: an hour may be
// of two days.
type hours struct {
	first int64 // start of the first, seconds since 1970 UTC, a whole minute
	n     int
}

const (
	secondsPerHour = 3600
	hoursPerDay    = activity.SecondsPerDay / secondsPerHour
	// touchedHours is how many hours a UTC day touches at the most.
	touchedHours = hoursPerDay + 1
)

func newHours(q *report.Query) hours {
	first := q.From.Unix()
	first -= (first%60 + 60) % 60
	n := (q.To.Unix() - first + secondsPerHour - 1) / secondsPerHour
	if n < 0 || n > report.MaxHours {
		n = 0
	}
	return hours{first, int(n)}
}

// index is the number of the hour that holds a time; it may be none of the span.
func (h hours) index(unix int64) int {
	n := unix - h.first
	if n < 0 {
		n -= secondsPerHour - 1
	}
	return int(n / secondsPerHour)
}

// start is when an hour starts.
func (h hours) start(n int, zone *time.Location) time.Time {
	return time.Unix(h.first+int64(n)*secondsPerHour, 0).In(zone)
}

// onDay are the hours as seen from a day.
func (h hours) onDay(day lake.Day) dayHours {
	midnight := day.Start().Unix()
	first := h.index(midnight)
	return dayHours{first, (midnight - h.first - int64(first)*secondsPerHour) / 60}
}

// dayHours are the hours that a UTC day touches.
type dayHours struct {
	first int   // the number of the hour that midnight is in
	shift int64 // minutes from its start to midnight
}

// index is the place of a minute of the day among the day's hours, less than
// touchedHours.
func (d dayHours) index(minute int64) int { return int((minute + d.shift) / 60) }
