package story

import (
	"fmt"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

const minute = time.Minute

// Figure is a headline figure.
type Figure struct {
	Label, Value string
	// Remark says more, Change how it compares with what is usual; both may be empty.
	Remark, Change string
	// Alarm marks bad news.
	Alarm bool
	// Habit has the numbers of the comparison.
	Habit
}

// Habit is a number of requests a day, and what is usual.
type Habit struct {
	// Text says how the two compare; empty where there is nothing to compare.
	Text string
	// Today is the number, Median and Spread (the median distance from it) those of the
	// days before. They are there if Known.
	Today, Median, Spread float64
	Known                 bool
}

// alarming is from how many times the usual failures on they are bad news, and
// alarmingPart from which part of the requests on where nothing is usual.
const (
	alarming     = 1.5
	alarmingPart = 0.1
)

// figures are the headline figures; monitoring probes stand apart.
func (s *Story) figures(r *report.Report) []Figure {
	t := &r.Totals
	requests := Figure{Label: "Requests", Value: wording.Number(t.Hits)}
	failures := Figure{Label: "Failures", Value: wording.Number(t.Failures), Alarm: t.Failures > 0 && float64(t.Failures) >= alarmingPart*float64(t.Hits)}
	devices := Figure{Label: "Devices", Value: wording.Number(int64(t.Devices))}
	users := Figure{Label: "Users", Value: wording.Number(int64(t.Users))}
	if t.Hits > 0 {
		failures.Remark = wording.Percent(t.Failures, t.Hits) + " of requests"
	}
	if s.days > 0 && s.BaselineDays > 0 && r.Query.OfAll() {
		usual := s.usual.Estate()
		requests.compare(t.Hits, usual.Hits, s.days)
		failures.compare(t.Failures, usual.Failures, s.days)
		if s.days == 1 { // more devices are seen on several days than on one
			devices.compare(int64(t.Devices), usual.Devices, 1)
			users.compare(int64(t.Users), usual.Users, 1)
		}
		failures.Alarm = failures.Today > alarming*failures.Median
	}
	return []Figure{requests, failures, devices, users}
}

// compare says how a figure compares with a usual day.
func (f *Figure) compare(n int64, usual baseline.Spread, days int) {
	f.Habit = Habit{Today: float64(n) / float64(days), Median: usual.Median, Spread: usual.MAD, Known: true}
	if f.Change = wording.Change(f.Today, usual.Median); f.Change != "" && days > 1 {
		f.Change += " a day"
	}
	f.Text = f.Label + ": " + f.Change
}

// Habit says how many requests of a row's device are usual.
func (s *Story) Habit(r *report.Row) Habit {
	if s.days == 0 || s.BaselineDays == 0 {
		return Habit{}
	}
	usual, seen := s.usual.Device(r.User, r.DeviceID)
	if !seen || usual.Days == 0 {
		return Habit{Text: "not seen on the " + wording.Plural(int64(s.BaselineDays), "whole day", "whole days") + " before"}
	}
	h := Habit{Today: float64(r.Hits) / float64(s.days), Median: usual.Hits.Median, Spread: usual.Hits.MAD, Known: true}
	h.Text = wording.Change(h.Today, h.Median) + " a day"
	return h
}

// Compared reports whether the devices of the report can be compared with days before.
func (s *Story) Compared() bool { return s.days > 0 && s.BaselineDays > 0 }

// Numbers says what a device did, what is usual aside.
func Numbers(r *report.Row) string {
	return strings.Join(append([]string{wording.Plural(r.Hits, "request", "requests")}, besides(r)...), ", ")
}

// Besides is Numbers without the number of requests.
func Besides(r *report.Row) string { return strings.Join(besides(r), ", ") }

func besides(r *report.Row) (parts []string) {
	if r.Failures > 0 {
		parts = append(parts, Failed(r.Failures, r.Hits))
	}
	if r.PeakPerMinute > 1 { // it may be activity.Absent
		parts = append(parts, fmt.Sprintf("up to %s a minute", wording.Number(r.PeakPerMinute)))
	}
	return parts
}

// Failed says how many requests failed, and which part of all that is.
func Failed(failures, requests int64) string {
	return fmt.Sprintf("%s failed (%s)", wording.Number(failures), wording.Percent(failures, requests))
}

// baselineText says what the report is compared with.
func (s *Story) baselineText() string {
	b := s.usual
	switch {
	case b.Wanted == 0:
		return "No baseline was asked for."
	case b.Days == 0:
		return "No baseline yet: no whole day before this has been reported on."
	}
	text := fmt.Sprintf("Usual is the median day of %d of the %s before", b.Days, wording.Plural(int64(b.Wanted), "day", "days"))
	if b.Ignored > 0 {
		text += "; " + wording.Plural(int64(b.Ignored), "day that is not whole does not count", "days that are not whole do not count")
	}
	if s.days == 0 {
		text += ". This report does not cover whole days, so it is not compared with them"
	}
	return text + "."
}
