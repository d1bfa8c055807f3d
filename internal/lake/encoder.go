package lake

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
)

// stampKey is the name of the stamp among a footer's key-value metadata.
const stampKey = "easreport"

// pageBytes is the size of a column's page: large pages are smaller on disk,
// small ones keep the memory of a merge of many files low.
const pageBytes = 256 << 10

// Encoder writes one activity file. The same rows and stamp give the same bytes.
type Encoder struct {
	parquet *parquet.GenericWriter[line]
	lines   []line
	numbers []numbers

	scratch []byte
	// histograms keeps the texts of distributions, most of which are common.
	histograms map[string]string
}

// NewEncoder makes an Encoder that writes to w.
func NewEncoder(w io.Writer) *Encoder {
	const batch = 1024 // what GenericWriter takes at its best speed
	return &Encoder{
		parquet: parquet.NewGenericWriter[line](w,
			parquet.CreatedBy("easreport", generation, ""),
			parquet.Compression(&parquet.Zstd),
			parquet.PageBufferSize(pageBytes),
			parquet.DataPageVersion(1), // what every engine reads
		),
		lines:      make([]line, 0, batch),
		numbers:    make([]numbers, batch),
		histograms: make(map[string]string),
	}
}

// Write adds a row. The row may be used again when Write returns.
func (e *Encoder) Write(row *activity.Row) error {
	n := len(e.lines)
	e.lines = e.lines[:n+1]
	e.lines[n].set(row, e.histogram(row.Times), &e.numbers[n])
	if len(e.lines) < cap(e.lines) {
		return nil
	}
	return e.drain()
}

func (e *Encoder) histogram(h activity.Histogram) string {
	e.scratch = h.AppendText(e.scratch[:0])
	text, known := e.histograms[string(e.scratch)]
	if !known {
		const enough = 1 << 15
		if len(e.histograms) >= enough {
			clear(e.histograms)
		}
		text = string(e.scratch)
		e.histograms[text] = text
	}
	return text
}

func (e *Encoder) drain() error {
	if _, err := e.parquet.Write(e.lines); err != nil {
		return fmt.Errorf("writing parquet rows: %w", err)
	}
	e.lines = e.lines[:0]
	return nil
}

// EndRun ends a run of rows in order: the next rows go to a new row group.
func (e *Encoder) EndRun() error {
	if err := e.drain(); err != nil {
		return err
	}
	if err := e.parquet.Flush(); err != nil {
		return fmt.Errorf("writing parquet row group: %w", err)
	}
	return nil
}

// Close writes the footer with the stamp. It does not close the writer below.
func (e *Encoder) Close(s Stamp) error {
	if err := e.drain(); err != nil {
		return err
	}
	text, err := s.Marshal()
	if err != nil {
		return err
	}
	e.parquet.SetKeyValueMetadata(stampKey, string(text))
	if err := e.parquet.Close(); err != nil {
		return fmt.Errorf("writing parquet footer: %w", err)
	}
	return nil
}
