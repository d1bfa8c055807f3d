// Package schedule reads the expressions by which Amazon EventBridge Scheduler runs
// things, cron(…) and rate(…), and says when they are due.
//
// Source: EventBridge Scheduler User Guide, "Schedule types". It must not know what is
// scheduled.
package schedule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Schedule is an expression that was read.
type Schedule struct {
	every time.Duration // of rate(…), else 0
	cron  cron
}

var rate = regexp.MustCompile(`^rate\(([1-9][0-9]{0,5}) (minute|hour|day)s?\)$`)

// units are those of rate(…).
var units = map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// Parse reads an expression such as cron(0 6 * * ? *) or rate(1 day).
func Parse(text string) (Schedule, error) {
	if m := rate.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		return Schedule{every: time.Duration(n) * units[m[2]]}, err
	}
	fields, isCron := strings.CutPrefix(text, "cron(")
	fields, closed := strings.CutSuffix(fields, ")")
	if !isCron || !closed {
		return Schedule{}, fmt.Errorf("%q: want cron(minutes hours day-of-month month day-of-week year), such as cron(0 6 * * ? *), or rate(1 day)", text)
	}
	c, err := parseCron(strings.Fields(fields))
	if err != nil {
		return Schedule{}, fmt.Errorf("%q: %w", text, err)
	}
	return Schedule{cron: c}, nil
}

// horizon bounds how far ahead Next looks: the 29th of February comes every eight years
// at the worst.
const horizon = 8 * 366

// Next returns the first time after t at which the schedule is due, by the clock of t's
// zone; false if there is none. A time that the clock skips when summer begins is not
// due. A rate counts from t.
func (s *Schedule) Next(t time.Time) (time.Time, bool) {
	if s.every > 0 {
		return t.Add(s.every), true
	}
	year, month, day := t.Date()
	for ahead := range horizon {
		date := time.Date(year, month, day+ahead, 12, 0, 0, 0, t.Location())
		if !s.cron.on(date) {
			continue
		}
		y, m, d := date.Date()
		for hour := range 24 {
			for minute := range 60 {
				if !s.cron.hours.has(hour) || !s.cron.minutes.has(minute) {
					continue
				}
				due := time.Date(y, m, d, hour, minute, 0, 0, t.Location())
				if due.Hour() == hour && due.Minute() == minute && due.After(t) {
					return due, true
				}
			}
		}
	}
	return time.Time{}, false
}
