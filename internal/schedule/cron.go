package schedule

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// cron is what the fields of cron(…) say.
type cron struct {
	minutes, hours, months, years set
	days, weekdays                dayField
}

// set holds the values of a field; nil holds all.
type set map[int]bool

func (s set) has(n int) bool { return s == nil || s[n] }

// dayField is one of the two fields that choose days. Of them one is always "?".
type dayField struct {
	unused bool // "?"
	set
	last    bool // "L" of days: the last of the month; of weekdays, with weekday: its last
	weekday int  // of "3L", "3#2" and "15W": the weekday from 1, Sunday, or the day
	nth     int  // of "3#2"
	nearest bool // of "15W"
}

var (
	monthNames   = strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")
	weekdayNames = strings.Fields("SUN MON TUE WED THU FRI SAT")
)

func parseCron(fields []string) (c cron, err error) {
	if len(fields) != 6 {
		return c, fmt.Errorf("%d fields, want six: minutes hours day-of-month month day-of-week year", len(fields))
	}
	var errs [6]error
	c.minutes, errs[0] = parseSet(fields[0], 0, 59, nil)
	c.hours, errs[1] = parseSet(fields[1], 0, 23, nil)
	c.days, errs[2] = parseDays(fields[2])
	c.months, errs[3] = parseSet(fields[3], 1, 12, monthNames)
	c.weekdays, errs[4] = parseWeekdays(fields[4])
	c.years, errs[5] = parseSet(fields[5], 1970, 2199, nil)
	if err := errors.Join(errs[:]...); err != nil {
		return c, err
	}
	if c.days.unused == c.weekdays.unused {
		return c, errors.New("exactly one of day-of-month and day-of-week must be ?")
	}
	return c, nil
}

// parseSet reads *, 3, 1-5, 0/15 and lists of these; names stand for their numbers.
func parseSet(text string, from, to int, names []string) (set, error) {
	if text == "*" {
		return nil, nil
	}
	s := set{}
	for part := range strings.SplitSeq(text, ",") {
		span, step, stepped := strings.Cut(part, "/")
		first, last, ranged := strings.Cut(span, "-")
		a, errA := number(first, names)
		b, errB := a, error(nil)
		switch {
		case ranged:
			b, errB = number(last, names)
		case stepped:
			b = to
		}
		if first == "*" && stepped && !ranged {
			a, errA = from, nil
		}
		by := 1
		var errStep error
		if stepped {
			by, errStep = strconv.Atoi(step)
		}
		if errors.Join(errA, errB, errStep) != nil || a < from || b > to || a > b || by < 1 {
			return nil, fmt.Errorf("%q: want numbers from %d to %d", part, from, to)
		}
		for n := a; n <= b; n += by {
			s[n] = true
		}
	}
	return s, nil
}

func number(text string, names []string) (int, error) {
	for i, name := range names {
		if strings.EqualFold(text, name) {
			return i + 1, nil
		}
	}
	return strconv.Atoi(text)
}

func parseDays(text string) (d dayField, err error) {
	day, nearest := strings.CutSuffix(text, "W")
	switch {
	case text == "?":
		d.unused = true
	case text == "L":
		d.last = true
	case nearest:
		d.nearest = true
		if d.weekday, err = strconv.Atoi(day); err != nil || d.weekday < 1 || d.weekday > 31 {
			return d, fmt.Errorf("%q: want a day from 1 to 31 before W", text)
		}
	default:
		d.set, err = parseSet(text, 1, 31, nil)
	}
	return d, err
}

var nth = regexp.MustCompile(`^([1-7]|[A-Za-z]{3})#([1-5])$`)

func parseWeekdays(text string) (d dayField, err error) {
	day, last := strings.CutSuffix(text, "L")
	switch m := nth.FindStringSubmatch(text); {
	case text == "?":
		d.unused = true
	case m != nil:
		d.nth = int(m[2][0] - '0')
		d.weekday, err = number(m[1], weekdayNames)
	case last && day != "":
		d.last = true
		d.weekday, err = number(day, weekdayNames)
	case last: // the last day of a week
		d.set = set{7: true}
	default:
		d.set, err = parseSet(text, 1, 7, weekdayNames)
	}
	if err == nil && d.weekday > 7 {
		err = fmt.Errorf("%q: want a weekday from 1 (SUN) to 7", text)
	}
	return d, err
}

// on reports whether a date is one of the schedule's.
func (c *cron) on(date time.Time) bool {
	if !c.years.has(date.Year()) || !c.months.has(int(date.Month())) {
		return false
	}
	lastDay := time.Date(date.Year(), date.Month()+1, 0, 12, 0, 0, 0, time.UTC).Day()
	day, weekday := date.Day(), int(date.Weekday())+1
	switch d, w := c.days, c.weekdays; {
	case d.last:
		return day == lastDay
	case d.nearest:
		return day == nearestWorkday(date, d.weekday, lastDay)
	case !d.unused:
		return d.has(day)
	case w.nth > 0:
		return weekday == w.weekday && (day-1)/7+1 == w.nth
	case w.last:
		return weekday == w.weekday && day+7 > lastDay
	default:
		return w.has(weekday)
	}
}

// nearestWorkday is the day from Monday to Friday nearest to a day, within the month.
func nearestWorkday(date time.Time, wanted, lastDay int) int {
	wanted = min(wanted, lastDay)
	switch time.Date(date.Year(), date.Month(), wanted, 12, 0, 0, 0, time.UTC).Weekday() {
	case time.Saturday:
		if wanted == 1 {
			return 3
		}
		return wanted - 1
	case time.Sunday:
		if wanted == lastDay {
			return wanted - 2
		}
		return wanted + 1
	}
	return wanted
}
