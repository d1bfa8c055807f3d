package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// A report that fails is an error of the function, and heard as one. A report that was
// never begun is not: a schedule that was deleted, or may not call the function, is
// silent. So each scheduled report leaves a mark in the lake, and a second schedule looks
// every few minutes whether one is overdue.

// markKey is where the mark lies.
const markKey = lake.ReportsPrefix + "schedule.json"

// patience is how much later than its time a report may begin: the Scheduler is exact to
// a minute, and tries a call that was throttled again.
const patience = 5 * time.Minute

// mark says when a scheduled report was last begun; for a schedule that is new, or has
// changed, since when it holds.
type mark struct {
	Schedule string    `json:"schedule"`
	Zone     string    `json:"zone"`
	Begun    time.Time `json:"begun"`
}

func (f *function) markAt(t time.Time) mark {
	return mark{Schedule: f.config.schedule.text, Zone: f.config.zone.String(), Begun: t.UTC()}
}

// begin marks that a scheduled report is begun. One that was given up and is asked for again,
// days later, leaves the mark of the reports after it.
func (f *function) begin(ctx context.Context, scheduled time.Time) error {
	m, condition, err := f.readMark(ctx)
	if err != nil {
		return err
	}
	want := f.markAt(scheduled)
	if m.Schedule == want.Schedule && m.Zone == want.Zone && !m.Begun.Before(want.Begun) {
		return nil
	}
	if err := f.putMark(ctx, want, condition); !errors.Is(err, store.ErrPrecondition) { // else the watch, or another report, was here just now
		return err
	}
	return nil
}

func (f *function) putMark(ctx context.Context, m mark, c store.Condition) error {
	text, err := json.Marshal(m)
	if err == nil {
		_, err = f.lake.Put(ctx, markKey, bytes.NewReader(text), c)
	}
	if err != nil {
		return fmt.Errorf("marking the schedule: %w", err)
	}
	return nil
}

// watch counts whether a report is overdue; one is where nobody can tell. It is no error
// of the function, whose events go to the queue of failed reports: the next watch is due
// in five minutes.
func (f *function) watch(ctx context.Context, now time.Time) result {
	overdue, err := f.overdue(ctx, now)
	why, n := "the schedule is kept", 1
	switch {
	case err != nil:
		why = err.Error()
		f.log.ErrorContext(ctx, "watch", "error", why)
	case !overdue.IsZero():
		why = "the report due at " + overdue.UTC().Format(time.RFC3339) + " was not begun"
		f.log.WarnContext(ctx, "watch", "why", why)
	default:
		n = 0
	}
	f.count(ctx, nil, count("ReportOverdue", n))
	return result{Why: why}
}

// overdue returns when the report was due that has not begun; zero if none is.
func (f *function) overdue(ctx context.Context, now time.Time) (time.Time, error) {
	m, condition, err := f.readMark(ctx)
	if err != nil {
		return time.Time{}, err
	}
	if want := f.markAt(now); m.Schedule != want.Schedule || m.Zone != want.Zone {
		err := f.putMark(ctx, want, condition)
		if errors.Is(err, store.ErrPrecondition) { // a report was begun just now
			err = nil
		}
		return time.Time{}, err
	}
	due, ok := f.config.schedule.Next(m.Begun.In(f.config.zone))
	if !ok || now.Before(due.Add(patience)) {
		return time.Time{}, nil
	}
	return due, nil
}

// readMark returns the mark, and the condition under which a Put replaces just this one.
// One that is damaged is as good as none.
func (f *function) readMark(ctx context.Context) (m mark, c store.Condition, err error) {
	body, o, err := f.lake.Get(ctx, markKey, store.Range{}, "")
	if errors.Is(err, store.ErrNotExist) {
		return m, store.Condition{Absent: true}, nil
	}
	var text []byte
	if err == nil {
		text, err = io.ReadAll(body)
		err = errors.Join(err, body.Close())
	}
	if err != nil {
		return m, c, fmt.Errorf("reading the schedule's mark: %w", err)
	}
	if json.Unmarshal(text, &m) != nil {
		m = mark{}
	}
	return m, store.Condition{ETag: o.ETag}, nil
}
