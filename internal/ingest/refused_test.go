package ingest

import (
	"context"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestArchived: a log in an archive is quarantined at once, keeps the rows of its earlier
// states, and is read as soon as it is restored, though its revision is the same.
func TestArchived(t *testing.T) {
	w := newWorld(t)
	w.upload(t, log(map[string]int{"2011-12-24": 2}))
	w.ingest(t, Applied)
	w.upload(t, log(map[string]int{"2011-12-24": 5}))

	gets := 0
	w.Source = &faulty.Store{Store: w.raw, Hook: faulty.Only(faulty.Get, "", func(context.Context, faulty.Call, func() error) error {
		gets++
		return store.ErrArchived
	})}
	for range 2 { // the second event changes nothing
		if r := w.ingest(t, Quarantined); !strings.Contains(r.Reason, "restore it") {
			t.Errorf("reason %q", r.Reason)
		}
	}
	if gets != 2 {
		t.Errorf("%d GETs of the log, want one for each event", gets)
	}
	if hits := w.hits(t)["2011-12-24"]; hits != 2 {
		t.Errorf("%d hits while the log is archived, want the 2 of its earlier state", hits)
	}

	w.Source = w.raw
	w.ingest(t, Applied)
	if hits := w.hits(t)["2011-12-24"]; hits != 5 {
		t.Errorf("%d hits once restored, want 5", hits)
	}
	q, _, err := lake.ReadQuarantine(t.Context(), w.lake, lake.NewSourceID("logs", source))
	if err != nil || !q.Released {
		t.Errorf("quarantine record %+v, error %v; want it released", q, err)
	}
}

// TestKeyThatNoStoreHolds: the log is quarantined under its own name, for status to show.
func TestKeyThatNoStoreHolds(t *testing.T) {
	w := newWorld(t)
	const key = "CAS01//u_ex111224.log"
	for range 2 {
		r, err := w.Ingest(t.Context(), key)
		if err != nil || r.Outcome != Quarantined || !strings.Contains(r.Reason, "empty segment") {
			t.Errorf("outcome %d, reason %q, error %v", r.Outcome, r.Reason, err)
		}
	}
	q, _, err := lake.ReadQuarantine(t.Context(), w.lake, lake.NewSourceID("logs", key))
	if err != nil || q.Key != key || q.Released {
		t.Errorf("quarantine record %+v, error %v", q, err)
	}
}
