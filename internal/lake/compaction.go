package lake

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
)

// Scratch keeps what is too much for memory: a file, empty at first.
type Scratch interface {
	io.Writer
	io.ReaderAt
}

// Compaction makes one file of the rows of many activity files, ordered by device, of
// which spellings are one, and by bucket. Rows stay what they are. In memory it has each text once, but only few of
// the rows: they wait in the scratch file, as runs that are in order, until all have
// come.
type Compaction struct {
	scratch *bufio.Writer
	kept    io.ReaderAt
	size    int64   // of what was written to the scratch file
	ends    []int64 // of the runs there, but for the last

	words *Words
	rows  columnReader
	row   []byte

	// the row that came last
	bucket int64
	device Word
	folded string

	devices map[Word]string // what all devices are ordered by
}

// NewCompaction makes a Compaction that has no rows yet.
func NewCompaction(scratch Scratch) *Compaction {
	m := &Compaction{scratch: bufio.NewWriter(scratch), kept: scratch, words: NewWords(), devices: map[Word]string{0: ""}}
	m.rows = newColumnReader(schemaColumns(ActivitySchema()), m.words) // nothing is added up
	return m
}

// Add takes the rows of a file. Errors are ErrDamaged, ErrNewer for a file with a
// column that would be lost, or those of the scratch file.
func (m *Compaction) Add(t *Table) error {
	if name := t.file.Unknown(); name != "" {
		return fmt.Errorf("column %.80q: %w", name, ErrNewer)
	}
	for g := range t.Groups() {
		if err := m.group(g); err != nil {
			return err
		}
	}
	return nil
}

func (m *Compaction) group(g Group) error {
	if err := m.rows.Open(g); err != nil {
		return err
	}
	defer m.rows.Close()
	for {
		n, err := m.rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range n {
			if err := m.keep(i); err != nil {
				return err
			}
		}
	}
}

// keep writes a row of the batch to the scratch file. One that belongs before the row
// that came last begins a run.
func (m *Compaction) keep(i int) error {
	if m.breaks(m.rows.columns[bucketColumn].numbers[i], m.rows.columns[deviceColumn].texts[i]) && m.size > 0 {
		m.ends = append(m.ends, m.size)
	}
	m.row = appendRow(m.row[:0], m.rows.columns, i)
	n, err := m.scratch.Write(m.row)
	if m.size += int64(n); err != nil {
		return fmt.Errorf("keeping rows: %w", err)
	}
	return nil
}

// breaks tells whether a row belongs before the one that came last.
func (m *Compaction) breaks(bucket int64, device Word) bool {
	order := cmp.Compare(m.bucket, bucket)
	if device != m.device {
		folded, known := m.devices[device]
		if !known {
			folded = activesync.FoldDevice(m.words.Text(device))
			m.devices[device] = folded
		}
		order = cmp.Or(strings.Compare(m.folded, folded), order)
		m.device, m.folded = device, folded
	}
	m.bucket = bucket
	return order > 0
}
