package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/operate"
)

// What a reconcile looks at: logs modified within reconcileDays, unless the event says
// otherwise, but not those modified after onTheWay before now, whose events may still
// come.
const (
	reconcileDays = 7
	onTheWay      = time.Hour
)

// reconcile is the event that asks for one, as the template's schedule sends it.
type reconcile struct {
	Mode string `json:"mode"`
	Days int    `json:"days"`
}

// asksToReconcile reads the event; false for any other.
func asksToReconcile(event []byte) (reconcile, bool) {
	r := reconcile{}
	err := json.Unmarshal(event, &r)
	if r.Days <= 0 {
		r.Days = reconcileDays
	}
	return r, err == nil && r.Mode == "reconcile"
}

var errNoQueue = errors.New("EASREPORT_QUEUE is not set")

// reconcile puts a message into the queue for each log that the lake lacks: S3 may lose
// an event, and a bucket may have been filled before anybody listened.
func (f *function) reconcile(ctx context.Context, r reconcile) error {
	now := time.Now()
	compared, bodies, err := f.missing(ctx, now.AddDate(0, 0, -r.Days), now.Add(-onTheWay))
	if err == nil && f.send == nil {
		err = errNoQueue
	}
	if err == nil {
		err = f.send(ctx, bodies...)
	}
	if err != nil {
		f.log.ErrorContext(ctx, "reconcile", slog.Any("error", err))
		return fmt.Errorf("reconciling: %w", err)
	}
	f.log.InfoContext(ctx, "reconcile", slog.Int("compared", compared), slog.Int("missing", len(bodies)))
	if err := f.metrics.Write(now, metrics.Metric{Name: "SourcesMissed", Unit: metrics.Count, Value: float64(len(bodies))}); err != nil {
		f.log.ErrorContext(ctx, "metrics", slog.Any("error", err))
	}
	return nil
}

// missing makes the messages for logs modified in this time that the lake lacks.
func (f *function) missing(ctx context.Context, from, to time.Time) (compared int, bodies []string, err error) {
	c := operate.Comparison{
		Logs: operate.Logs{Store: f.ingester.Source, Bucket: f.logs.Bucket, Prefix: folder(f.logs.Prefix)},
		Lake: f.ingester.Lake, Parser: ingest.ParserVersion, From: from, To: to,
	}
	if f.lake.Bucket == f.logs.Bucket {
		c.Logs.Except = folder(f.lake.Prefix)
	}
	for log, err := range c.All(ctx) {
		if err != nil {
			return compared, nil, err
		}
		if compared++; log.State.Wanting() {
			bodies = append(bodies, notify.Message(f.logs.Bucket, log.Key))
		}
	}
	return compared, bodies, nil
}

// folder is a prefix as keys begin with it.
func folder(prefix string) string {
	if prefix == "" || strings.HasSuffix(prefix, "/") {
		return prefix
	}
	return prefix + "/"
}
