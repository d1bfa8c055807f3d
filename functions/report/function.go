package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// function is what lives as long as the process.
type function struct {
	config  config
	lake    store.Store
	sql     engine.SQL // nil: rows are added up here
	sender  publish.Sender
	log     *slog.Logger
	metrics *metrics.Writer
}

// handler is the function as Lambda calls it: an event with a field that is
// spelled wrong is an error, not a report on something else.
func (f *function) handler() lambda.Handler {
	return lambda.NewHandlerWithOptions(f.handle, lambda.WithDisallowUnknownFields(true))
}

// result is the function's answer.
type result struct {
	From        time.Time `json:"from"`
	To          time.Time `json:"to"`
	Fingerprint string    `json:"fingerprint,omitempty"`
	Keys        keys      `json:"keys,omitzero"`
	Mailed      bool      `json:"mailed"`
	Why         string    `json:"why,omitempty"`
	MessageID   string    `json:"message_id,omitempty"`
	Revision    int       `json:"revision,omitempty"`
	// Devices counts the devices of a report, or those of an alert.
	Devices int `json:"devices"`
}

// keys are those of what was stored in the lake.
type keys struct {
	HTML       string `json:"html,omitempty"`
	CSV        string `json:"csv,omitempty"`
	MinHitsCSV string `json:"min_hits_csv,omitempty"`
	JSON       string `json:"json,omitempty"`
	ZIP        string `json:"zip,omitempty"`
	Devices    string `json:"devices,omitempty"`
}

const (
	// spare is the time before the deadline at which work stops, so that a receipt
	// can still be written and an answer given.
	spare = 10 * time.Second
	// grace is how much longer than its owner a claim holds, for clocks that differ.
	grace = 20 * time.Second
	// longest is how long a function can run at most.
	longest = 15 * time.Minute
)

// handle does what an event asks for. An error makes the schedule ask again.
func (f *function) handle(ctx context.Context, e event) (result, error) {
	start := time.Now()
	if e.Mode == modeWatch {
		return f.watch(ctx, start), nil
	}
	q, err := e.query(&f.config, start)
	if err != nil {
		f.log.ErrorContext(ctx, "the event is at fault", "error", err.Error())
		return result{}, err
	}
	left := longest
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-min(spare, left/2)))
		defer cancel()
	}
	if err := f.openLake(ctx, e.begins(start)); err != nil {
		f.log.ErrorContext(ctx, "the lake is at fault", "error", err.Error())
		return result{}, fmt.Errorf("opening the lake: %w", err)
	}
	p := &publish.Publisher{Lake: f.lake, Engine: f.newEngine(), URL: f.config.lake.String(), Look: f.config.look, Limits: f.config.limits, Diagnosis: f.config.diagnosis}
	m := f.mailing(&e, left+grace)
	if e.Mode == modeAlert {
		return f.alert(ctx, p, q, m)
	}
	return f.report(ctx, p, q, m, start)
}

// mailing is nil where no mail is wanted.
func (f *function) mailing(e *event, lease time.Duration) *publish.Mailing {
	if e.Send != nil && !*e.Send {
		return nil
	}
	m := &publish.Mailing{Sender: f.sender, From: f.config.sender, To: f.config.recipients, When: f.config.when, Lease: lease}
	if len(e.Recipients) > 0 {
		m.To = e.Recipients
	}
	if e.Send != nil {
		m.When = publish.Always // asked for by hand
	}
	return m
}

func (f *function) report(ctx context.Context, p *publish.Publisher, q report.Query, m *publish.Mailing, start time.Time) (result, error) {
	r, err := p.Publish(ctx, q, m)
	f.tell(ctx, "report", err, r.Unrecorded,
		"from", q.From, "to", q.To, "fingerprint", r.Fingerprint, "devices", r.Totals.Devices, "flagged", r.Flagged,
		"quarantined", r.Quarantined, "damaged", r.Damaged, "mailed", r.Mailed, "why", r.Why, "message_id", r.MessageID, "revision", r.Revision)
	f.count(ctx, p.Engine,
		count("ReportDevices", r.Totals.Devices), count("ReportFlagged", r.Flagged),
		count("ReportQuarantined", r.Quarantined), count("ReportDamaged", r.Damaged),
		metrics.Metric{Name: "ReportSeconds", Unit: metrics.Seconds, Value: time.Since(start).Seconds()},
		mails(r.Mailed), failures(err))
	return result{
		From: q.From, To: q.To, Fingerprint: r.Fingerprint,
		Keys:   keys{HTML: r.Page, CSV: r.CSV, MinHitsCSV: r.MinimumCSV, JSON: r.JSON, ZIP: r.Zip, Devices: r.Devices},
		Mailed: r.Mailed, Why: r.Why, MessageID: r.MessageID, Revision: r.Revision, Devices: r.Totals.Devices,
	}, err
}

func (f *function) alert(ctx context.Context, p *publish.Publisher, q report.Query, m *publish.Mailing) (result, error) {
	r, err := p.Alert(ctx, q, m)
	f.tell(ctx, "alert", err, r.Unrecorded,
		"from", q.From, "to", q.To, "devices", r.Devices, "findings", r.Findings, "mailed", r.Mailed,
		"quarantined", r.Quarantined, "damaged", r.Damaged, "why", r.Why, "message_id", r.MessageID)
	f.count(ctx, p.Engine, count("AlertDevices", r.Devices), mails(r.Mailed > 0), failures(err))
	return result{From: q.From, To: q.To, Mailed: r.Mailed > 0, Why: r.Why, MessageID: r.MessageID, Devices: r.Devices}, err
}

// tell writes the line of the log about the work.
func (f *function) tell(ctx context.Context, what string, err, unrecorded error, about ...any) {
	switch {
	case err != nil:
		f.log.ErrorContext(ctx, what, append(about, "error", err.Error())...)
	case unrecorded != nil:
		f.log.WarnContext(ctx, what, append(about, "unrecorded", unrecorded.Error())...)
	default:
		f.log.InfoContext(ctx, what, about...)
	}
}

// count writes metrics, and those of an engine's work. That they could not be written is
// no reason to fail.
func (f *function) count(ctx context.Context, e *engine.Engine, all ...metrics.Metric) {
	if err := f.metrics.Write(time.Now(), append(all, engineWork(e)...)...); err != nil {
		f.log.WarnContext(ctx, "metrics", "error", err.Error())
	}
}

func count(name string, n int) metrics.Metric {
	return metrics.Metric{Name: name, Unit: metrics.Count, Value: float64(n)}
}

func mails(mailed bool) metrics.Metric {
	n := 0
	if mailed {
		n = 1
	}
	return count("MailsSent", n)
}

// failures counts mails that failed.
func failures(err error) metrics.Metric {
	n := 0
	if errors.Is(err, publish.ErrMail) {
		n = 1
	}
	return count("MailsFailed", n)
}

// openLake checks the version of the lake, and marks it with ours, in one request: nothing else
// looks at it, and the ingest function never does. It also marks that a scheduled report is begun.
func (f *function) openLake(ctx context.Context, scheduled time.Time) error {
	if err := lake.EnsureVersion(ctx, f.lake); err != nil || scheduled.IsZero() {
		return err
	}
	return f.begin(ctx, scheduled)
}
