package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// scheduled is the schedule's event on the day after the lake's.
const scheduled = `{"scheduled_time": "2011-12-25T06:00:00Z"}`

// alarming asks about the hour with 100 requests.
const alarming = `{"mode": "alert", "scheduled_time": "2011-12-24T11:05:00Z"}`

func TestReport(t *testing.T) {
	w := newWorld(t)
	const slow = 20 * time.Millisecond
	w.box.send = func(context.Context) error { time.Sleep(slow); return nil }
	answer, err := w.invoke(t.Context(), scheduled)
	if err != nil {
		t.Fatal(err)
	}
	told := w.told(t)
	if len(told) != 1 {
		t.Fatalf("%d lines", len(told))
	}
	made, _ := told[0]["fingerprint"].(string)
	prefix := "reports/v2/dt=2011-12-24/" + made + "/easreport"
	want := `{"from":"2011-12-24T00:00:00Z","to":"2011-12-25T00:00:00Z","fingerprint":"` + made + `","keys":{"html":"` + prefix + `.html","csv":"` + prefix +
		`.csv","min_hits_csv":"` + prefix + `_min_hits_50.csv","json":"` + prefix + `.json","devices":"devices/v2/dt=2011-12-24/devices.parquet"},` +
		`"mailed":true,"message_id":"0100-1","revision":1,"devices":1}`
	if diff := cmp.Diff(want, answer); diff != "" || made == "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	delete(told[0], "time")
	line := map[string]any{
		"level": "INFO", "msg": "report", "from": "2011-12-24T00:00:00Z", "to": "2011-12-25T00:00:00Z", "fingerprint": made, "devices": 1., "flagged": 1.,
		"quarantined": 0., "damaged": 0., "mailed": true, "why": "", "message_id": "0100-1", "revision": 1.,
	}
	if diff := cmp.Diff(line, told[0]); diff != "" {
		t.Errorf("line of the log (-want +got):\n%s", diff)
	}
	numbers, counted := map[string]float64{
		"ReportDevices": 1, "ReportFlagged": 1, "ReportQuarantined": 0, "ReportDamaged": 0, "MailsSent": 1, "MailsFailed": 0,
	}, w.counted(t)
	if took := counted["ReportSeconds"]; took < slow.Seconds() || took > 10 {
		t.Errorf("took %v seconds", took)
	}
	delete(counted, "ReportSeconds")
	if diff := cmp.Diff(numbers, counted); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	if m := w.box.mails[0]; m.From != "eas@contoso.com" || strings.Join(m.To, " ") != "admin@contoso.com" || !strings.Contains(m.Text, deviceID) {
		t.Errorf("mail from %s to %s:\n%s", m.From, m.To, m.Text)
	}
	if r := w.ask(t, scheduled); r.Mailed || r.Why == "" || r.Fingerprint != made || len(w.box.mails) != 1 {
		t.Errorf("asked again: %+v, %d mails", r, len(w.box.mails))
	}
}

// TestSend: who is mailed to by which event.
func TestSend(t *testing.T) {
	for _, c := range []struct {
		name, event string
		environment []string
		to          string // empty: no mail
	}{
		{"by configuration", scheduled, nil, "admin@contoso.com"},
		{"not asked for", `{"date": "2011-12-24", "send": false}`, nil, ""},
		{"not asked for, to others", `{"date": "2011-12-24", "send": false, "recipients": ["b@contoso.com"]}`, nil, ""},
		{"to others", `{"date": "2011-12-24", "recipients": ["b@contoso.com", "c@contoso.com"]}`, nil, "b@contoso.com c@contoso.com"},
		{"nobody configured", scheduled, []string{"EASREPORT_RECIPIENTS="}, ""},
		{"nobody configured, to others", `{"recipients": ["b@contoso.com"]}`, []string{"EASREPORT_RECIPIENTS="}, "b@contoso.com"},
		{"flagged", scheduled, []string{"EASREPORT_SEND_WHEN=flagged"}, "admin@contoso.com"},
		{"nothing flagged, but needs attention", `{"date": "2011-12-24", "minimum_hits": 500}`, []string{"EASREPORT_SEND_WHEN=flagged", `EASREPORT_RULES={"burst_minutes": 1}`}, "admin@contoso.com"},
		{"nothing flagged", `{"date": "2011-12-24", "minimum_hits": 500}`, []string{"EASREPORT_SEND_WHEN=flagged", `EASREPORT_RULES={"burst": 100}`}, ""},
		{"nothing flagged, by hand", `{"date": "2011-12-24", "minimum_hits": 500, "send": true}`, []string{"EASREPORT_SEND_WHEN=flagged", `EASREPORT_RULES={"burst": 100}`}, "admin@contoso.com"},
		{"alert", alarming, nil, "admin@contoso.com"},
		{"alert not asked for", `{"mode": "alert", "scheduled_time": "2011-12-24T11:05:00Z", "send": false}`, nil, ""},
		{"alert about an hour whose log came two hours late", `{"mode": "alert", "scheduled_time": "2011-12-24T13:05:00Z"}`, nil, "admin@contoso.com"},
		{"alert about nobody", `{"mode": "alert", "scheduled_time": "2011-12-24T14:05:00Z", "send": true}`, nil, ""},
		{"alert of fewer hours", `{"mode": "alert", "scheduled_time": "2011-12-24T12:05:00Z"}`, []string{"EASREPORT_ALERT_HOURS=1"}, ""},
	} {
		w := newWorld(t, c.environment...)
		r := w.ask(t, c.event)
		var to string
		for _, m := range w.box.mails {
			to += strings.Join(m.To, " ")
		}
		if to != c.to || r.Mailed != (c.to != "") || (r.Why == "") != r.Mailed {
			t.Errorf("%s: mail to %q, answer %+v", c.name, to, r)
		}
		w.told(t)
	}
}

