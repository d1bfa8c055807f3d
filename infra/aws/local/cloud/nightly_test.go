package cloud_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// TestNightlyHeal: what the schedule sends has the ingest function find files of the lake that
// are gone or damaged; their logs go through the queue, and the lake is as it was. Nobody does
// anything by hand.
func TestNightlyHeal(t *testing.T) {
	c := start(t, nil)
	want := make(map[cell]sums)
	const logs = 5
	for i := range logs {
		key := fmt.Sprintf("CAS%02d/W3SVC1/u_ex111224.log", i)
		rows := []request{{day(), fmt.Sprint("A", i), 1, 2}, {day(), fmt.Sprint("B", i), 3, 4}}
		upload(t, c, key, logOf(rows))
		add(want, key, rows)
	}
	settle(t, c)
	s := lakeOf(c)
	files := keysUnder(t, s, lake.ActivityPrefix)
	if len(files) != logs {
		t.Fatalf("%d files of %d logs", len(files), logs)
	}
	whole := textOf(t, s, files[1])
	remove(t, s, files[0])
	put(t, s, files[1], whole[:len(whole)/2])
	put(t, s, files[2], strings.Repeat("\x00", len(whole)))
	put(t, s, files[3], whole) // another log's
	if told := string(operate(t, c, "status")); strings.Contains(told, well) {
		t.Errorf("the status before: %s", told)
	}
	c.Run(t.Context(), c.Ingest, nightly)
	settle(t, c)
	if diff := cmp.Diff(want, readLake(t, s), cmp.AllowUnexported(cell{}, sums{})); diff != "" {
		t.Errorf("the lake (-want +got):\n%s", diff)
	}
	if told := string(operate(t, c, "status")); !strings.Contains(told, well) {
		t.Errorf("the status after: %s", told)
	}
}

// textOf is what an object holds.
func textOf(t *testing.T, s store.Reader, key string) string {
	t.Helper()
	o, _, err := s.Get(t.Context(), key, store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.Close() }()
	b, err := io.ReadAll(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
