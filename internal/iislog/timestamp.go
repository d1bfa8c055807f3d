package iislog

import "time"

const (
	dayLen  = 10 // 2006-01-02
	timeLen = 8  // 15:04:05
	bothLen = dayLen + 1 + timeLen

	minYear, maxYear = 1990, 2100
)

// clock reads times of rows. Rows of a second follow each other, so the time of
// the last is kept under its text and the blank behind it.
type clock struct {
	text  [bothLen + 1]byte
	milli int64
}

// shows tells whether a line begins with the time that was read last.
func (c *clock) shows(line []byte) bool {
	return len(line) > len(c.text) && string(line[:len(c.text)]) == string(c.text[:])
}

// read is the time of a row cut by h.
func (c *clock) read(h *header, r *Record) (int64, bool) {
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
	return day + tod, ok && okTime
}

// both reads a date and a time of the usual form with one character between.
func (c *clock) both(text []byte) (int64, bool) {
	if string(text) == string(c.text[:bothLen]) {
		return c.milli, true
	}
	day, ok := parseDay(text[:dayLen])
	tod, okTime := parseTime(text[dayLen+1:])
	if !ok || !okTime {
		return 0, false
	}
	copy(c.text[:], text)
	c.text[bothLen] = ' '
	c.milli = day + tod
	return c.milli, true
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
