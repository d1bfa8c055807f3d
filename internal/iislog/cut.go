package iislog

import (
	"bytes"

	"github.com/easreport/easreport/internal/scan"
)

// cut splits a line at its blanks, from the column with the given number on,
// which begins at start. Every blank counts: two in a row have an empty value
// between them, so that no value is taken for its neighbour's.
func cut(columns []Field, line []byte, column, start int, r *Record) Reason {
	if len(columns) == 0 {
		return MoreFields
	}
	last := len(columns) - 1
	for _, f := range columns[column:last] {
		end := start
		// Most values are short, and looking for the blank is not worth a call.
		if m := scan.Eight(line, start, ' '); m != 0 {
			end += scan.First(m)
		} else if m := scan.Eight(line, start+8, ' '); m != 0 {
			end += 8 + scan.First(m)
		} else {
			n := bytes.IndexByte(line[start:], ' ')
			if n < 0 {
				return FewerFields
			}
			end += n
		}
		r.spans[f] = span{uint32(start), uint32(end)}
		start = end + 1
	}
	if bytes.IndexByte(line[start:], ' ') >= 0 {
		return MoreFields
	}
	r.spans[columns[last]] = span{uint32(start), uint32(len(line))}
	return accepted
}
