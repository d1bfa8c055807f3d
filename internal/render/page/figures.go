package page

import (
	"html/template"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// figure is a headline figure.
type figure struct {
	Label, Value, Remark string
	// Change is how it is against what is usual, which Habit draws.
	Change string
	Habit  template.HTML
	// Alarm marks a figure that is bad news.
	Alarm bool
}

// figures are the headline figures; monitoring probes stand apart.
func figures(r *report.Report, d *finding.Diagnosis) []figure {
	t := &r.Totals
	requests := figure{Label: "Requests", Value: count(t.Hits)}
	failures := figure{Label: "Failures", Value: count(t.Failures), Alarm: t.Failures > 0}
	devices := figure{Label: "Devices", Value: count(int64(t.Devices))}
	users := figure{Label: "Users", Value: count(int64(t.Users))}
	if t.Hits > 0 {
		failures.Remark = wording.Percent(t.Failures, t.Hits) + " of requests"
	}
	if n := days(&r.Query); n > 0 && d != nil && d.Baseline.Days > 0 && ofAll(&r.Query) {
		usual := d.Baseline.Estate()
		requests.compare(t.Hits, usual.Hits, n)
		failures.compare(t.Failures, usual.Failures, n)
		if n == 1 { // of several days more devices are seen than of one
			devices.compare(int64(t.Devices), usual.Devices, n)
			users.compare(int64(t.Users), usual.Users, n)
		}
		failures.Alarm = t.Failures > 0 && float64(t.Failures) > 1.5*usual.Failures.Median*float64(n)
	}
	return []figure{requests, failures, devices, users}
}

// compare tells what a figure is against a usual day.
func (f *figure) compare(n int64, usual baseline.Spread, days int) {
	today := float64(n) / float64(days)
	f.Change = wording.Change(today, usual.Median)
	if days > 1 && f.Change != "" {
		f.Change += " a day"
	}
	f.Habit = chart.Habit(f.Label+": "+f.Change, today, usual.Median, usual.MAD)
}

// days is how many days a query is about, 0 if it cannot be compared with days.
func days(q *report.Query) int { return wording.Days(q) }

// ofAll tells that a query asks for all that the baseline is about.
func ofAll(q *report.Query) bool {
	return q.OfAll()
}
