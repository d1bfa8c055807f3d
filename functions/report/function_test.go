package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/memstore"
)

// postbox keeps what it is to send, or fails.
type postbox struct {
	mails []*mail.Message
	err   error
}

func (p *postbox) Send(_ context.Context, m *mail.Message) (string, error) {
	if p.err != nil {
		return "", p.err
	}
	p.mails = append(p.mails, m)
	return "ses-1", nil
}

// rig is a function over a lake in memory with the logs of an Exchange 2007.
type rig struct {
	*function
	lake    *memstore.Store
	box     postbox
	log     bytes.Buffer
	metrics bytes.Buffer
}

func newRig(t *testing.T, environment map[string]string) *rig {
	t.Helper()
	logs, err := dirstore.Open("../../testdata/logs")
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{lake: memstore.New()}
	in := &ingest.Ingester{Source: logs, Lake: r.lake, BucketSeconds: 60}
	for o, err := range logs.List(t.Context(), "cas2007/") {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Ingest(t.Context(), o.Key); err != nil {
			t.Fatal(err)
		}
	}
	c, err := configOf(t, map[string]string{"EASREPORT_SENDER": "eas@contoso.com", "EASREPORT_RECIPIENTS": "admin@contoso.com"}, environment)
	if err != nil {
		t.Fatal(err)
	}
	r.function = &function{
		config: c, lake: r.lake, sender: &r.box, log: slog.New(slog.NewJSONHandler(&r.log, nil)),
		metrics: metrics.NewWriter(&r.metrics, "test"), now: time.Now,
	}
	return r
}

// ask asks the function as Lambda does, and gives its answer.
func (r *rig) ask(t *testing.T, ctx context.Context, text string) (map[string]any, error) {
	t.Helper()
	r.log.Reset()
	r.metrics.Reset()
	e, err := eventOf(t, text)
	if err != nil {
		t.Fatal(err)
	}
	answer, failed := r.handle(ctx, e)
	b, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	return got, failed
}

// counted are the metrics that were written.
func (r *rig) counted(t *testing.T) map[string]any {
	t.Helper()
	var line map[string]any
	if err := json.Unmarshal(r.metrics.Bytes(), &line); err != nil {
		t.Fatalf("%v in %q", err, r.metrics.String())
	}
	delete(line, "_aws")
	delete(line, "Stack")
	delete(line, "ReportSeconds")
	return line
}

const christmas = `{"mode":"report","scheduled_time":"2011-12-25T06:00:00Z"}`

