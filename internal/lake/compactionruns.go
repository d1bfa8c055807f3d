package lake

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activity"
)

// compactedGroup is how many rows a row group of a compacted file has: so few that a query
// for one device passes over most of a day, and as many as a run of an ingest.
const compactedGroup = 1 << 18

// Write writes the file and says how many rows it has. The same files in the same order
// give the same bytes. It is the end of the Compaction.
func (m *Compaction) Write(to io.Writer, stamp Compacted) (rows int64, err error) {
	text, err := stamp.marshal()
	if err != nil {
		return 0, err
	}
	file, err := newCompactedFile(to)
	if err != nil {
		return 0, err
	}
	all, err := m.runs()
	if err != nil {
		return 0, fmt.Errorf("reading kept rows: %w", err)
	}
	batch := newCompactedRows(m)
	for len(all) > 0 {
		batch.add(all[0].row)
		rows++
		if rows%batchRows == 0 {
			if err := batch.flush(file); err != nil {
				return rows, err
			}
		}
		if rows%compactedGroup == 0 {
			if err := file.EndGroup(); err != nil {
				return rows, err
			}
		}
		if err := all.next(); err != nil {
			return rows, fmt.Errorf("reading kept rows: %w", err)
		}
	}
	if err := errors.Join(batch.flush(file), file.EndGroup()); err != nil {
		return rows, err
	}
	return rows, file.Close(stampKey, text)
}

// run is one of the scratch file, at a row.
type run struct {
	number int
	places []int // of devices, by word
	rows   *bufio.Reader
	row    []byte // until the next one is read

	// what it is ordered by
	place  int
	bucket int64
}

// runBuffer is the memory for a run that is read: there may be thousands.
const runBuffer = 8 << 10

// runs opens the runs, each at its first row.
func (m *Compaction) runs() (runs, error) {
	if err := m.scratch.Flush(); err != nil || m.size == 0 {
		return nil, err
	}
	places := m.places()
	var all runs
	start := int64(0)
	for i, end := range append(m.ends, m.size) {
		r := &run{number: i, places: places, rows: bufio.NewReaderSize(io.NewSectionReader(m.kept, start, end-start), runBuffer)}
		if _, err := r.next(); err != nil {
			return nil, err
		}
		all = append(all, r)
		start = end
	}
	heap.Init(&all)
	return all, nil
}

// places gives the devices' places in the order, by word.
func (m *Compaction) places() []int {
	type device struct {
		folded string
		word   Word
	}
	all := make([]device, 0, len(m.devices))
	last := Word(0)
	for word, folded := range m.devices {
		all = append(all, device{folded, word})
		last = max(last, word)
	}
	slices.SortFunc(all, func(a, b device) int { return strings.Compare(a.folded, b.folded) })
	places := make([]int, last+1)
	place := 0
	for i, d := range all {
		if i > 0 && d.folded != all[i-1].folded {
			place++
		}
		places[d.word] = place
	}
	return places
}

// next goes on to the next row; false at the end.
func (r *run) next() (bool, error) {
	_, _ = r.rows.Discard(len(r.row)) // it was peeked at
	head, err := r.rows.Peek(rowLength)
	if errors.Is(err, io.EOF) && len(head) == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	n := rowLength + int(binary.LittleEndian.Uint16(head))
	record, err := r.rows.Peek(n)
	if err != nil {
		return false, err
	}
	_, _ = r.rows.Discard(rowLength)
	r.row = record[rowLength:]
	bucket, n := binary.Uvarint(r.row)
	device, _ := binary.Uvarint(r.row[max(0, n):])
	r.bucket, r.place = int64(bucket)+activity.Absent, r.places[device]
	return true, nil
}

// runs is a heap of runs: the first has the first row.
type runs []*run

func (r runs) Len() int { return len(r) }

// Less orders rows that are equal in device and bucket by their files.
func (r runs) Less(i, j int) bool {
	a, b := r[i], r[j]
	return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.bucket, b.bucket), cmp.Compare(a.number, b.number)) < 0
}

func (r runs) Swap(i, j int) { r[i], r[j] = r[j], r[i] }

// Push is for container/heap.
func (r *runs) Push(x any) { *r = append(*r, x.(*run)) }

// Pop is for container/heap.
func (r *runs) Pop() any {
	last := (*r)[len(*r)-1]
	*r = (*r)[:len(*r)-1]
	return last
}

// next goes on from the first row.
func (r *runs) next() error {
	more, err := (*r)[0].next()
	switch {
	case err != nil:
		return err
	case more:
		heap.Fix(r, 0)
	default:
		heap.Pop(r)
	}
	return nil
}
