package main

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// event is what the function is asked for, by its schedule or by hand. What is
// left out is as configured.
type event struct {
	// Mode is report, the default, alert, or watch: is the scheduled report overdue?
	Mode mode `json:"mode"`
	// Date is a day, From and To are the first and the last of several, such as
	// 2011-12-24, yesterday or -7; without any it is the day before ScheduledTime.
	Date string `json:"date"`
	From string `json:"from"`
	To   string `json:"to"`
	// DeviceID and User keep one device, one account.
	DeviceID        string `json:"device_id"`
	User            string `json:"user"`
	MinimumHits     *int64 `json:"minimum_hits"`
	TopHits         *int   `json:"top_hits"`
	ReportBySeconds *int   `json:"report_by_seconds"`
	// ScheduledTime is when the schedule meant to ask; without it it is now.
	ScheduledTime time.Time `json:"scheduled_time"`
	// Send says whether the report is mailed; Recipients are those it is mailed to.
	Send       *bool    `json:"send"`
	Recipients []string `json:"recipients"`
}

type mode string

const (
	modeReport mode = "report"
	modeAlert  mode = "alert"
	modeWatch  mode = "watch"
)

// check finds mistakes in what is asked for, all together.
func (e *event) check(c *config) error {
	var problems []error
	wrong := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	switch e.Mode {
	case "", modeReport:
	case modeAlert:
		if e.Date != "" || e.From != "" || e.To != "" || e.TopHits != nil || e.ReportBySeconds != nil {
			wrong("an alert is about the last full hours of all devices: date, from, to, top_hits and report_by_seconds do not go with it")
		}
	default:
		wrong("mode %q: want %s or %s", e.Mode, modeReport, modeAlert)
	}
	if e.Date != "" && (e.From != "" || e.To != "") {
		wrong("date and from, to contradict each other")
	}
	if (e.From == "") != (e.To == "") {
		wrong("from and to go together")
	}
	if e.MinimumHits != nil && *e.MinimumHits < 0 || e.TopHits != nil && *e.TopHits < 0 || e.ReportBySeconds != nil && *e.ReportBySeconds < 0 {
		wrong("minimum_hits, top_hits and report_by_seconds are 0 or above")
	}
	if len(e.Recipients) > 0 {
		problems = append(problems, checkMail(c.sender, e.Recipients))
	}
	return errors.Join(problems...)
}

// begins returns the time that the schedule's report is about: when the schedule meant to ask, or
// now if somebody asks for the same by an event that says nothing. It is zero for anything else.
func (e *event) begins(now time.Time) time.Time {
	switch {
	case e.Mode == modeAlert:
		return time.Time{}
	case reflect.DeepEqual(*e, event{Mode: e.Mode}):
		return now
	}
	return e.ScheduledTime
}

// query is what the event asks for. The error has all that is wrong with it.
func (e *event) query(c *config, now time.Time) (report.Query, error) {
	q := report.Query{
		Zone: c.zone, BucketSeconds: c.bucketSeconds, DeviceIDs: one(e.DeviceID), Users: one(e.User),
		MinimumHits: c.minimumHits, TopHits: c.topHits, ByUserAgent: c.byUserAgent, Expected: c.expected,
	}
	if !e.ScheduledTime.IsZero() {
		now = e.ScheduledTime
	}
	now = now.In(c.zone)
	q.Now = now
	if e.Mode == modeAlert {
		q.BucketSeconds, q.MinimumHits, q.TopHits, q.ByUserAgent = 3600, c.alertMinimumHits, 0, false
		q.Expected = report.Expected{} // these hours are young: who is missing may only be late
	}
	override(&q.MinimumHits, e.MinimumHits)
	override(&q.TopHits, e.TopHits)
	override(&q.BucketSeconds, e.ReportBySeconds)
	var err error
	switch {
	case e.Mode == modeAlert:
		q.From, q.To = lastHours(now, c.alertHours)
	case e.Date != "":
		q.From, q.To, err = report.Days(e.Date, e.Date, now)
	case e.From != "" || e.To != "":
		q.From, q.To, err = report.Days(e.From, e.To, now)
	default:
		q.From, q.To = report.Day(report.DaysBefore(now, 1))
	}
	return q, errors.Join(e.check(c), err)
}

// one is a list of a text, nil of none.
func one(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func override[T any](setting *T, by *T) {
	if by != nil {
		*setting = *by
	}
}

// lastHours are the last full hours before a time, by the clock of its zone.
func lastHours(t time.Time, hours int) (from, to time.Time) {
	_, minute, second := t.Clock()
	to = t.Add(-time.Duration(minute)*time.Minute - time.Duration(second)*time.Second - time.Duration(t.Nanosecond()))
	return to.Add(-time.Duration(hours) * time.Hour), to
}
