package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestLine: one line for each object with all that there is to say, and nothing that
// was read in it.
func TestLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.upload(t, key, log(3)+"a line that is none\r\n")
		w.upload(t, "iis/a.pdf", "%PDF-1.7 anna")
		w.logs.Hook = faulty.Only(faulty.Get, "", faulty.Delay(2*time.Second))
		if _, err := w.send(t.Context(), queued(created(key), created(key), created("iis/a.pdf"), created("iis/gone.log"))); err != nil {
			t.Fatal(err)
		}
		if text := w.lines.String(); strings.Contains(text, "anna") || strings.Contains(text, "A1") || strings.Contains(text, "PDF") {
			t.Errorf("the log tells what was read:\n%s", text)
		}
		want := []string{
			`INFO applied bytes=715 bytes_per_second=357 days=1 key=iis/CAS01/W3SVC1/u_ex111224.log ms=2000 records=3 rejects=1 requests=3 size=715`,
			`INFO unchanged bytes=715 days=1 key=iis/CAS01/W3SVC1/u_ex111224.log ms=2000 records=3 rejects=1 requests=3 size=715`,
			`WARN quarantined key=iis/a.pdf ms=2000 size=13`,
			`WARN gone key=iis/gone.log ms=2000`,
		}
		if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(w.summaries(t), "\n")); diff != "" {
			t.Errorf("the log (-want +got):\n%s", diff)
		}
	})
}

// summaries are the lines of the log, without what is not the same in every run, and
// checked to name their source.
func (w *world) summaries(t *testing.T) (all []string) {
	t.Helper()
	for text := range strings.Lines(w.lines.String()) {
		var l map[string]any
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&l); err != nil {
			t.Fatal(err)
		}
		if id, _ := l["source_id"].(string); len(id) != 32 || l["bucket"] != "logs" {
			t.Errorf("the line does not name the source: %s", text)
		}
		if settled := l["outcome"] != "gone"; settled != (l["revision"] != nil) {
			t.Errorf("revision %v: %s", l["revision"], text)
		}
		if q, _ := l["quarantine"].(string); strings.HasPrefix(q, "quarantine/v2/") != (l["outcome"] == "quarantined") {
			t.Errorf("quarantine record %q: %s", q, text)
		}
		summary := []string{l["level"].(string), l["outcome"].(string)}
		for _, name := range []string{"bytes", "bytes_per_second", "days", "key", "ms", "records", "rejects", "requests", "size"} {
			switch value := l[name].(type) {
			case json.Number:
				summary = append(summary, name+"="+value.String())
			case string:
				summary = append(summary, name+"="+value)
			}
		}
		all = append(all, strings.Join(summary, " "))
	}
	return all
}

func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.upload(t, key, log(3)+"a line that is none\r\n")
		w.upload(t, "iis/b.log", log(1))
		w.upload(t, "iis/a.pdf", "%PDF-1.7")
		w.logs.Hook = faulty.Only(faulty.Get, "", faulty.Delay(2*time.Second))
		now := time.Now()
		if _, err := w.send(t.Context(), queued(created(key), created("iis/b.log"), created(key), created("iis/a.pdf"), created("x"), "poison", testEvent)); err != nil {
			t.Fatal(err)
		}
		last := time.Date(2011, 12, 24, 10, 2, 0, 0, time.UTC)
		want := map[string]float64{
			"SourcesApplied": 2, "SourcesUnchanged": 1, "SourcesQuarantined": 1, "SourcesFailed": 1, "SourcesRefused": 1,
			"Records": 4, "Requests": 4, "Rejected": 1, "BytesRead": 1083, "BytesPerSecond": 270.75,
			"LagSeconds": now.Add(8 * time.Second).Sub(last).Seconds(), "EstimatedCost": w.cost(8 * time.Second),
		}
		if diff := cmp.Diff(want, w.numbersWritten(t)); diff != "" {
			t.Errorf("metrics (-want +got):\n%s", diff)
		}
		w.numbers.Reset()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.send(ctx, testEvent); err != nil {
			t.Fatal(err)
		}
		got := w.numbersWritten(t)
		if _, told := got["LagSeconds"]; told || got["SourcesApplied"] != 0 || len(got) != 10 {
			t.Errorf("metrics of nothing: %v", got)
		}
	})
}

// numbersWritten are the metrics of one line.
func (w *world) numbersWritten(t *testing.T) map[string]float64 {
	t.Helper()
	var line map[string]any
	if err := json.Unmarshal(w.numbers.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	numbers := make(map[string]float64)
	for name, value := range line {
		if n, ok := value.(float64); ok {
			numbers[name] = n
		}
	}
	return numbers
}
