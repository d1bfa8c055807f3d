package intake

import (
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
)

// Packer packs rows for one goroutine, of one log after the other. Finish must be called
// when it has all.
type Packer struct {
	*pairing.Packer
	intake *Intake
}

// Packer makes a Packer.
func (in *Intake) Packer() *Packer { return &Packer{in.store.Packer(in.o.Columns), in} }

// Writer takes rows that count together or not at all.
type Writer struct {
	packer     *Packer
	collectors map[lake.Day]*pairing.Collector
	words      []lake.Word // by their numbers in the run
}

// Writer makes a Writer.
func (p *Packer) Writer() *Writer {
	return &Writer{packer: p, collectors: make(map[lake.Day]*pairing.Collector)}
}

// Run adds rows, and changes the numbers of their texts. An error is ErrFull, or of the
// scratch file.
func (w *Writer) Run(r *activity.Run) error {
	in := w.packer.intake
	if in.o.Limits.Check(in.Words) != nil {
		in.full.Store(true)
		return ErrFull
	}
	w.words = w.words[:0]
	for _, text := range r.Words() {
		w.words = append(w.words, in.Words.Of(text))
	}
	for batch := range r.Batches() {
		day := lake.DayOf(batch.Bucket[0] / 1000)
		if !in.wants(day) {
			continue
		}
		for _, column := range batch.Columns() {
			if numbers, ok := column.Values.(*[]activity.Word); ok {
				for i, n := range *numbers {
					(*numbers)[i] = w.words[n]
				}
			}
		}
		if err := w.collector(day).Add(batch); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) collector(day lake.Day) *pairing.Collector {
	c := w.collectors[day]
	if c == nil {
		c = pairing.NewCollector(w.packer.intake.Words, w.packer.Packer)
		w.collectors[day] = c
	}
	return c
}

// Keep makes the rows count, as those of a log; or of several, "", which are all to count in
// every report.
func (w *Writer) Keep(id lake.SourceID) {
	in := w.packer.intake
	in.mu.Lock()
	defer in.mu.Unlock()
	for day, c := range w.collectors {
		in.rows[day] = append(in.rows[day], source{id, c})
	}
}
