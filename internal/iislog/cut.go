package iislog

import "github.com/easreport/easreport/internal/scan"

// cut splits a line at its blanks, from the column with the given number on,
// which begins at start. Every blank counts: two in a row have an empty value
// between them, so that no value is taken for its neighbour's.
func cut(columns []Field, line []byte, column, start int, r *Record) Reason {
	if len(columns) == 0 {
		return MoreFields
	}
	last := len(columns) - 1
	for at := start; column < last; {
		ends := scan.Eight(line, at, ' ')
		if ends == 0 && at+8 <= len(line) {
			at = scan.Index(line, at+8, ' ')
			continue
		}
		if ends == 0 { // fewer than eight bytes are left
			return cutEnd(columns, line, column, start, r)
		}
		for ; ends != 0 && column < last; ends &= ends - 1 {
			end := at + scan.First(ends)
			r.spans[columns[column]] = span{uint32(start), uint32(end)}
			column, start = column+1, end+1
		}
		at += 8
	}
	return cutEnd(columns, line, column, start, r)
}

// cutEnd is cut for the last few bytes.
func cutEnd(columns []Field, line []byte, column, start int, r *Record) Reason {
	last := len(columns) - 1
	for ; column < last; column++ {
		end := scan.Index(line, start, ' ')
		if end == len(line) {
			return FewerFields
		}
		r.spans[columns[column]] = span{uint32(start), uint32(end)}
		start = end + 1
	}
	if scan.Index(line, start, ' ') < len(line) {
		return MoreFields
	}
	r.spans[columns[last]] = span{uint32(start), uint32(len(line))}
	return accepted
}
