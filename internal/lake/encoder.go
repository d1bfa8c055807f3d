package lake

import (
	"io"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// stampKey is the name of the stamp among a footer's key-value metadata.
const stampKey = "easreport"

// Encoder writes one activity file. The same rows and stamp give the same bytes.
type Encoder struct {
	file  *colfile.Writer
	err   error            // of the file's start; every call gives it back
	texts []histogramTexts // by column
}

// NewEncoder makes an Encoder that writes to w.
func NewEncoder(w io.Writer) *Encoder {
	schema := ActivitySchema()
	file, err := colfile.NewWriter(w, schema, "easreport "+generation)
	return &Encoder{file: file, err: err, texts: make([]histogramTexts, len(schema.Fields()))}
}

// Reset makes the Encoder, which was closed, one of another file, in the same
// memory.
func (e *Encoder) Reset(w io.Writer) {
	if e.file != nil {
		e.err = e.file.Reset(w)
	}
}

// Write adds rows, whose texts are numbers of words. Those of a run must have
// texts that are numbered alike. The batch may be used again when Write returns.
func (e *Encoder) Write(b *activity.Batch, words []string) error {
	if e.err != nil {
		return e.err
	}
	for i, c := range b.Columns() {
		switch values := c.Values.(type) {
		case *[]activity.Word:
			e.file.Texts(i, words, *values)
		case *[]int64:
			e.file.Numbers(i, *values, activity.Absent)
		case *[]activity.Histogram:
			texts := &e.texts[i]
			numbers := texts.of(*values, c.Bins)
			e.file.Texts(i, texts.words, numbers)
		}
	}
	return e.file.EndRows(b.Len())
}

// EndRun ends a run of rows in order: the next rows go to a new row group.
func (e *Encoder) EndRun() error {
	if e.err != nil {
		return e.err
	}
	for i := range e.texts {
		e.texts[i].reset()
	}
	return e.file.EndGroup()
}

// Close writes the footer with the stamp. It does not close the writer below.
func (e *Encoder) Close(s Stamp) error {
	if err := e.EndRun(); err != nil {
		return err
	}
	text, err := s.Marshal()
	if err != nil {
		return err
	}
	return e.file.Close(stampKey, string(text))
}

// Park ends a run and leaves the file, so that the Encoder can go on with another one.
// The state and the text are for Resume.
func (e *Encoder) Park() (state colfile.State, text []byte, err error) {
	if err := e.EndRun(); err != nil {
		return state, nil, err
	}
	return e.file.Park()
}

// Resume takes up a file that was parked. Before Close it needs the text of each time that
// it was parked, in their order; to write more rows it needs none.
func (e *Encoder) Resume(w io.Writer, state colfile.State, text []byte) error {
	if e.err == nil {
		e.err = e.file.Resume(w, state, text)
	}
	return e.err
}
