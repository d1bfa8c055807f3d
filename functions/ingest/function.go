package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/store"
)

// function is what lasts from one invocation to the next.
type function struct {
	configuration
	ingester ingest.Ingester
	log      *slog.Logger
	metrics  *metrics.Writer
	// hide hides a message of the queue for so long; nil where there is no queue.
	hide func(ctx context.Context, receipt string, d time.Duration) error
	// send puts messages into the queue; nil where there is none.
	send func(ctx context.Context, bodies ...string) error
}

// newFunction makes the function that reads from the bucket of logs and writes to the
// lake.
func newFunction(c configuration, logs store.Reader, lake store.Store, log *slog.Logger, to *metrics.Writer) *function {
	return &function{
		configuration: c, log: log, metrics: to,
		ingester: ingest.Ingester{
			Source: logs, Bucket: c.logs.Bucket, Lake: lake, BucketSeconds: c.bucketSeconds,
			Memory: ingest.NewMemory(1), // as much as there is
		},
	}
}

// invoke is called by Lambda. Of a batch it answers which messages have failed, so
// that these alone come again; any other event has no answer, or an error.
func (f *function) invoke(ctx context.Context, event json.RawMessage) (any, error) {
	if r, asked := asksToReconcile(event); asked {
		ctx, cancel := beforeDeadline(ctx)
		defer cancel()
		return nil, f.reconcile(ctx, r)
	}
	w := &work{function: f, start: time.Now()}
	defer w.account(ctx)
	ctx, cancel := beforeDeadline(ctx)
	defer cancel()
	if items, batch := notify.Batch(event); batch {
		return w.batch(ctx, items), nil
	}
	return nil, w.event(ctx, event)
}

// work is one invocation.
type work struct {
	*function
	start time.Time
	tally tally
}

func (w *work) batch(ctx context.Context, items []notify.Item) events.SQSEventResponse {
	failures := []events.SQSBatchItemFailure{} // null would be taken for success, too, but reads like a mistake
	for i, item := range items {
		if ctx.Err() != nil {
			w.log.WarnContext(ctx, "stopped before the deadline", slog.Int("left", len(items)-i))
			for _, left := range items[i:] {
				w.again(ctx, left)
				failures = append(failures, events.SQSBatchItemFailure{ItemIdentifier: left.ID})
			}
			break
		}
		if err := w.event(ctx, []byte(item.Body)); err != nil {
			w.again(ctx, item)
			failures = append(failures, events.SQSBatchItemFailure{ItemIdentifier: item.ID})
		}
	}
	return events.SQSEventResponse{BatchItemFailures: failures}
}

// event ingests the objects that an event speaks of. An error has been logged: it
// means that the event must come again.
func (w *work) event(ctx context.Context, body []byte) error {
	references, failure := notify.Parse(body)
	switch {
	case failure != nil:
		w.tally.failed++
		w.log.ErrorContext(ctx, "event not understood", slog.Any("error", failure))
	case len(references) == 0:
		w.log.InfoContext(ctx, "event about nothing new")
	}
	for _, r := range references {
		failure = errors.Join(failure, w.object(ctx, r))
	}
	return failure
}

// object makes the lake's rows of one object current. An error means that it must be
// tried again.
func (w *work) object(ctx context.Context, r notify.Reference) error {
	l := line{reference: r, outcome: refused}
	if w.accepts(r) {
		start := time.Now()
		l.result, l.err = w.ingest(ctx, r.Key)
		l.took = time.Since(start)
		l.outcome = outcomeOf(ctx, l.result, l.err)
	}
	w.tally.add(l)
	w.log.LogAttrs(ctx, l.level(), "source", l.attributes()...)
	if l.outcome == failed || l.outcome == stopped {
		return l.err
	}
	return nil
}
