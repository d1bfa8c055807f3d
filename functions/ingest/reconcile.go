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
	"github.com/easreport/easreport/internal/lake"
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

// mostMarks is how many objects of the lake's index are compared with its files: what fits
// into half of the function's memory, in some minutes.
const mostMarks = 3_000_000

// reconcile puts a message into the queue for each log that the lake lacks, since S3 may lose
// an event and a bucket may have been filled before anybody listened, and for each whose files
// in the lake are missing or damaged.
func (f *function) reconcile(ctx context.Context, r reconcile) error {
	now := time.Now()
	from, to := now.AddDate(0, 0, -r.Days), now.Add(-onTheWay)
	broken, err := f.broken(ctx, from, now)
	var compared int
	var bodies []string
	if err == nil {
		compared, bodies, err = f.missing(ctx, broken, from, to)
	}
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
	f.log.InfoContext(ctx, "reconcile", slog.Int("compared", compared), slog.Int("missing", len(bodies)), slog.Int("broken", len(broken)))
	if err := f.metrics.Write(now, metrics.Metric{Name: "SourcesMissed", Unit: metrics.Count, Value: float64(len(bodies))}); err != nil {
		f.log.ErrorContext(ctx, "metrics", slog.Any("error", err))
	}
	return nil
}

// broken are the sources that have missing files on any day, or damaged ones on the days from
// a time on.
func (f *function) broken(ctx context.Context, from, now time.Time) (map[lake.SourceID]bool, error) {
	i := operate.Inspection{
		Lake: f.ingester.Lake, From: lake.DayOf(from.Unix()), To: lake.DayOf(now.Unix()) + 1, Now: now, MostMarks: mostMarks,
	}
	found, err := i.Activity(ctx)
	if errors.Is(err, lake.ErrManyMarks) {
		f.log.WarnContext(ctx, "reconcile: files of the lake are not compared with its index; easreport reconcile does", slog.Any("error", err))
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("inspecting the lake: %w", err)
	}
	return found.Sources(), nil
}

// missing makes the messages for logs modified in this time that the lake lacks, and for the
// broken ones whenever these were modified.
func (f *function) missing(ctx context.Context, broken map[lake.SourceID]bool, from, to time.Time) (compared int, bodies []string, err error) {
	c := operate.Comparison{
		Logs: operate.Logs{Store: f.ingester.Source, Bucket: f.logs.Bucket, Prefix: folder(f.logs.Prefix)},
		Lake: f.ingester.Lake, Parser: ingest.ParserVersion, Broken: broken,
		Wanted: func(log operate.Log) bool { return log.Between(from, to) || broken[log.ID] },
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
