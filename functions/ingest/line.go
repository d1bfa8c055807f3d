package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/store"
)

// outcome is what became of an object.
type outcome string

const (
	applied     outcome = "applied"
	unchanged   outcome = "unchanged"
	quarantined outcome = "quarantined"
	gone        outcome = "gone"    // deleted before it was read; what the lake has of it stays
	refused     outcome = "refused" // not one of the logs
	stopped     outcome = "stopped" // before the deadline; it comes again
	failed      outcome = "failed"  // it comes again
)

func outcomeOf(ctx context.Context, result ingest.Result, err error) outcome {
	switch {
	case errors.Is(err, store.ErrNotExist):
		return gone
	case err != nil && ctx.Err() != nil:
		return stopped
	case err != nil:
		return failed
	case result.Outcome == ingest.Applied:
		return applied
	case result.Outcome == ingest.Quarantined:
		return quarantined
	}
	return unchanged
}

// line is what the log says of one object. A key is the name that an administrator
// gave to a file; nothing that was read in the object is here, not even why it went
// into quarantine: that shows how the file begins.
type line struct {
	reference notify.Reference
	outcome   outcome
	result    ingest.Result
	err       error
	took      time.Duration
}

func (l line) level() slog.Level {
	switch l.outcome {
	case applied, unchanged:
		return slog.LevelInfo
	case failed:
		return slog.LevelError
	}
	return slog.LevelWarn
}

func (l line) attributes() []slog.Attr {
	r := l.reference
	all := []slog.Attr{
		slog.String("outcome", string(l.outcome)),
		slog.String("bucket", r.Bucket), slog.String("key", r.Key),
		slog.String("source_id", string(lake.NewSourceID(r.Bucket, r.Key))),
		slog.String("event_version", r.Version), slog.String("sequencer", r.Sequencer),
		slog.Int64("ms", l.took.Milliseconds()),
	}
	switch l.outcome {
	case failed, stopped:
		return append(all, slog.Any("error", l.err))
	case gone, refused:
		return all
	}
	all = append(all, slog.String("revision", l.result.Stamp.Revision), slog.Int64("size", l.result.Stamp.Size))
	if l.outcome == quarantined {
		return append(all, slog.String("quarantine", lake.QuarantineKey(l.result.ID)))
	}
	reading := l.result.Stamp.Reading
	all = append(all, slog.Int64("bytes", reading.Bytes),
		slog.Int64("records", reading.Records), slog.Int64("requests", reading.Requests),
		slog.Int64("rejects", reading.Rejects()), slog.Int("days", len(l.result.Days)))
	if l.outcome == applied {
		all = append(all, slog.Int64("bytes_per_second", int64(perSecond(reading.Bytes, l.took))))
	}
	return all
}

// perSecond is a rate, 0 for no time at all.
func perSecond(n int64, took time.Duration) float64 {
	if took <= 0 {
		return 0
	}
	return float64(n) / took.Seconds()
}
