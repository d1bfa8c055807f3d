package memstore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memstore.New() })
}

func TestConformanceWithContentETags(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memstore.New(memstore.WithContentETags()) })
}

func put(t *testing.T, s *memstore.Store, body string) store.Object {
	t.Helper()
	o, err := s.Put(t.Context(), "k", strings.NewReader(body), store.Condition{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestSameBytesAgain(t *testing.T) {
	s := memstore.New()
	if a, b := put(t, s, "x"), put(t, s, "x"); a.ETag == b.ETag {
		t.Errorf("two changes have the ETag %s", a.ETag)
	}
	s = memstore.New(memstore.WithContentETags())
	if a, b := put(t, s, "x"), put(t, s, "x"); a.ETag != b.ETag {
		t.Errorf("equal bytes have the ETags %s and %s", a.ETag, b.ETag)
	}
}

func TestClock(t *testing.T) {
	if a, b := put(t, memstore.New(), "x"), put(t, memstore.New(), "x"); a.Modified != b.Modified {
		t.Errorf("the default clock differs between runs: %v, %v", a.Modified, b.Modified)
	}
	now := time.Date(2011, 12, 24, 18, 0, 0, 0, time.UTC)
	s := memstore.New(memstore.WithClock(func() time.Time { return now }))
	a := put(t, s, "x")
	if !a.Modified.Equal(now) {
		t.Errorf("modified at %v by a clock that says %v", a.Modified, now)
	}
	now = now.Add(-time.Hour)
	if b := put(t, s, "y"); !b.Modified.After(a.Modified) {
		t.Errorf("modified at %v, then at %v", a.Modified, b.Modified)
	}
}

func TestGrowing(t *testing.T) {
	s := memstore.New(memstore.WithFile("file"))
	storetest.Growing(t, s, "k", func(t *testing.T, text string) {
		if _, err := s.Put(t.Context(), "k", strings.NewReader(text), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	})
}
