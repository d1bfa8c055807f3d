package ingest

import (
	"context"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestOvertakenAtEveryStep has a later revision uploaded and ingested by another worker
// before every single call of an ingest. The rows are those of the later one in the end,
// and so is what the lake says was applied last: else the source would seem changed.
func TestOvertakenAtEveryStep(t *testing.T) {
	older := map[string]int{"2011-12-23": 2, "2011-12-24": 3}
	newer := map[string]int{"2011-12-24": 5, "2011-12-25": 1}
	for step := 0; ; step++ {
		w := newWorld(t)
		w.upload(t, log(older))
		calls := 0
		hook := nth(step, &calls, func(_ context.Context, _ faulty.Call, next func() error) error {
			w.upload(t, log(newer))
			w.ingest(t, Applied)
			return next()
		})
		slow := w.Ingester
		slow.concurrently = inTurn // so that calls are counted
		slow.Source = &faulty.Store{Store: w.raw, Hook: hook}
		slow.Lake = &faulty.Store{Store: w.lake, Hook: hook}
		if _, err := slow.Ingest(t.Context(), source); err != nil {
			t.Fatalf("step %d: %v", step, err)
		}
		if calls <= step {
			return // there is no such step any more
		}
		w.holds(t, newer)
		now, err := w.raw.Head(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		done, err := lake.ReadDone(t.Context(), w.lake, lake.NewSourceID("logs", source))
		if err != nil || done.Revision != lake.Revision(now) {
			t.Errorf("done has revision %q of %q, error %v", done.Revision, lake.Revision(now), err)
		}
		if t.Failed() {
			t.Fatalf("at step %d of %d", step, calls)
		}
	}
}
