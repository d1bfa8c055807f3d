package ingest

import (
	"context"
	"testing"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestCopiesAfterCrashes stops an ingest after every single call, on a day that was
// compacted before, and maybe is again. When the event has come once more there is no
// copy, or a right one.
func TestCopiesAfterCrashes(t *testing.T) {
	day, err := lake.ParseDay(saturday)
	if err != nil {
		t.Fatal(err)
	}
	for name, prepare := range map[string]func(w *world, compact func()){
		"replaced": func(w *world, compact func()) {
			compact()
			w.upload(t, log(revision{saturday: 2}))
		},
		"damaged by now": func(w *world, compact func()) {
			compact()
			w.upload(t, "%PDF-1.7 this is no log")
		},
		"lost and written again": func(w *world, compact func()) {
			if err := w.lake.Delete(t.Context(), lake.ActivityKey(day, lake.NewSourceID("logs", source))); err != nil {
				t.Fatal(err)
			}
			compact()
		},
	} {
		t.Run(name, func(t *testing.T) {
			for step, again := 0, true; ; step, again = step+1, !again {
				w := newWorld(t)
				w.lake = beside(t)
				w.Lake = w.lake
				w.upload(t, log(revision{saturday: 1}))
				w.ingest(t, Applied)
				compactIt := func() {
					if _, err := (&compact.Compactor{Lake: w.lake, Delete: w.lake.Delete, TempDir: t.TempDir()}).Day(t.Context(), day); err != nil {
						t.Fatal(err)
					}
				}
				prepare(w, compactIt)
				calls := 0
				hook := crash(step/2, &calls)
				broken := w.Ingester
				broken.concurrently = inTurn // so that calls are counted
				broken.Source = &faulty.Store{Store: w.raw, Hook: hook}
				broken.Lake = &faulty.Store{Store: w.lake, Hook: hook}
				if _, err := broken.Ingest(t.Context(), source); err != nil {
					if again {
						compactIt()
					}
					if _, err := w.Ingest(t.Context(), source); err != nil {
						t.Fatal(err)
					}
				}
				if err := copyIsRight(t.Context(), w.lake, day); err != nil {
					t.Fatalf("stopped after %d calls, compacted again %t: %v", step/2+1, again, err)
				}
				if calls <= step/2 {
					return // there is no such step any more
				}
			}
		})
	}
}

// crash lets a worker hear of n calls, and do one more.
func crash(n int, calls *int) faulty.Hook {
	return func(ctx context.Context, call faulty.Call, next func() error) error {
		*calls++
		switch {
		case *calls <= n:
			return next()
		case *calls == n+1:
			return faulty.After(errNetwork)(ctx, call, next)
		}
		return errNetwork
	}
}
