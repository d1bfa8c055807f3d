package report

import (
	"fmt"
	"time"
)

// ParseDay reads a date such as 2011-12-24 or 12-24-2011: the day's first instant
// in the zone.
func ParseDay(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "01-02-2006"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: want a date such as 2011-12-24 or 12-24-2011", text)
}

// Days is the span of the days from a first to a last one, both included.
func Days(first, last string, zone *time.Location) (from, to time.Time, err error) {
	if from, err = ParseDay(first, zone); err != nil {
		return from, to, err
	}
	if to, err = ParseDay(last, zone); err != nil {
		return from, to, err
	}
	if to.Before(from) {
		return from, to, fmt.Errorf("the last day %s is before the first %s", last, first)
	}
	return from, to.AddDate(0, 0, 1), nil
}
