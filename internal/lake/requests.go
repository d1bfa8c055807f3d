package lake

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// RequestsSchema is the Parquet schema of the table request_day.
func RequestsSchema() *parquet.Schema { return schemaOf(new(activity.Batch).RequestColumns()) }

// requestsGroup is how many rows a row group of request_day has, or a few more: so few
// that a query for one device passes over most of a day.
const requestsGroup = 1 << 18

// RequestWriter writes one file of request_day. The same batches and stamp give the same
// bytes.
type RequestWriter struct {
	file       *colfile.Writer
	words      *Words
	texts      []string // by number, those that were known at a time
	histograms []histogramTexts
	inGroup    int
	rows       int64
}

// NewRequestWriter makes a RequestWriter of requests whose texts are numbered by words.
func NewRequestWriter(to io.Writer, words *Words) (*RequestWriter, error) {
	schema := RequestsSchema()
	file, err := colfile.NewWriter(to, schema, "easreport "+generation)
	return &RequestWriter{file: file, words: words, histograms: make([]histogramTexts, len(schema.Fields()))}, err
}

// Write adds requests. It is fast if their texts have been numbered before the first call.
// The batch may be used again when Write returns.
func (w *RequestWriter) Write(b *activity.Batch) error {
	for i, c := range b.RequestColumns() {
		switch values := c.Values.(type) {
		case *[]activity.Word:
			w.learn(*values)
			w.file.Texts(i, w.texts, *values)
		case *[]int64:
			w.file.Numbers(i, *values, activity.Absent)
		case *[]activity.Histogram:
			texts := &w.histograms[i]
			numbers := texts.of(*values, c.Bins)
			w.file.Texts(i, texts.words, numbers)
		}
	}
	w.rows += int64(b.Len())
	if w.inGroup += b.Len(); w.inGroup >= requestsGroup {
		return errors.Join(w.file.EndRows(b.Len()), w.endGroup())
	}
	return w.file.EndRows(b.Len())
}

// learn sees to it that the texts of values are known.
func (w *RequestWriter) learn(values []activity.Word) {
	for _, word := range values {
		if int(word) >= len(w.texts) || word != 0 && w.texts[word] == "" {
			w.texts = w.words.Texts().all()
			return
		}
	}
}

func (w *RequestWriter) endGroup() error {
	for i := range w.histograms {
		w.histograms[i].reset()
	}
	w.inGroup = 0
	return w.file.EndGroup()
}

// Rows is how many requests' rows were written.
func (w *RequestWriter) Rows() int64 { return w.rows }

// Close writes what is known of the sources, if anything, and the footer with the stamp.
// It does not close the writer below.
func (w *RequestWriter) Close(stamp Reconciled, sources *DaySources) error {
	if err := w.endGroup(); err != nil {
		return err
	}
	if sources != nil {
		b, err := sources.encode()
		if err == nil {
			err = w.file.Attach(b)
		}
		if err != nil {
			return err
		}
	}
	text, err := stamp.marshal()
	if err != nil {
		return err
	}
	return w.file.Close(stampKey, text)
}
