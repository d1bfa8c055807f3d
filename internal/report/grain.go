package report

import (
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// grain gives spans of time of a day such that rows of one span, each of so many
// seconds, are in one bucket of the report, or are all outside of it: they begin phase
// seconds after midnight UTC and every grain seconds before and after that.
func (q *Query) grain(day lake.Day, rowSeconds int) (grain, phase int) {
	from, to, midnight := q.From.Unix(), q.To.Unix(), day.Start().Unix()
	place := func(at int) int64 {
		if unix := midnight + int64(at); from <= unix && unix < to {
			return q.start(unix)
		}
		return outside
	}
	first := -1 // where the day is cut for the first time
	before := place(0)
	for at := rowSeconds; at < activity.SecondsPerDay; at += rowSeconds {
		now := place(at)
		switch {
		case now == before:
		case first < 0:
			first = at
		default:
			grain = commonDivisor(grain, at-first)
		}
		before = now
	}
	switch {
	case first < 0:
		return activity.SecondsPerDay, 0
	case grain == 0:
		return activity.SecondsPerDay, first
	}
	return grain, first % grain
}

// commonDivisor is the greatest one; that of a number and 0 is the number.
func commonDivisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
