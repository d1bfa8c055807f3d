package page

import (
	"time"

	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
)

// maxTicks is how many marks an axis of time has.
const maxTicks = 9

// ticks are marks on the time of a query.
func ticks(q *report.Query) []chart.Tick {
	span := q.To.Sub(q.From)
	if span <= 0 {
		return nil
	}
	const day = 24 * time.Hour
	step := 365 * day
	for _, s := range []time.Duration{
		15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day,
	} {
		if span <= s*(maxTicks-1) {
			step = s
			break
		}
	}
	from, several := q.From.In(q.Location()), span > day+time.Hour
	next := func(n int) time.Time { return from.Add(time.Duration(n) * step) }
	if step >= day { // also where a clock is changed
		next = func(n int) time.Time { return from.AddDate(0, 0, n*int(step/day)) }
	}
	var all []chart.Tick
	for n := 0; !next(n).After(q.To); n++ {
		all = append(all, chart.Tick{At: float64(next(n).Sub(q.From)) / float64(span), Text: tickText(next(n), several)})
	}
	return all
}

// tickText is the time of a mark; of several days a midnight is its day. All are as short as
// that, so that they have room side by side.
func tickText(t time.Time, several bool) string {
	if several && t.Hour() == 0 && t.Minute() == 0 {
		return t.Format("01-02")
	}
	return t.Format("15:04")
}
