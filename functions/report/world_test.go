package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// Names that are in the lake and in mails, and must be nowhere else.
const (
	deviceID = "APPLDNQSECRET1"
	userName = `CONTOSO\anna.secret`
)

// world is a function between a lake that can fail and a box of mails. The lake has
// 100 requests of a device from 2011-12-24 10:00 UTC, and 20 from 11:00.
type world struct {
	*function
	lake           *faulty.Store
	box            postbox
	lines, numbers bytes.Buffer
}

func newWorld(t *testing.T, environment ...string) *world {
	t.Helper()
	c, err := newConfig(environ(append([]string{
		"EASREPORT_LAKE=s3://lake/eas", "EASREPORT_STACK=test", "EASREPORT_MINIMUM_HITS=50", "EASREPORT_ALERT_MINIMUM_HITS=90",
		"EASREPORT_SENDER=eas@contoso.com", "EASREPORT_RECIPIENTS=admin@contoso.com",
	}, environment...)...))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{lake: &faulty.Store{Store: memstore.New(memstore.WithContentETags())}}
	w.function = &function{
		config: c, lake: w.lake, sender: &w.box, log: slog.New(slog.NewJSONHandler(&w.lines, nil)), metrics: metrics.NewWriter(&w.numbers, c.stack),
	}
	w.fill(t)
	return w
}

func (w *world) fill(t *testing.T) {
	t.Helper()
	start := at(t, "2011-12-24T10:00:00Z").Unix()
	var rows []activitytest.Row
	for hour, hits := range []int64{100, 20} {
		unix := start + int64(hour)*3600
		rows = append(rows, activitytest.Row{
			Key: activitytest.Key{
				Bucket: unix, DeviceID: deviceID, DeviceType: "iPhone", CSUsername: userName, UserAgent: "Apple", Server: "CAS01", ClientAddress: "203.0.113.9",
				Command: "Sync", Status: 200, Substatus: activity.Absent, Win32Status: activity.Absent, EASStatus: activity.Absent,
			},
			Measures: activitytest.Measures{Hits: hits, First: unix * 1000, Last: unix*1000 + 59_000},
		})
	}
	var b bytes.Buffer
	e := lake.NewEncoder(&b)
	stamp := lake.Stamp{Schema: lake.SchemaVersion, Parser: 1, BucketSeconds: 60, Bucket: "logs", Key: "a.log", Revision: "r1"}
	if err := errors.Join(e.Write(activitytest.NewBatch(rows)), e.Close(stamp)); err != nil {
		t.Fatal(err)
	}
	key := lake.ActivityKey(lake.DayOf(start), lake.NewSourceID("logs", "a.log"))
	if _, err := w.lake.Store.Put(t.Context(), key, bytes.NewReader(b.Bytes()), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// postbox is a Sender that keeps what it is given, or does as it is told.
type postbox struct {
	mails []*mail.Message
	send  func(ctx context.Context) error
}

func (p *postbox) Send(ctx context.Context, m *mail.Message) (string, error) {
	if p.send != nil {
		if err := p.send(ctx); err != nil {
			return "", err
		}
	}
	p.mails = append(p.mails, m)
	return "0100-1", nil
}

// invoke invokes the function as Lambda does.
func (w *world) invoke(ctx context.Context, event string) (string, error) {
	answer, err := w.handler().Invoke(ctx, []byte(event))
	return strings.TrimSpace(string(answer)), err
}

// ask invokes the function, which must not fail.
func (w *world) ask(t *testing.T, event string) result {
	t.Helper()
	answer, err := w.invoke(t.Context(), event)
	if err != nil {
		t.Fatalf("%s: %v", event, err)
	}
	var r result
	if err := json.Unmarshal([]byte(answer), &r); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	return r
}

func (w *world) keys(t *testing.T) (keys []string) {
	t.Helper()
	for o, err := range w.lake.Store.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}

func (w *world) read(t *testing.T, key string) []byte {
	t.Helper()
	body, _, err := w.lake.Store.Get(t.Context(), key, store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// told are the lines of the log, which must be JSON and name nobody.
func (w *world) told(t *testing.T) (lines []map[string]any) {
	t.Helper()
	for text := range strings.Lines(w.lines.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		for _, secret := range []string{deviceID, "secret", "203.0.113.9"} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
				t.Errorf("the log names %s: %s", secret, text)
			}
		}
		lines = append(lines, line)
	}
	w.lines.Reset()
	return lines
}

// counted are the metrics of the only line, by name.
func (w *world) counted(t *testing.T) map[string]float64 {
	t.Helper()
	var line map[string]any
	if err := json.Unmarshal(w.numbers.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, &w.numbers)
	}
	if line["Stack"] != "test" {
		t.Errorf("metrics of %v", line["Stack"])
	}
	w.numbers.Reset()
	numbers := make(map[string]float64)
	for name, value := range line {
		if n, ok := value.(float64); ok {
			numbers[name] = n
		}
	}
	return numbers
}
