package iislog

import "slices"

// Logs of old services have the time alone in their rows and the date in #Date. IIS writes
// rows in the order in which requests end, so one that is earlier than the row before is of
// the next day; unless it is only a little earlier, for that order is not exact.

// backward is how much earlier than the latest one a row may be without being of the next
// day, in milliseconds.
const backward = 60 * 1000

// timeOnly tells whether rows have a time, and their date is that of #Date.
func (h *header) timeOnly() bool {
	return h.dated && h.layout != nil && h.layout.carries(Time) && !h.layout.carries(Date) && h.lacks == accepted
}

// midnight makes the header that of the first of some rows, and returns where the first
// row begins that is of another day than that one; all of their length if there is none.
func (h *header) midnight(rows []byte) int {
	column := slices.Index(h.layout.columns, Time)
	first := true
	for rest := rows; len(rest) > 0; {
		line, next := cutLine(rest)
		tod, ok := parseTime(valueAt(line, column))
		if ok {
			day := h.dayOf(tod)
			if !first && day != h.day {
				return len(rows) - len(rest)
			}
			h.day, first = day, false
			h.at = max(h.at, day+tod)
		}
		rest = next
	}
	return len(rows)
}

// dayOf is the earliest day on which this time of day is not before the latest row, but
// for a little.
func (h *header) dayOf(tod int64) int64 {
	day := h.at - h.at%dayMilli - dayMilli
	for day+tod < h.at-backward {
		day += dayMilli
	}
	return day
}
