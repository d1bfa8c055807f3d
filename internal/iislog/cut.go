package iislog

import "bytes"

// cut splits a line at its blanks. Every blank counts: two in a row have an empty value
// between them, so that no value is taken for its neighbour's.
func cut(columns []Field, line []byte, r *Record) Reason {
	if len(columns) == 0 {
		return MoreFields
	}
	last, start := len(columns)-1, 0
	for _, f := range columns[:last] {
		n := bytes.IndexByte(line[start:], ' ')
		if n < 0 {
			return FewerFields
		}
		r.spans[f] = span{uint32(start), uint32(start + n)}
		start += n + 1
	}
	if bytes.IndexByte(line[start:], ' ') >= 0 {
		return MoreFields
	}
	r.spans[columns[last]] = span{uint32(start), uint32(len(line))}
	return accepted
}
