package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxDaysAgo bounds days that are counted back from today: ten years.
const maxDaysAgo = 3660

// ParseDay reads a day: 2011-12-24, 12-24-2011, today, yesterday, or -7 for seven days ago.
// It returns the day's first instant in the zone of now.
func ParseDay(text string, now time.Time) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "01-02-2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return midnight(t.Year(), t.Month(), t.Day(), now.Location()), nil
		}
	}
	ago, known := map[string]int{"today": 0, "yesterday": 1}[strings.ToLower(text)]
	if !known && strings.HasPrefix(text, "-") {
		n, err := strconv.Atoi(text[1:])
		ago, known = n, err == nil && 0 <= n && n <= maxDaysAgo
	}
	if !known {
		return time.Time{}, fmt.Errorf("%q: want a day such as 2011-12-24, 12-24-2011, today, yesterday, or -7 for 7 days ago", text)
	}
	return DaysBefore(now, ago), nil
}

// DaysBefore returns the first instant of the day n days before that of t, in its zone.
func DaysBefore(t time.Time, n int) time.Time {
	year, month, day := t.Date()
	return midnight(year, month, day-n, t.Location())
}

// ParseTime reads a day as ParseDay does, or a time on one, such as "2011-12-24 18:30" or
// "yesterday 18:30". A day is from its first instant to that of the next; a time is an
// instant, both from and to.
func ParseTime(text string, now time.Time) (from, to time.Time, err error) {
	const dateLength = len("2011-12-24")
	if len(text) > dateLength && text[dateLength] == 'T' { // as computers write it
		text = text[:dateLength] + " " + text[dateLength+1:]
	}
	date, clock, isTime := strings.Cut(text, " ")
	if from, err = ParseDay(date, now); err != nil {
		return from, to, err
	}
	if !isTime {
		_, to = Day(from)
		return from, to, nil
	}
	at, err := time.Parse("15:04", strings.TrimSpace(clock))
	if err != nil {
		return from, to, fmt.Errorf("%q: want a time such as %s 18:30", text, date)
	}
	year, month, day := from.Date()
	from = time.Date(year, month, day, at.Hour(), at.Minute(), 0, 0, now.Location())
	return from, from, nil
}

// Days is the span from a first to a last day or time, both as ParseTime reads them. Days are
// included; a time ends the span. An empty last leaves the end open: to is then zero.
func Days(first, last string, now time.Time) (from, to time.Time, err error) {
	if from, _, err = ParseTime(first, now); err != nil || last == "" {
		return from, to, err
	}
	if _, to, err = ParseTime(last, now); err != nil {
		return from, to, err
	}
	if !to.After(from) {
		return from, to, fmt.Errorf("the end %s is before the beginning %s", last, first)
	}
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
