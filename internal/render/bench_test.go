package render

import (
	"io"
	"testing"

	"github.com/easreport/easreport/internal/render/rendertest"
)

// maxAllocationsPerCSVRow allows for buffers, and for nothing for each row.
const maxAllocationsPerCSVRow = 0.5 // 0.2 measured

func TestAllocationsOfACSVRow(t *testing.T) {
	const rows = 1000
	r := rendertest.Large(rows)
	allocations := testing.AllocsPerRun(3, func() {
		if err := CSV(io.Discard, r, nil); err != nil {
			t.Fatal(err)
		}
	}) / rows
	t.Logf("%.1f allocations a row, at most %v", allocations, maxAllocationsPerCSVRow)
	if allocations > maxAllocationsPerCSVRow {
		t.Errorf("%.1f allocations a row, want at most %v", allocations, maxAllocationsPerCSVRow)
	}
}

type byteCount int64

func (n *byteCount) Write(p []byte) (int, error) {
	*n += byteCount(len(p))
	return len(p), nil
}

func BenchmarkCSV(b *testing.B) {
	const rows = 10_000
	r := rendertest.Large(rows)
	var written byteCount
	b.ReportAllocs()
	for b.Loop() {
		written = 0
		if err := CSV(&written, r, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(written))
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
