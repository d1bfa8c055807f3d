package iislog

import (
	"bytes"
	"math"
	"slices"
	"time"
)

const (
	dayLen  = 10 // 2006-01-02
	timeLen = 8  // 15:04:05
	bothLen = dayLen + 1 + timeLen

	minYear, maxYear = 1990, 2100

	dayMilli = 24 * 60 * 60 * 1000
	// earliest is 1996-01-01, the year of the first IIS, milliseconds since 1970.
	earliest = 820454400000
)

// clock reads times of rows. Rows of a second follow each other, so the time of
// the last is kept under its text and the blank behind it.
type clock struct {
	text   [bothLen + 1]byte
	milli  int64
	latest int64 // that a row may have
}

// shows tells whether a line begins with the time that was read last.
func (c *clock) shows(line []byte) bool {
	return len(line) > len(c.text) && string(line[:len(c.text)]) == string(c.text[:])
}

// bound sets the latest time that a row may have, 0 for no bound.
func (c *clock) bound(latest int64) {
	if latest == 0 {
		latest = math.MaxInt64
	}
	if latest != c.latest {
		*c = clock{latest: latest}
	}
}

// judge tells whether a row may have this time.
func (c *clock) judge(milli int64) Reason {
	if milli < earliest || milli > c.latest {
		return StrangeTime
	}
	return accepted
}

// read is the time of a row cut by h.
func (c *clock) read(h *header, r *Record) (int64, Reason) {
	l := h.layout
	if l.adjacent {
		date, tod := r.spans[Date], r.spans[Time]
		if date.end-date.start == dayLen && tod.end-tod.start == timeLen {
			return c.both(r.line[date.start:tod.end])
		}
	}
	day, ok := h.day, h.dated
	if l.carries(Date) {
		day, ok = parseDay(r.raw(Date))
	}
	tod, okTime := parseTime(r.raw(Time))
	if !ok || !okTime {
		return 0, BadTime
	}
	return day + tod, c.judge(day + tod)
}

// both reads a date and a time of the usual form with one character between.
func (c *clock) both(text []byte) (int64, Reason) {
	if string(text) == string(c.text[:bothLen]) {
		return c.milli, accepted
	}
	day, ok := parseDay(text[:dayLen])
	tod, okTime := parseTime(text[dayLen+1:])
	if !ok || !okTime {
		return 0, BadTime
	}
	if reason := c.judge(day + tod); reason != accepted {
		return 0, reason
	}
	copy(c.text[:], text)
	c.text[bothLen] = ' '
	c.milli = day + tod
	return c.milli, accepted
}

// rejectedOn is the day of a line that was rejected, in days since 1970: by the date in
// it, which the header need not say where to find, or by that of the header.
func (c *clock) rejectedOn(h *header, line []byte) (int64, bool) {
	milli, ok := parseDay(valueAt(line, h.dateColumn()))
	if !ok || c.judge(milli) != accepted {
		milli, ok = h.day, h.dated
	}
	return milli / dayMilli, ok && c.judge(milli) == accepted
}

// dateColumn is where the date stands in rows, 0 where the header does not say.
func (h *header) dateColumn() int {
	if h.layout == nil || !h.layout.carries(Date) {
		return 0
	}
	return slices.Index(h.layout.columns, Date)
}

// valueAt is the value of a column, counted from 0, in a line that need not fit its header;
// nil where there is none.
func valueAt(line []byte, column int) []byte {
	for range column {
		_, rest, more := bytes.Cut(line, []byte{' '})
		if !more {
			return nil
		}
		line = rest
	}
	v, _, _ := bytes.Cut(line, []byte{' '})
	return bytes.Trim(v, `"`)
}

// parseDay reads "2006-01-02", strictly, as milliseconds since 1970.
func parseDay(s []byte) (int64, bool) {
	if len(s) != dayLen || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	year, ok1 := number(s[:4])
	month, ok2 := number(s[5:7])
	day, ok3 := number(s[8:])
	if !ok1 || !ok2 || !ok3 || year < minYear || year > maxYear || month < 1 || month > 12 {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.UnixMilli(), t.Day() == day // time.Date takes the 30th of February for the 1st of March
}

// parseTime reads "15:04:05", and "15:04:05.999" with any number of decimals,
// as milliseconds since midnight.
func parseTime(s []byte) (int64, bool) {
	if len(s) < timeLen || s[2] != ':' || s[5] != ':' {
		return 0, false
	}
	hour, ok1 := number(s[:2])
	minute, ok2 := number(s[3:5])
	second, ok3 := number(s[6:timeLen])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	milli, ok := parseFraction(s[timeLen:])
	return int64((hour*60+minute)*60+second)*1000 + milli, ok
}

// parseFraction reads the decimals of a second, cut to milliseconds.
func parseFraction(s []byte) (int64, bool) {
	if len(s) == 0 {
		return 0, true
	}
	if s[0] != '.' || len(s) == 1 {
		return 0, false
	}
	milli, unit := int64(0), int64(100)
	for _, c := range s[1:] {
		if c < '0' || c > '9' {
			return 0, false
		}
		milli += int64(c-'0') * unit
		unit /= 10
	}
	return milli, true
}

// number reads digits, few enough not to overflow.
func number(s []byte) (int, bool) {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}
