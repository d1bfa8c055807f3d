package wording

import (
	"strconv"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// TimeLayout is that of the script's Date column, and sorts as text.
const TimeLayout = "2006-01-02 15:04:05"

// AppendMoment writes a time in the query's zone.
func AppendMoment(dst []byte, q *report.Query, t time.Time) []byte {
	if t.IsZero() {
		return dst
	}
	t = t.In(q.Location())
	year, month, day := t.Date()
	if year < 1000 || year > 9999 {
		return t.AppendFormat(dst, TimeLayout)
	}
	hour, minute, second := t.Clock()
	dst = strconv.AppendInt(dst, int64(year), 10)
	for i, n := range [...]int{int(month), day, hour, minute, second} {
		dst = append(dst, "-- ::"[i], byte('0'+n/10), byte('0'+n%10))
	}
	return dst
}

// Moment writes a time in the query's zone; nothing for the zero time.
func Moment(q *report.Query, t time.Time) string { return string(AppendMoment(nil, q, t)) }
