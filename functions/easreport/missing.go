package main

import (
	"context"
	"fmt"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
)

// each does something with each log that is wanted, and notes it.
func (o *reconcileOptions) each(ctx context.Context, c *operate.Comparison, out *reconcileSummary, do func(operate.Log) error) error {
	for log, err := range c.All(ctx) {
		if err != nil {
			return fmt.Errorf("comparing the logs with the lake: %w", err)
		}
		out.Logs++
		if !log.State.Wanting() && !o.force {
			continue
		}
		if err := do(log); err != nil {
			return err
		}
		out.Missing = append(out.Missing, logState{log.Key, log.State.String()})
	}
	return nil
}

// enqueue puts a message into the queue for each log.
func (o *reconcileOptions) enqueue(ctx context.Context, c *operate.Comparison, out *reconcileSummary) error {
	queue, err := o.openQueue(ctx, o.queue)
	if err != nil {
		return err
	}
	const together = 10
	var bodies []string
	send := func() error {
		if err := queue.Send(ctx, bodies...); err != nil {
			return fmt.Errorf("after %s were put into the queue: %w", count(out.Enqueued, "message"), err)
		}
		out.Enqueued += len(bodies)
		bodies = bodies[:0]
		return nil
	}
	err = o.each(ctx, c, out, func(log operate.Log) error {
		if bodies = append(bodies, notify.Message(c.Logs.Bucket, log.Key)); len(bodies) < together {
			return nil
		}
		return send()
	})
	if err != nil {
		return err
	}
	return send()
}

// readHere brings each log into the lake.
func (o *reconcileOptions) readHere(ctx context.Context, s store.Store, c *operate.Comparison, out *reconcileSummary) error {
	if err := lake.MarkVersion(ctx, s); err != nil {
		return fmt.Errorf("opening the lake %s: %w", o.lake, err)
	}
	var logs []logFile
	err := o.each(ctx, c, out, func(log operate.Log) error {
		logs = append(logs, logFile{path: sourceName(c.Logs.Bucket, log.Key), bucket: c.Logs.Bucket, size: log.Size})
		return nil
	})
	if err != nil {
		return err
	}
	work, err := o.ingestLogs(ctx, logs, ingest.Ingester{Lake: s})
	out.Ingest = &work
	return err
}
