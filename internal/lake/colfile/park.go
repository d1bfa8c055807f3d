package colfile

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// State is a file that was left between two row groups, so that its Writer can go on with
// another one: a log of many days has many files.
type State struct {
	offset, rows int64
	sum          uint32
	groups       int
}

// Park leaves the file, which must be between two row groups, and returns what the footer
// says of the row groups since it was begun or taken up again. To be kept for Resume.
func (w *Writer) Park() (State, []byte, error) {
	if w.inGroup > 0 {
		return State{}, nil, fmt.Errorf("leaving a file amid a row group of %d rows", w.inGroup)
	}
	var text []byte
	for i := range w.groups {
		group, err := thrift.Marshal(new(thrift.CompactProtocol), &w.groups[i])
		if err != nil {
			return State{}, nil, fmt.Errorf("encoding a row group of the footer: %w", err)
		}
		text = append(binary.LittleEndian.AppendUint32(text, uint32(len(group))), group...)
	}
	s := State{w.offset, w.rows, w.sum, w.parked + len(w.groups)}
	w.out, w.groups = nil, nil
	return s, text, nil
}

// Resume takes up a file that was parked, to write more row groups. To close it, the text
// of all its row groups is needed, in their order.
func (w *Writer) Resume(out io.Writer, s State, text []byte) error {
	w.out, w.offset, w.rows, w.sum, w.groups = out, s.offset, s.rows, s.sum, nil
	for len(text) > 0 {
		var group format.RowGroup
		if len(text) < 4 || uint64(binary.LittleEndian.Uint32(text)) > uint64(len(text)-4) {
			return fmt.Errorf("reading parked row groups: %w", io.ErrUnexpectedEOF)
		}
		n := 4 + binary.LittleEndian.Uint32(text)
		if err := thrift.Unmarshal(new(thrift.CompactProtocol), text[4:n], &group); err != nil {
			return fmt.Errorf("reading parked row groups: %w", err)
		}
		w.groups = append(w.groups, group)
		text = text[n:]
	}
	w.parked = s.groups - len(w.groups)
	return nil
}
