package report

import (
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// hours are those of the query's span, counted from its start; none of one that is
// too long. A span begins at
// midnight somewhere, and days are UTC's: an hour may be of two days.
type hours struct {
	first int64 // start of the first, seconds since 1970 UTC, a whole minute
	n     int
}

// MaxHours is the longest span that is looked at by the hour: three months. Of a
// longer one Report.Timeline and Coverage.Hours are nil.
const MaxHours = 92 * hoursPerDay

const (
	secondsPerHour = 3600
	hoursPerDay    = activity.SecondsPerDay / secondsPerHour
	// touchedHours is how many hours a UTC day touches at the most.
	touchedHours = hoursPerDay + 1
)

func (q *Query) hours() hours {
	first := q.From.Unix()
	first -= (first%60 + 60) % 60
	n := (q.To.Unix() - first + secondsPerHour - 1) / secondsPerHour
	if n < 0 || n > MaxHours {
		n = 0
	}
	return hours{first, int(n)}
}

// of gives the number of the hour that holds a time; it may be none of the span.
func (h hours) of(unix int64) int {
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

// on gives the hours as seen from a day.
func (h hours) on(day lake.Day) dayHours {
	midnight := day.Start().Unix()
	first := h.of(midnight)
	return dayHours{first, (midnight - h.first - int64(first)*secondsPerHour) / 60}
}

// dayHours are the hours that a UTC day touches.
type dayHours struct {
	first int   // the number of the hour that midnight is in
	shift int64 // minutes from its start to midnight
}

// of gives the place of a minute of the day among the day's hours, less than
// touchedHours.
func (d dayHours) of(minute int64) int { return int((minute + d.shift) / 60) }
