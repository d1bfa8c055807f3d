package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestReconcile: what the lake lacks of the last days is put into the queue, and nothing
// else: neither what may be on its way, nor what is old, nor what cannot be read.
func TestReconcile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.logs.Store = memstore.New(memstore.WithClock(time.Now))
		var sent []string
		w.function.send = func(_ context.Context, bodies ...string) error {
			sent = append(sent, bodies...)
			return nil
		}
		w.upload(t, "iis/old.log", log(1))
		time.Sleep(8 * 24 * time.Hour)
		w.upload(t, "other/a.log", log(1))
		for _, name := range []string{"iis/changed.log", "iis/lost.log", "iis/read.log", "iis/letter.pdf", "iis/lake/x.log"} {
			w.upload(t, name, log(1))
		}
		w.upload(t, "iis/letter.pdf", "%PDF-1.7")
		if _, err := w.invoke(t.Context(), []byte(queued(created("iis/changed.log"), created("iis/read.log"), created("iis/letter.pdf")))); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		w.upload(t, "iis/changed.log", log(2))
		time.Sleep(2 * time.Hour)
		w.upload(t, "iis/new.log", log(1)) // its event may still come

		w.numbers.Reset()
		for _, c := range []struct {
			event string
			want  []string
		}{
			{`{"mode":"reconcile","scheduled_time":"2000-01-09T03:40:00Z"}`, []string{created("iis/changed.log"), created("iis/lost.log")}},
			{`{"mode":"reconcile","days":30}`, []string{created("iis/changed.log"), created("iis/lost.log"), created("iis/old.log")}},
		} {
			sent = nil
			if answer, err := w.invoke(t.Context(), []byte(c.event)); answer != nil || err != nil {
				t.Errorf("%s: answer %v, %v", c.event, answer, err)
			}
			if diff := cmp.Diff(c.want, sent); diff != "" {
				t.Errorf("%s: sent (-want +got):\n%s", c.event, diff)
			}
			// Nothing that an alarm would take for a log that was read, or for none.
			if diff := cmp.Diff(map[string]float64{"SourcesMissed": float64(len(c.want))}, w.numbersWritten(t)); diff != "" {
				t.Errorf("metrics (-want +got):\n%s", diff)
			}
			w.numbers.Reset()
		}

		w.logs.Hook = faulty.Only(faulty.List, "", faulty.Before(errNetwork))
		if _, err := w.invoke(t.Context(), []byte(`{"mode":"reconcile"}`)); !errors.Is(err, errNetwork) {
			t.Errorf("error %v", err)
		}
	})
}
