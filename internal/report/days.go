package report

import (
	"fmt"
	"time"
)

// ParseDay reads a date such as 2011-12-24 or 12-24-2011: the day's first instant
// in the zone.
func ParseDay(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "01-02-2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return midnight(t.Year(), t.Month(), t.Day(), zone), nil
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
	_, to = Day(to)
	return from, to, nil
}

// Day is the span of the day that holds a time, by the clock of its zone.
func Day(t time.Time) (from, to time.Time) {
	year, month, day := t.Date()
	return midnight(year, month, day, t.Location()), midnight(year, month, day+1, t.Location())
}

// midnight is a day's first instant. Some zones put the clock forward at midnight;
// then it is 01:00, and time.Date may give 23:00 of the day before.
func midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if t.Hour() > 12 {
		_, t = t.ZoneBounds()
	}
	return t
}
