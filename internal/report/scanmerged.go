package report

import (
	"fmt"

	"github.com/easreport/easreport/internal/lake"
)

// mergedScanner adds up rows that an engine has merged. It serves one goroutine.
type mergedScanner struct {
	adder
	rows *lake.MergedReader
}

func newMergedScanner(q *Query, w *who) *mergedScanner {
	return &mergedScanner{adder: newAdder(q, w), rows: lake.NewMergedReader(w.words)}
}

// group adds the rows of a row group of a day.
func (s *mergedScanner) group(g lake.Group, day lake.Day) error {
	err := eachBatch(s.rows, g, func(b *lake.MergedBatch) error { return s.batch(b, day) })
	if err != nil {
		return err
	}
	s.endGroup()
	return nil
}

func (s *mergedScanner) batch(b *lake.MergedBatch, day lake.Day) error {
	midnight := day.Start().UnixMilli()
	for i := range b.Len() {
		if _, err := minuteOf(&b.Batch, i, midnight); err != nil {
			return err
		}
		if n := b.Minutes[i].Count(); n != b.Hits[i] {
			return fmt.Errorf("a merged row of %d hits, by minute %d: %w", b.Hits[i], n, lake.ErrDamaged)
		}
		if number, unit := s.of(&b.Batch, i); unit != leftOut {
			s.sumsOf(&b.Batch, i, unit, 60).addMerged(b, i, number, s.who.words)
		}
	}
	return nil
}
