package report

import (
	"fmt"

	"github.com/easreport/easreport/internal/lake"
)

// mergedScanner adds up rows that an engine has merged. It serves one goroutine.
type summedScanner struct {
	accumulator
	rows *lake.MergedReader
}

func newSummedScanner(q *Query, w *identities) *summedScanner {
	return &summedScanner{accumulator: newAccumulator(q, w), rows: lake.NewMergedReader(w.words)}
}

// group adds the rows of a row group of a day.
func (s *summedScanner) group(g lake.Group, day lake.Day) error {
	err := eachBatch(s.rows, g, func(b *lake.MergedBatch) error { return s.batch(b, day) })
	if err != nil {
		return err
	}
	s.endGroup()
	return nil
}

func (s *summedScanner) batch(b *lake.MergedBatch, day lake.Day) error {
	midnight := day.Start().UnixMilli()
	for i := range b.Len {
		if _, err := minuteOf(&b.Batch, i, midnight); err != nil {
			return err
		}
		if n := b.Minutes[i].Count(); n != b.Hits[i] {
			return fmt.Errorf("a merged row of %d hits, by minute %d: %w", b.Hits[i], n, lake.ErrDamaged)
		}
		if number, unit := s.lookUp(&b.Batch, i); unit != leftOut {
			s.rowSums(&b.Batch, i, unit, 60).addSummed(b, i, number, s.identities.words)
		}
	}
	return nil
}
