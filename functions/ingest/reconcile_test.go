package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/store"
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

// TestReconcileLake: whatever befell the lake's files of a log, however old, the log is read
// again and the lake is as it was.
func TestReconcileLake(t *testing.T) {
	const log1, log2 = "iis/CAS01/a.log", "iis/CAS02/b.log"
	day, err := lake.ParseDay("2011-12-24")
	if err != nil {
		t.Fatal(err)
	}
	one, two := lake.NewSourceID("logs", log1), lake.NewSourceID("logs", log2)
	write := func(t *testing.T, w *world, key, text string) {
		t.Helper()
		if _, err := w.lake.Store.Put(t.Context(), key, strings.NewReader(text), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	remove := func(t *testing.T, w *world, key string) {
		t.Helper()
		if err := w.lake.Store.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	text := func(t *testing.T, w *world, key string) string {
		t.Helper()
		return contents(t, w, key)[key]
	}
	for name, c := range map[string]struct {
		damage func(t *testing.T, w *world)
		want   []string
	}{
		"nothing": {func(*testing.T, *world) {}, nil},
		"deleted": {func(t *testing.T, w *world) { remove(t, w, lake.ActivityKey(day, one)) }, []string{log1}},
		"swapped": {func(t *testing.T, w *world) {
			a, b := text(t, w, lake.ActivityKey(day, one)), text(t, w, lake.ActivityKey(day, two))
			write(t, w, lake.ActivityKey(day, one), b)
			write(t, w, lake.ActivityKey(day, two), a)
		}, []string{log1, log2}},
		"cut": {func(t *testing.T, w *world) {
			all := text(t, w, lake.ActivityKey(day, two))
			write(t, w, lake.ActivityKey(day, two), all[:len(all)/2])
		}, []string{log2}},
		"zeroed": {func(t *testing.T, w *world) {
			write(t, w, lake.ActivityKey(day, two), strings.Repeat("\x00", len(text(t, w, lake.ActivityKey(day, two)))))
		}, []string{log2}},
		"marker deleted": {func(t *testing.T, w *world) {
			remove(t, w, lake.Output{Table: lake.ActivityTable, Day: day}.MarkerKey(one))
		}, []string{log1}},
		"done of another": {func(t *testing.T, w *world) {
			write(t, w, lake.DoneKey(one), text(t, w, lake.DoneKey(two)))
			remove(t, w, lake.ActivityKey(day, one))
		}, []string{log1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(day.Start().AddDate(0, 0, -1)))
				w := newWorld(t)
				clock := memstore.WithClock(time.Now)
				w.logs.Store = memstore.New(clock)
				lakeStore := memstore.New(clock, memstore.WithContentETags())
				w.lake.Store = lakeStore
				var sent []string
				w.function.send = func(_ context.Context, bodies ...string) error {
					sent = append(sent, bodies...)
					return nil
				}
				w.upload(t, log1, log(1))
				w.upload(t, log2, log(2))
				if _, err := w.send(t.Context(), queued(created(log1), created(log2))); err != nil {
					t.Fatal(err)
				}
				whole := contents(t, w, "")
				time.Sleep(84 * time.Hour)
				c.damage(t, w)
				// No log was modified within three days. Files of these are looked at all the same.
				if _, err := w.invoke(t.Context(), []byte(`{"mode":"reconcile","days":3}`)); err != nil {
					t.Fatal(err)
				}
				slices.Sort(sent)
				var keys []string
				for _, body := range sent {
					all, err := notify.Parse([]byte(body))
					if err != nil || len(all) != 1 {
						t.Fatal(body, err)
					}
					keys = append(keys, all[0].Key)
				}
				if diff := cmp.Diff(c.want, keys); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
				if len(sent) > 0 {
					if _, err := w.send(t.Context(), queued(sent...)); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(whole, contents(t, w, "")); diff != "" {
					t.Errorf("the lake (-before +after):\n%s", diff)
				}
			})
		})
	}
}

// contents are the objects of the lake under a prefix.
func contents(t *testing.T, w *world, prefix string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for o, err := range w.lake.Store.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		body, _, err := w.lake.Store.Get(t.Context(), o.Key, store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if _, err := io.Copy(&b, body); err != nil {
			t.Fatal(err)
		}
		all[o.Key] = b.String()
	}
	return all
}
