package letter

import (
	"fmt"
	"math"
	"time"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/render/wording"
	"github.com/easreport/easreport/internal/report"
)

// figure is a headline figure.
type figure struct {
	Label, Value string
	Remarks      []string
	Tone         tone
}

// figures are the headline figures, with what is usual.
func figures(r *report.Report, d *diagnosis.Diagnosis) []figure {
	t := &r.Totals
	requests := figure{Label: "Requests", Value: wording.Number(t.Hits, wording.Comma), Tone: plain}
	failures := figure{
		Label: "Failures", Value: wording.Number(t.Failures, wording.Comma), Tone: plain,
		Remarks: []string{wording.Percent(t.Failures, t.Hits) + " of requests"},
	}
	devices := figure{Label: "Devices", Value: wording.Number(int64(t.Devices), wording.Comma), Tone: plain}
	users := figure{Label: "Users", Value: wording.Number(int64(t.Users), wording.Comma), Tone: plain}
	if d != nil && d.Baseline.Days > 0 && r.Query.DeviceID == "" && r.Query.User == "" {
		usual := d.Baseline.Estate()
		if days := daysOf(&r.Query); days > 0 {
			requests.compare(t.Hits, usual.Hits.Median, days)
			failures.compare(t.Failures, usual.Failures.Median, days)
			if float64(t.Failures) >= 1.5*usual.Failures.Median*float64(days) {
				failures.Tone = critical
			}
			if days == 1 { // those of several days are mostly the same
				devices.compare(int64(t.Devices), usual.Devices.Median, 1)
				users.compare(int64(t.Users), usual.Users.Median, 1)
			}
		}
	}
	return []figure{requests, failures, devices, users}
}

// compare adds how a number is against the usual one of a day.
func (f *figure) compare(n int64, usual float64, days int) {
	if text := change(float64(n)/float64(days), usual); text != "" {
		f.Remarks = append(f.Remarks, text)
	}
}

// change says in words how a day is against what is usual; nothing where neither is
// anything.
func change(today, usual float64) string {
	number := wording.Number(int64(math.Round(usual)), wording.Comma)
	ratio := today / usual
	switch {
	case usual == 0 && today == 0:
		return ""
	case usual < 0.5:
		return "usually none"
	case ratio >= 2:
		return fmt.Sprintf("%s times the usual %s a day", times(ratio), number)
	case ratio >= 1.05:
		return fmt.Sprintf("%.0f %% above the usual %s a day", 100*(ratio-1), number)
	case ratio > 0.95:
		return fmt.Sprintf("as usual (%s a day)", number)
	}
	return fmt.Sprintf("%.0f %% below the usual %s a day", 100*(1-ratio), number)
}

// times writes a ratio: with a decimal where that matters.
func times(ratio float64) string {
	if ratio < 9.95 {
		return fmt.Sprintf("%.1f", ratio)
	}
	return wording.Number(int64(math.Round(ratio)), wording.Comma)
}

// daysOf is how many days a query is about, 0 if they are not whole days of its zone.
func daysOf(q *report.Query) (days int) {
	zone := wording.Zone(q)
	from, to := q.From.In(zone), q.To.In(zone)
	if from.Hour() != 0 || from.Minute() != 0 || !to.After(from) {
		return 0
	}
	days = int((to.Sub(from) + 12*time.Hour) / (24 * time.Hour)) // a day may have 23 or 25 hours
	if !from.AddDate(0, 0, days).Equal(to) {
		return 0
	}
	return days
}
