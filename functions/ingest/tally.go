package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/easreport/easreport/internal/metrics"
)

// tally adds up what one invocation did.
type tally struct {
	applied, unchanged, quarantined, failed, refused int64
	// Of what was applied: bytes of log, decompressed, how long it took, and the time
	// of the latest record.
	records, requests, rejected, bytes int64
	took                               time.Duration
	last                               time.Time
}

func (t *tally) add(l line) {
	switch l.outcome {
	case unchanged:
		t.unchanged++
	case quarantined:
		t.quarantined++
	case failed, stopped:
		t.failed++
	case refused:
		t.refused++
	case applied:
		t.applied++
		r := l.result.Stamp.Reading
		t.records += r.Records
		t.requests += r.Requests
		t.rejected += r.Rejects()
		t.bytes += r.Bytes
		t.took += l.took
		if r.Last.After(t.last) {
			t.last = r.Last
		}
	}
}

// account writes the metrics of an invocation. That they cannot be written is no
// reason to do it again.
func (w *work) account(ctx context.Context) {
	now := time.Now()
	t := w.tally
	all := []metrics.Metric{
		{Name: "SourcesApplied", Unit: metrics.Count, Value: float64(t.applied)},
		{Name: "SourcesUnchanged", Unit: metrics.Count, Value: float64(t.unchanged)},
		{Name: "SourcesQuarantined", Unit: metrics.Count, Value: float64(t.quarantined)},
		{Name: "SourcesFailed", Unit: metrics.Count, Value: float64(t.failed)},
		{Name: "SourcesRefused", Unit: metrics.Count, Value: float64(t.refused)},
		{Name: "Records", Unit: metrics.Count, Value: float64(t.records)},
		{Name: "Requests", Unit: metrics.Count, Value: float64(t.requests)},
		{Name: "Rejected", Unit: metrics.Count, Value: float64(t.rejected)},
		{Name: "BytesRead", Unit: metrics.Bytes, Value: float64(t.bytes)},
		{Name: "EstimatedCost", Unit: metrics.None, Value: w.cost(now.Sub(w.start))},
	}
	if t.applied > 0 {
		all = append(all, metrics.Metric{Name: "BytesPerSecond", Unit: metrics.BytesPerSecond, Value: perSecond(t.bytes, t.took)})
	}
	if !t.last.IsZero() {
		all = append(all, metrics.Metric{Name: "LagSeconds", Unit: metrics.Seconds, Value: now.Sub(t.last).Seconds()})
	}
	if err := w.metrics.Write(now, all...); err != nil {
		w.log.ErrorContext(ctx, "metrics", slog.Any("error", err))
	}
}

// cost is what so much time costs in USD. Requests to S3 and the queue come on top.
func (c configuration) cost(took time.Duration) float64 {
	return took.Seconds() * float64(c.memory) / (1 << 30) * c.price
}