func TestAlert(t *testing.T) {
	w := newWorld(t)
	for _, mailed := range []float64{1, 0} {
		answer, err := w.invoke(t.Context(), alarming)
		want := `{"from":"2011-12-24T08:00:00Z","to":"2011-12-24T11:00:00Z","mailed":true,"message_id":"0100-1","devices":1}`
		if mailed == 0 {
			want = `{"from":"2011-12-24T08:00:00Z","to":"2011-12-24T11:00:00Z","mailed":false,"why":"these were mailed about before","devices":1}`
		}
		if diff := cmp.Diff(want, answer); diff != "" || err != nil {
			t.Errorf("%v, answer (-want +got):\n%s", err, diff)
		}
		if diff := cmp.Diff(map[string]float64{"AlertDevices": 1, "MailsSent": mailed, "MailsFailed": 0}, w.counted(t)); diff != "" {
			t.Errorf("metrics (-want +got):\n%s", diff)
		}
		w.told(t)
	}
	if len(w.box.mails) != 1 || !strings.Contains(w.box.mails[0].Subject, "ALERT") {
		t.Errorf("%d mails", len(w.box.mails))
	}
}

// TestMailFails: it is an error, so that Lambda asks again; then it is sent.
func TestMailFails(t *testing.T) {
	for _, event := range []string{scheduled, alarming} {
		w := newWorld(t)
		refused := errors.New("refused")
		w.box.send = func(context.Context) error { return refused }
		if _, err := w.invoke(t.Context(), event); !errors.Is(err, refused) || !errors.Is(err, publish.ErrMail) {
			t.Errorf("%v", err)
		}
		told, counted := w.told(t), w.counted(t)
		if len(told) != 1 || told[0]["level"] != "ERROR" || counted["MailsSent"] != 0 || counted["MailsFailed"] != 1 {
			t.Errorf("log %v, metrics %v", told, counted)
		}
		w.box.send = nil
		if r := w.ask(t, event); !r.Mailed || len(w.box.mails) != 1 {
			t.Errorf("asked again: %+v", r)
		}
	}
}

// hangs is a Sender that gets no answer.
func hangs(ctx context.Context) error { <-ctx.Done(); return errors.Join(mail.ErrUnclear, ctx.Err()) }

// TestDeadline: whatever hangs, the function ends before it is ended, and says why.
func TestDeadline(t *testing.T) {
	for name, hang := range map[string]func(w *world){
		"sending": func(w *world) { w.box.send = hangs },
		"reading": func(w *world) { w.lake.Hook = faulty.Only(faulty.Get, "activity/", faulty.Delay(time.Hour)) },
		"writing": func(w *world) { w.lake.Hook = faulty.Only(faulty.Put, "reports/v2/dt=", faulty.Delay(time.Hour)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			hang(w)
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
			_, err := w.invoke(ctx, scheduled)
			if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
				t.Errorf("%v, ended by Lambda: %v", err, ctx.Err())
			}
			cancel()
			if told := w.told(t); len(told) != 1 || told[0]["level"] != "ERROR" {
				t.Errorf("log %v", told)
			}
			if counted := w.counted(t); (counted["MailsFailed"] == 1) != (name == "sending") {
				t.Errorf("metrics %v", counted)
			}
		})
	}
}

// TestTimeOfClaim: work ends ten seconds before Lambda ends it, and the claim of a
// mail of which nobody knows holds for a little longer than the function can live.
func TestTimeOfClaim(t *testing.T) {
	w := newWorld(t)
	deadline := time.Now().Add(5 * time.Minute)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	var ends time.Time
	w.box.send = func(ctx context.Context) error { ends, _ = ctx.Deadline(); return mail.ErrUnclear }
	if _, err := w.invoke(ctx, scheduled); !errors.Is(err, mail.ErrUnclear) {
		t.Error(err)
	}
	if !ends.Equal(deadline.Add(-10 * time.Second)) {
		t.Errorf("work ends %v before the deadline", deadline.Sub(ends))
	}
	for _, key := range w.keys(t) {
		if !strings.Contains(key, "/sent/") {
			continue
		}
		var claim struct{ Until time.Time }
		if err := json.Unmarshal(w.read(t, key), &claim); err != nil {
			t.Fatal(err)
		}
		if after := claim.Until.Sub(deadline); after < 15*time.Second || after > 25*time.Second {
			t.Errorf("the claim ends %v after the deadline", after)
		}
		return
	}
	t.Error("no claim")
}

// TestMetricsFail: numbers that cannot be told are no reason to report again.
func TestMetricsFail(t *testing.T) {
	w := newWorld(t)
	w.metrics = metrics.NewWriter(broken{}, "test")
	if r := w.ask(t, scheduled); !r.Mailed {
		t.Errorf("%+v", r)
	}
	if told := w.told(t); len(told) != 2 || told[1]["level"] != "WARN" {
		t.Errorf("log %v", told)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken") }
