package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
)

// The sample is one request on a day before there was ActiveSync, which no report of
// real logs covers.
const (
	sampleName = "easreport-doctor/sample.log"
	sampleDay  = "2001-01-01"
	sample     = "#Software: Microsoft Internet Information Services 10.0\r\n" +
		"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n" +
		sampleDay + " 12:00:00 192.0.2.1 POST /Microsoft-Server-ActiveSync/default.eas User=easreport-doctor&DeviceId=DOCTOR&DeviceType=Sample&Cmd=Sync" +
		" 443 easreport-doctor 192.0.2.2 easreport-doctor 200 0 0 1\r\n"
	// sampleWait is how long the sample may take to the lake, sampleLook how often the
	// doctor looks.
	sampleWait = 3 * time.Minute
	sampleLook = 2 * time.Second
)

// stack walks a sample through a deployed stack: bucket, event, queue, ingest function,
// lake, report function.
func (d *doctor) stack(ctx context.Context, o *doctorOptions) (err error) {
	if !onS3(o.logs) || !onS3(o.lake) {
		return usage("doctor checks a stack on AWS: --lake and --logs are s3://…; for a folder there is easreport status")
	}
	lakeStore, err := o.openLake(ctx)
	if !d.check(err, "the lake %s can be read", o.lake) {
		return nil
	}
	logs, err := o.openLogs(ctx)
	if err != nil {
		return err
	}
	writable, err := o.store(ctx, "s3://"+logs.Bucket)
	if err != nil {
		return err
	}
	w := walkthrough{doctor: d, options: o, logs: writable, lake: lakeStore, key: logs.Prefix + sampleName}
	w.id = lake.NewSourceID(logs.Bucket, w.key)
	if done, err := lake.ReadDone(ctx, lakeStore, w.id); err == nil {
		w.before = done.Revision
	}
	defer w.remove(context.WithoutCancel(ctx))
	if _, err := writable.Put(ctx, w.key, strings.NewReader(sample), store.Condition{}); !d.check(err, "a sample log was uploaded to %s", o.logs) {
		return nil
	}
	if !d.check(w.arrives(ctx), "the ingest function brought it into the lake") {
		return nil
	}
	if o.function == "" {
		d.fix("the report function was not tried: set EASREPORT_REPORT_FUNCTION to the stack's output ReportFunction")
		return nil
	}
	w.report(ctx)
	return nil
}

// walkthrough is the sample's way through a stack.
type walkthrough struct {
	*doctor
	options    *doctorOptions
	logs, lake store.Store
	key        string
	id         lake.SourceID
	before     string // the revision of an earlier sample that the lake knows
}

// arrives waits until the lake has the sample.
func (w *walkthrough) arrives(ctx context.Context) error {
	for end := time.Now().Add(sampleWait); ; {
		done, err := lake.ReadDone(ctx, w.lake, w.id)
		switch {
		case err == nil && done.Revision != w.before:
			return nil
		case err != nil && !errors.Is(err, store.ErrNotExist):
			return err
		case time.Now().After(end):
			return fmt.Errorf("not within %v: see whether EventBridge is on for the bucket, whether easreport status shows messages in the queues, "+
				"and what the ingest function's log says", sampleWait)
		}
		select {
		case <-time.After(sampleLook):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// report has the report function report on the sample's day, with a mail if one is
// wanted.
func (w *walkthrough) report(ctx context.Context) {
	event := map[string]any{"date": sampleDay, "send": false}
	if w.options.mail != "" {
		event["send"], event["recipients"] = true, []string{w.options.mail}
	}
	text, _ := json.Marshal(event) // texts in a map: cannot fail
	answer, err := w.options.cloud.invoke(ctx, w.options.function, text)
	var made struct {
		Devices int
		Mailed  bool
		Why     string
	}
	if err == nil {
		err = json.Unmarshal(answer, &made)
	}
	if err == nil && made.Devices != 1 {
		err = fmt.Errorf("the report has %d devices, want the sample's one", made.Devices)
	}
	if !w.check(err, "the report function reports on it") || w.options.mail == "" {
		return
	}
	if !made.Mailed {
		w.fix("the mail to %s was not sent: %s", w.options.mail, made.Why)
		return
	}
	w.ok("a mail to %s was sent: see that it arrives, and not as spam", w.options.mail)
}

// remove takes the sample, its rows and its report away again.
func (w *walkthrough) remove(ctx context.Context) {
	err := w.logs.Delete(ctx, w.key)
	if err == nil {
		forget := &operate.Forget{Lake: w.lake, Sure: true, Told: func(operate.Change) {}}
		if err = forget.Source(ctx, w.id); errors.Is(err, operate.ErrUnknown) {
			err = nil
		}
	}
	w.check(err, "the sample was removed again")
}
