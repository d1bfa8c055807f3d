package operate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Status is what there is to say about a lake.
type Status struct {
	// At is when it is the status of. Days is how many UTC days count, that of At
	// the last; From begins the first one.
	At   time.Time
	Days int
	From time.Time
	// Due is from when on a site must have been seen: yesterday 00:00 UTC.
	Due time.Time

	// Sites are those with records in the days, by name.
	Sites []Site
	// Newest is the newest record in the lake, if it is before the days and Sites
	// is empty; else zero.
	Newest time.Time
	// Quarantined are the sources that cannot be read, by key.
	Quarantined []lake.Quarantine
	// Lossy are the logs that lost many of their lines, as far as these may be of the days.
	Lossy []Lossy
	// Files is how many activity files the days have, Damaged are those that cannot
	// be read, and quarantine records that cannot.
	Files   int
	Damaged []Damage
	// Logs is nil where nobody asked.
	Logs *LogsStatus
	// Queue, DeadLetters and FailedReports are nil where nobody asked.
	Queue, DeadLetters, FailedReports *Depth
}

// Lossy is a log of which many lines could not be read.
type Lossy struct {
	Bucket, Key string
	// Rejected is how many of the Lines could not be read; Reason is why most of them.
	Rejected, Lines int64
	Reason          string
	// Servers are those that the lines name.
	Servers []string
}

// LogsStatus tells what the lake does not have.
type LogsStatus struct {
	// Total is how many logs there are, Bytes how large all of them.
	Total int
	Bytes int64
	// Missing are those that the lake does not have as they are now, by key;
	// OnTheWay is how many more there are that were modified only just now.
	Missing  []Log
	OnTheWay int
}

// Watch asks for a Status.
type Watch struct {
	Lake store.Reader
	// At is the time of the status, Days how many UTC days count.
	At   time.Time
	Days int
	// Logs, if not nil, are compared with the lake. Those modified after Fresh may be
	// on the way; none are if it is zero.
	Logs  *Comparison
	Fresh time.Time
	// Queue, DeadLetters and FailedReports, if not nil, are asked for their depth.
	Queue, DeadLetters, FailedReports Queue
}

// Status looks. It reads of each source that was seen in the days what it says of
// itself, and the footers of their activity files. The caller has checked the lake's version.
func (w *Watch) Status(ctx context.Context) (*Status, error) {
	today := lake.DayOf(w.At.Unix())
	s := &Status{
		At: w.At, Days: w.Days, From: (today - lake.Day(w.Days) + 1).Start(), Due: (today - 1).Start(),
	}
	q, err := quarantine(ctx, w.Lake)
	if err != nil {
		return nil, err
	}
	for _, record := range q.records {
		s.Quarantined = append(s.Quarantined, record)
	}
	slices.SortFunc(s.Quarantined, func(a, b lake.Quarantine) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Key, b.Key))
	})
	s.Damaged = q.damaged
	if err := w.sources(ctx, s); err != nil {
		return nil, err
	}
	if len(s.Sites) == 0 {
		newest, found, err := lake.Newest(ctx, w.Lake)
		if err != nil {
			return nil, err
		}
		if found {
			s.Newest = newest
		}
	}
	if w.Logs != nil {
		if s.Logs, err = w.logs(ctx); err != nil {
			return nil, err
		}
	}
	return s, w.depths(ctx, s)
}

func (w *Watch) logs(ctx context.Context) (*LogsStatus, error) {
	s := new(LogsStatus)
	for log, err := range w.Logs.All(ctx) {
		if err != nil {
			return nil, err
		}
		s.Total++
		s.Bytes += log.Size
		switch {
		case !log.State.Wanting():
		case !w.Fresh.IsZero() && log.Modified.After(w.Fresh):
			s.OnTheWay++
		default:
			s.Missing = append(s.Missing, log)
		}
	}
	return s, nil
}

func (w *Watch) depths(ctx context.Context, s *Status) error {
	for _, ask := range []struct {
		name string
		from Queue
		to   **Depth
	}{{"queue", w.Queue, &s.Queue}, {"dead-letter queue", w.DeadLetters, &s.DeadLetters}, {"queue of failed reports", w.FailedReports, &s.FailedReports}} {
		if ask.from == nil {
			continue
		}
		d, err := ask.from.Depth(ctx)
		if err != nil {
			return fmt.Errorf("asking for the depth of the %s: %w", ask.name, err)
		}
		*ask.to = &d
	}
	return nil
}
