package ingest

import (
	"context"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestArchived: an archived object is in quarantine until it is restored, which does not
// change it.
func TestArchived(t *testing.T) {
	w := newWorld(t)
	w.upload(t, log(map[string]int{"2011-12-24": 2}))
	archived := true
	w.Source = &faulty.Store{Store: w.raw, Hook: faulty.Only(faulty.Get, source, func(_ context.Context, _ faulty.Call, next func() error) error {
		if archived {
			return store.ErrArchived
		}
		return next()
	})}
	for range 2 {
		if r := w.ingest(t, Quarantined); !strings.Contains(r.Reason, "archived") {
			t.Errorf("reason %s", r.Reason)
		}
	}
	archived = false
	w.ingest(t, Applied)
	w.holds(t, map[string]int{"2011-12-24": 2})
	if q := w.quarantined(t); len(q) > 0 {
		t.Errorf("still in quarantine: %v", q)
	}
	archived = true // after it was read
	w.ingest(t, Unchanged)
}

// TestKeyOfNoStore: what no store can have is recorded, and done with.
func TestKeyOfNoStore(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		if r, err := w.Ingest(t.Context(), "CAS01//u.log"); err != nil || r.Outcome != Quarantined || !strings.Contains(r.Reason, "CAS01//u.log") {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if q := w.quarantined(t); len(q) != 1 || q[0].Key != "CAS01//u.log" {
		t.Errorf("quarantine: %v", q)
	}
}

// TestEmptyObject: an object without bytes is a log without records.
func TestEmptyObject(t *testing.T) {
	w := newWorld(t)
	for _, text := range []string{"", strings.Repeat("\x00", 1<<16)} {
		w.upload(t, text)
		if r := w.ingest(t, Applied).Stamp.Reading; r.Records != 0 || r.Rejects() != 0 {
			t.Errorf("%+v", r)
		}
	}
}
