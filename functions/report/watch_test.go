package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// sleepTo waits, in a bubble, until a time.
func sleepTo(t *testing.T, text string) { time.Sleep(time.Until(at(t, text))) }

// overdue asks the watch, and returns its metric.
func (w *world) overdue(t *testing.T) float64 {
	t.Helper()
	w.ask(t, `{"mode":"watch"}`)
	numbers := w.counted(t)
	n, there := numbers["ReportOverdue"]
	if !there {
		t.Fatalf("metrics %v", numbers)
	}
	return n
}

// TestLakeMark: a scheduled report reads the lake's mark once, and writes it only where there is none.
func TestLakeMark(t *testing.T) {
	w := newWorld(t)
	var calls []string
	w.lake.Hook = func(_ context.Context, c faulty.Call, next func() error) error {
		if c.Key == "lake.json" {
			calls = append(calls, string(c.Op))
		}
		return next()
	}
	for _, want := range [][]string{{"get", "put"}, {"get"}} {
		calls = nil
		w.ask(t, `{"date":"2011-12-24","scheduled_time":"2011-12-25T06:00:00Z"}`)
		if !slices.Equal(calls, want) {
			t.Errorf("calls for the lake's mark: %q, want %q", calls, want)
		}
	}
}

// TestWatch moves the clock over five days: the schedule asks for a report on some.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the clock starts at 2000-01-01 00:00 UTC, a Saturday
		w := newWorld(t, "EASREPORT_SCHEDULE=cron(0 6 ? * MON-FRI *)", "EASREPORT_TIME_ZONE=Europe/Berlin")
		for _, step := range []struct {
			at     string
			report bool // the schedule asks for it
			want   float64
		}{
			{"2000-01-01T12:00:00Z", false, 0}, // a new stack
			{"2000-01-02T12:00:00Z", false, 0}, // Sunday
			{"2000-01-03T04:59:00Z", false, 0},
			{"2000-01-03T05:04:59Z", false, 0}, // due at 05:00 UTC, and may be late
			{"2000-01-03T05:05:01Z", false, 1},
			{"2000-01-03T05:10:00Z", true, 0},
			{"2000-01-04T05:04:00Z", false, 0},
			{"2000-01-04T05:06:00Z", true, 0},
			{"2000-01-05T05:06:00Z", false, 1},
			{"2000-01-06T05:06:00Z", false, 1}, // and stays so
		} {
			sleepTo(t, step.at)
			if step.report {
				w.ask(t, `{"scheduled_time":"`+step.at+`","send":false}`)
				w.numbers.Reset()
			}
			if got := w.overdue(t); got != step.want {
				t.Errorf("%s: overdue %v, want %v", step.at, got, step.want)
			}
		}
		// A report that somebody asks for is not the schedule's.
		w.ask(t, `{"date":"2011-12-24","send":false}`)
		w.numbers.Reset()
		if got := w.overdue(t); got != 1 {
			t.Errorf("after a report by hand: overdue %v", got)
		}
		// Another schedule begins to hold when it is first seen.
		c, err := newConfig(environ("EASREPORT_SCHEDULE=cron(0 5 * * ? *)"))
		if err != nil {
			t.Fatal(err)
		}
		w.config.schedule = c.schedule
		if got := w.overdue(t); got != 0 {
			t.Errorf("after a change of the schedule: overdue %v", got)
		}
	})
}

// TestWatchAfterRunbook: what the runbook has an operator do about a report that was given up, or
// was not begun, ends the alarm, and begins no other.
func TestWatchAfterRunbook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "EASREPORT_SCHEDULE=cron(0 6 * * ? *)")
		ask := func(event string) {
			w.ask(t, event)
			w.numbers.Reset()
		}
		w.overdue(t)
		sleepTo(t, "2000-01-05T06:00:00Z")
		ask(`{"mode":"report","scheduled_time":"2000-01-05T06:00:00Z","send":false}`)
		// The report of two days before is asked for again, by the event of its dead letter.
		ask(`{"mode":"report","scheduled_time":"2000-01-03T06:00:00Z","send":false}`)
		if got := w.overdue(t); got != 0 {
			t.Errorf("after the event of a dead letter: overdue %v", got)
		}
		sleepTo(t, "2000-01-06T09:00:00Z")
		if got := w.overdue(t); got != 1 {
			t.Errorf("not begun: overdue %v", got)
		}
		ask(`{}`)
		if got := w.overdue(t); got != 0 {
			t.Errorf("after the function was invoked with {}: overdue %v", got)
		}
		sleepTo(t, "2000-01-07T06:06:00Z")
		if got := w.overdue(t); got != 1 {
			t.Errorf("not begun on the day after that: overdue %v", got)
		}
	})
}

// TestWatchFails: a lake that cannot be reached is heard as a report that is overdue.
func TestWatchFails(t *testing.T) {
	w := newWorld(t)
	w.lake.Hook = faulty.Before(errors.New("the network broke"))
	if got := w.overdue(t); got != 1 {
		t.Errorf("overdue %v", got)
	}
	if told := w.told(t); len(told) != 1 || told[0]["level"] != "ERROR" || !strings.Contains(told[0]["error"].(string), "the network broke") {
		t.Errorf("log %v", told)
	}
}
