package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

const key = "iis/CAS01/W3SVC1/u_ex111224.log"

// world is a function between a bucket of logs and a lake, both of which can fail.
type world struct {
	*function
	logs, lake     *faulty.Store
	lines, numbers bytes.Buffer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	c, err := configure(func(name string) string {
		return map[string]string{
			"EASREPORT_LOGS": "s3://logs/iis", "EASREPORT_LAKE": "s3://logs/iis/lake", "EASREPORT_STACK": "test",
		}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{logs: &faulty.Store{Store: memstore.New()}, lake: &faulty.Store{Store: memstore.New(memstore.WithContentETags())}}
	log := slog.New(slog.NewJSONHandler(&w.lines, nil))
	w.function = newFunction(c, w.logs, w.lake, log, metrics.NewWriter(&w.numbers, c.stack))
	w.ingester.TempDir = t.TempDir()
	return w
}

// log is a log of so many requests.
func log(requests int) string {
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 7.5\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n")
	for i := range requests {
		fmt.Fprintf(&b, "2011-12-24 10:%02d:00 10.1.1.1 POST /Microsoft-Server-ActiveSync/default.eas User=anna&DeviceId=A1&DeviceType=iPhone&Cmd=Sync 443 anna 203.0.113.9 Apple 200 0 0 15\r\n", i%60)
	}
	return b.String()
}

func (w *world) upload(t *testing.T, key, text string) {
	t.Helper()
	if _, err := w.logs.Store.Put(t.Context(), key, strings.NewReader(text), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// send invokes the function as Lambda does, and returns its answer.
func (w *world) send(ctx context.Context, event string) (string, error) {
	answer, err := w.invoke(ctx, json.RawMessage(event))
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(answer)
	return string(text), err
}

// queued makes a batch of SQS; the messages' ids are their numbers, from 0.
func queued(bodies ...string) string {
	type record struct {
		MessageID   string `json:"messageId"`
		Body        string `json:"body"`
		EventSource string `json:"eventSource"`
	}
	var batch struct{ Records []record }
	for i, body := range bodies {
		batch.Records = append(batch.Records, record{fmt.Sprint(i), body, "aws:sqs"})
	}
	text, _ := json.Marshal(batch)
	return string(text)
}

func created(key string) string { return notify.Message("logs", key) }

// outcomes are those of the objects in the log, in order; in between, in brackets,
// is what else it says.
func (w *world) outcomes(t *testing.T) (all []string) {
	t.Helper()
	decoder := json.NewDecoder(&w.lines)
	for decoder.More() {
		var l struct{ Msg, Outcome string }
		if err := decoder.Decode(&l); err != nil {
			t.Fatal(err)
		}
		if l.Msg != "source" {
			l.Outcome = "(" + l.Msg + ")"
		}
		all = append(all, l.Outcome)
	}
	return all
}

// hits are all that the lake holds.
func (w *world) hits(t *testing.T) int64 {
	t.Helper()
	day, err := lake.ParseDay("2011-12-24")
	if err != nil {
		t.Fatal(err)
	}
	r, err := assemble.Report(t.Context(), w.lake.Store, report.Query{From: day.Start(), To: (day + 1).Start()})
	if err != nil {
		t.Fatal(err)
	}
	return r.Totals.Hits
}
