package lake

import (
	"errors"
	"io"
	"testing"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
)

// The bounds are some 1.5 times what was measured when they were set, so that a
// new allocation for each row (1 and more) is found and another version of Go or
// of parquet-go is not. Most of these allocations are of distinct texts.
const (
	maxAllocationsPerRowWritten = 0.09 // 0.06 measured
	maxAllocationsPerRowRead    = 0.19 // 0.13 measured
)

func TestAllocationsOfARowWritten(t *testing.T) {
	rows, words := activitytest.NewBatch(benchDay()[:50_000])
	allocations := testing.AllocsPerRun(1, func() {
		e := NewEncoder(io.Discard)
		if err := errors.Join(e.Write(rows, words), e.Close(testStamp())); err != nil {
			t.Fatal(err)
		}
	})
	checkAllocations(t, allocations/float64(rows.Len()), maxAllocationsPerRowWritten)
}

func TestAllocationsOfARowRead(t *testing.T) {
	rows := benchDay()[:50_000]
	file := encode(t, rows, 1, testStamp())
	allocations := testing.AllocsPerRun(1, func() {
		if _, err := eachBatch(file, NewWords(), func(*activity.Batch) {}); err != nil {
			t.Fatal(err)
		}
	})
	checkAllocations(t, allocations/float64(len(rows)), maxAllocationsPerRowRead)
}

func checkAllocations(t *testing.T, perRow, bound float64) {
	t.Helper()
	t.Logf("%.4f allocations a row, at most %.2f", perRow, bound)
	if perRow > bound {
		t.Errorf("%.4f allocations a row, want at most %.2f", perRow, bound)
	}
}
