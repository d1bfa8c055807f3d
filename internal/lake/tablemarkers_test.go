package lake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestLostTables: a table that was made and is gone is lost; one that nobody made is not, nor
// one that has expired with those of all earlier days.
func TestLostTables(t *testing.T) {
	now := time.Date(2011, 12, 1, 0, 0, 0, 0, time.UTC)
	s := memstore.New(memstore.WithClock(func() time.Time { return now }))
	day := func(n int) lake.Day { return lake.DayOf(time.Date(2011, 12, n, 0, 0, 0, 0, time.UTC).Unix()) }
	for n := 1; n <= 4; n++ {
		if err := lake.MarkTable(t.Context(), s, lake.DevicesKey(day(n))); err != nil {
			t.Fatal(err)
		}
	}
	if err := lake.MarkTable(t.Context(), s, lake.TrafficKey(day(1))); err != nil {
		t.Fatal(err)
	}
	if err := lake.MarkTable(t.Context(), s, lake.TrafficKey(day(1))); err != nil {
		t.Fatalf("the second time: %v", err)
	}
	for _, stray := range []string{"index/v2/tables/devices/yesterday", "index/v2/tables/reports/2011-12-02", "index/v2/tables/devices"} {
		if _, err := s.Put(t.Context(), stray, strings.NewReader(""), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	there := map[string]bool{lake.DevicesKey(day(2)): true, lake.DevicesKey(day(4)): true, lake.DevicesKey(day(5)): true}
	for _, c := range []struct {
		later time.Duration
		want  []string
	}{
		{0, []string{lake.DevicesKey(day(1)), lake.DevicesKey(day(3)), lake.TrafficKey(day(1))}},
		{31 * 24 * time.Hour, []string{lake.DevicesKey(day(3)), lake.TrafficKey(day(1))}},
	} {
		lost, err := lake.LostTables(t.Context(), s, there, now.Add(c.later))
		if diff := cmp.Diff(c.want, lost); diff != "" || err != nil {
			t.Errorf("%v later: %v (-want +got):\n%s", c.later, err, diff)
		}
	}
	for key, want := range map[string]bool{lake.DevicesKey(day(1)): true, lake.DevicesKey(day(9)): false, lake.ReconciledKey(day(1)): false} {
		if got, err := lake.TableMarked(t.Context(), s, key); got != want || err != nil {
			t.Errorf("%s is marked: %t, %v", key, got, err)
		}
	}
}
