package lake

import (
	"fmt"
	"time"
)

// DefaultBucketSeconds is the time span of a row: fine enough to see a burst.
const DefaultBucketSeconds = 60

// Day is a UTC day, counted from 1970-01-01.
type Day int32

const dayLayout = "2006-01-02"

// DayOf gives the day of a time in seconds since 1970 UTC.
func DayOf(unixSeconds int64) Day { return Day(floorDiv(unixSeconds, 86400)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// ParseDay reads a day written as 2011-12-24.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil {
		return 0, fmt.Errorf("reading day %q: want the form 2011-12-24", s)
	}
	return DayOf(t.Unix()), nil
}

// Start is the day's first instant.
func (d Day) Start() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// MarshalText writes the day as 2011-12-24.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a day written as 2011-12-24.
func (d *Day) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDay(string(text))
	return err
}

// String writes the day as 2011-12-24.
func (d Day) String() string { return d.Start().Format(dayLayout) }
