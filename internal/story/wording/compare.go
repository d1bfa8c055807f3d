package wording

import (
	"fmt"
	"math"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// Days is how many days a query is about, 0 if they are not whole days of its zone:
// only whole days can be compared with others.
func Days(q *report.Query) int {
	from, to := q.From.In(q.Location()), q.To.In(q.Location())
	if !midnight(from) || !to.After(from) {
		return 0
	}
	days := int((to.Sub(from) + 12*time.Hour) / (24 * time.Hour)) // a day may have 23 or 25 hours
	if !from.AddDate(0, 0, days).Equal(to) {
		return 0
	}
	return days
}

// Change says how a day is against a usual one; nothing where neither is anything.
func Change(today, usual float64) string {
	number := Rounded(usual)
	ratio := today / usual
	switch {
	case usual == 0 && today == 0:
		return ""
	case usual < 0.5:
		return "usually none"
	case ratio >= 2:
		return fmt.Sprintf("%s times the usual %s", Times(ratio), number)
	case ratio >= 1.05:
		return fmt.Sprintf("%.0f %% above the usual %s", 100*(ratio-1), number)
	case ratio > 0.95:
		return fmt.Sprintf("as usual (%s)", number)
	}
	return fmt.Sprintf("%.0f %% below the usual %s", 100*(1-ratio), number)
}

// Times writes a ratio, with a decimal where that matters.
func Times(ratio float64) string {
	if ratio < 9.95 {
		return fmt.Sprintf("%.1f", ratio)
	}
	return Rounded(ratio)
}

// Rounded writes a whole number by thousands.
func Rounded(n float64) string {
	return Number(int64(math.Round(n)))
}
