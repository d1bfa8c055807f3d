package iislog

import (
	"math/bits"

	"github.com/easreport/easreport/internal/scan"
)

// mark marks the blanks and line ends of a section, for plainRow.
func (b *Block) mark(s *section) {
	b.marks = b.marks[:0]
	if l := s.header.layout; l != nil && l.stamped && !s.header.quoted && s.header.lacks == accepted {
		b.marks = scan.Marks(b.marks, s.rows, ' ', '\n')
	}
}

// plainRow makes a record of a section's next row, and goes on to the row behind it, if
// that is one like nearly all: of the second that was read last, with as many values as
// columns, and nothing around them. Whatever else it may be is for parseLine to find out.
func (b *Block) plainRow(s *section, r *Record) bool {
	l := s.header.layout
	if len(b.marks) == 0 || !b.clock.shows(s.rows[s.at:]) {
		return false
	}
	if r.layout != l {
		*r = Record{layout: l}
	}
	r.spans[Date], r.spans[Time] = span{0, dayLen}, span{dayLen + 1, bothLen}
	start, end := s.at, 0       // of the row, and of a value
	from := start + bothLen + 1 // of a value
	word := from / scan.Block   // of the marks
	left := b.marks[word] >> (from % scan.Block) << (from % scan.Block)
	columns := l.columns[2:]
	for i, f := range columns {
		for left == 0 {
			if word++; word == len(b.marks) {
				return false
			}
			left = b.marks[word]
		}
		end = word*scan.Block + bits.TrailingZeros64(left)
		left &= left - 1
		if (s.rows[end] == '\n') != (i == len(columns)-1) {
			return false
		}
		r.spans[f] = span{uint32(from - start), uint32(end - start)}
		from = end + 1
	}
	if s.rows[end-1] == '\r' {
		end--
	}
	line := s.rows[start:end]
	if isPadding(line[len(line)-1]) || len(line) > maxLine {
		return false
	}
	r.spans[columns[len(columns)-1]].end = uint32(len(line))
	r.UnixMilli, r.line = b.clock.milli, line
	if r.readStatus() != accepted {
		return false
	}
	s.at = from
	return true
}
