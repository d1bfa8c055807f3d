package letter

import (
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// figure is a headline figure.
type figure struct {
	Label, Value string
	Remarks      []string
	Tone         tone
}

// figures are the headline figures, with what is usual.
func figures(r *report.Report, d *finding.Diagnosis) []figure {
	t := &r.Totals
	requests := figure{Label: "Requests", Value: wording.Number(t.Hits), Tone: plain}
	failures := figure{
		Label: "Failures", Value: wording.Number(t.Failures), Tone: plain,
		Remarks: []string{wording.Percent(t.Failures, t.Hits) + " of requests"},
	}
	devices := figure{Label: "Devices", Value: wording.Number(int64(t.Devices)), Tone: plain}
	users := figure{Label: "Users", Value: wording.Number(int64(t.Users)), Tone: plain}
	if days := wording.Days(&r.Query); days > 0 && d != nil && d.Baseline.Days > 0 && ofAll(&r.Query) {
		usual := d.Baseline.Estate()
		requests.compare(t.Hits, usual.Hits.Median, days)
		failures.compare(t.Failures, usual.Failures.Median, days)
		if days == 1 { // of several days more devices are seen than of one
			devices.compare(int64(t.Devices), usual.Devices.Median, days)
			users.compare(int64(t.Users), usual.Users.Median, days)
		}
		if float64(t.Failures) > 1.5*usual.Failures.Median*float64(days) {
			failures.Tone = critical
		}
	}
	return []figure{requests, failures, devices, users}
}

// ofAll tells that a query asks for all that the baseline is about.
func ofAll(q *report.Query) bool { return q.OfAll() }

// compare adds how a number is against the usual one of a day.
func (f *figure) compare(n int64, usual float64, days int) {
	text := wording.Change(float64(n)/float64(days), usual)
	if text != "" && days > 1 {
		text += " a day"
	}
	if text != "" {
		f.Remarks = append(f.Remarks, text)
	}
}
