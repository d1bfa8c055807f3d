package lake

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// Columns of the activity table by which rows are ordered.
const (
	bucketColumn = 0
	deviceColumn = 1
)

// rowLength is how many bytes the length of a row takes in a scratch file.
const rowLength = 2

// appendRow writes a row of the batch as it is in the scratch file: its length, then a
// varint for each column, of texts their numbers; 0 is NULL.
func appendRow(to []byte, columns []column, i int) []byte {
	to = append(to, make([]byte, rowLength)...)
	for at := range columns {
		c := &columns[at]
		if c.texts != nil {
			to = binary.AppendUvarint(to, uint64(c.texts[i]))
			continue
		}
		to = binary.AppendUvarint(to, uint64(c.numbers[i]-activity.Absent))
	}
	binary.LittleEndian.PutUint16(to, uint16(len(to)-rowLength))
	return to
}

// compactedRows are rows as they come out of the scratch file, as columns.
type compactedRows struct {
	words   []string
	texts   [][]uint32 // nil of a column of numbers
	numbers [][]int64
	rows    int
}

func newCompactedRows(m *Compaction) *compactedRows {
	r := &compactedRows{
		words: m.words.Texts().all(), texts: make([][]uint32, len(m.rows.columns)), numbers: make([][]int64, len(m.rows.columns)),
	}
	for i, c := range m.rows.columns {
		if c.texts != nil {
			r.texts[i] = make([]uint32, 0, batchRows)
		} else {
			r.numbers[i] = make([]int64, 0, batchRows)
		}
	}
	return r
}

// add takes what appendRow wrote after the length.
func (r *compactedRows) add(row []byte) {
	for i := range r.texts {
		value, n := binary.Uvarint(row)
		row = row[max(0, n):]
		if r.texts[i] != nil {
			r.texts[i] = append(r.texts[i], uint32(value))
		} else {
			r.numbers[i] = append(r.numbers[i], int64(value)+activity.Absent)
		}
	}
	r.rows++
}

// flush writes the rows.
func (r *compactedRows) flush(to *colfile.Writer) error {
	for i := range r.texts {
		if r.texts[i] != nil {
			to.Texts(i, r.words, r.texts[i])
			r.texts[i] = r.texts[i][:0]
		} else {
			to.Numbers(i, r.numbers[i], activity.Absent)
			r.numbers[i] = r.numbers[i][:0]
		}
	}
	n := r.rows
	r.rows = 0
	return to.EndRows(n)
}