func TestReport(t *testing.T) {
	r := newRig(t, nil)
	got, err := r.ask(t, t.Context(), christmas)
	if err != nil {
		t.Fatal(err)
	}
	keys, _ := got["keys"].(map[string]any)
	print, _ := got["fingerprint"].(string)
	prefix := "reports/v1/dt=2011-12-24/" + print + "/easreport"
	want := map[string]any{"html": prefix + ".html", "csv": prefix + ".csv", "json": prefix + ".json", "devices": "devices/v1/dt=2011-12-24/devices.parquet"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if got["from"] != "2011-12-24T00:00:00Z" || got["to"] != "2011-12-25T00:00:00Z" || got["mailed"] != true || got["message_id"] != "ses-1" || len(r.box.mails) != 1 {
		t.Errorf("answer %v, %d mails", got, len(r.box.mails))
	}
	for key := range want {
		if _, err := r.lake.Head(t.Context(), want[key].(string)); err != nil {
			t.Error(err)
		}
	}
	n := r.counted(t)
	if n["ReportDevices"] != got["devices"] || n["MailsSent"] != 1.0 || n["MailsFailed"] != 0.0 || n["ReportQuarantined"] != 0.0 || n["ReportDamaged"] != 0.0 {
		t.Errorf("metrics %v", n)
	}
	// One line for the report, and nobody's name in it.
	log := strings.ToLower(r.log.String())
	if strings.Count(log, "\n") != 1 || !json.Valid(r.log.Bytes()) || strings.Contains(log, "appl") || strings.Contains(log, "contoso") {
		t.Errorf("log:\n%s", log)
	}
	// The schedule fires twice.
	if again, err := r.ask(t, t.Context(), christmas); err != nil || again["mailed"] != false || again["fingerprint"] != print || len(r.box.mails) != 1 || r.counted(t)["MailsSent"] != 0.0 {
		t.Errorf("again: %v, %v", again, err)
	}
}

func TestByHand(t *testing.T) {
	r := newRig(t, map[string]string{"EASREPORT_SEND_WHEN": "flagged", "EASREPORT_MINIMUM_HITS": "1000000"})
	const others = `{"from":"2011-12-23","to":"2011-12-24","send":true,"recipients":["other@contoso.com"]}`
	for text, mails := range map[string]int{
		`{"date":"2011-12-24"}`:                           0, // nothing crossed the threshold
		`{"date":"2011-12-24","send":true}`:               1,
		`{"date":"2011-12-24","send":false,"top_hits":1}`: 0,
		`{"date":"2011-12-24","minimum_hits":1}`:          1,
		others:                                            1,
	} {
		r.box.mails = nil
		got, err := r.ask(t, t.Context(), text)
		if err != nil || len(r.box.mails) != mails || got["mailed"] != (mails == 1) || (got["why"] == nil) != (mails == 1) {
			t.Errorf("%s: %v, %v, %d mails", text, got, err, len(r.box.mails))
		}
		if text == others && r.box.mails[0].To[0] != "other@contoso.com" {
			t.Errorf("mailed to %v", r.box.mails[0].To)
		}
	}
}

func TestAlert(t *testing.T) {
	r := newRig(t, map[string]string{"EASREPORT_ALERT_HOURS": "24", "EASREPORT_ALERT_MINIMUM_HITS": "3"})
	const asks = `{"mode":"alert","scheduled_time":"2011-12-25T00:05:00Z"}`
	got, err := r.ask(t, t.Context(), asks)
	if err != nil || got["mailed"] != true || len(r.box.mails) != 1 || got["devices"] == 0.0 || r.counted(t)["AlertDevices"] != got["devices"] {
		t.Errorf("%v, %v, %d mails", got, err, len(r.box.mails))
	}
	if got, err := r.ask(t, t.Context(), asks); err != nil || got["mailed"] != false || len(r.box.mails) != 1 {
		t.Errorf("again: %v, %v", got, err)
	}
	if log := strings.ToLower(r.log.String()); strings.Count(log, "\n") != 1 || strings.Contains(log, "appl") {
		t.Errorf("log:\n%s", log)
	}
}

func TestFailures(t *testing.T) {
	r := newRig(t, nil)
	r.box.err = errors.New("paused")
	got, err := r.ask(t, t.Context(), christmas)
	if !errors.Is(err, r.box.err) || got["mailed"] != false || r.counted(t)["MailsFailed"] != 1.0 || !strings.Contains(r.log.String(), `"level":"ERROR"`) {
		t.Errorf("%v, %v, log %s", got, err, &r.log)
	}
	r.box.err = nil
	if got, err := r.ask(t, t.Context(), christmas); err != nil || got["mailed"] != true {
		t.Errorf("after it: %v, %v", got, err)
	}
	if _, err := r.handle(t.Context(), event{Mode: "weekly"}); err == nil {
		t.Error("a wrong event is taken")
	}
}

// TestDeadline: work that cannot be done in time stops before anything is claimed.
func TestDeadline(t *testing.T) {
	r := newRig(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	time.Sleep(15 * time.Millisecond)
	if got, err := r.ask(t, ctx, christmas); !errors.Is(err, context.DeadlineExceeded) || got["mailed"] != false {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := r.ask(t, t.Context(), christmas); err != nil || got["mailed"] != true {
		t.Errorf("after it: %v, %v", got, err)
	}
}
