package iislog

import "bytes"

// block is a run of rows, none of them a directive, under one header. It is all
// that is needed to parse them.
type block struct {
	header header
	rows   []byte
	// cut tells that the last row has no line end.
	cut bool
}

// cutBlock takes the rows up to the next directive off a run of lines.
func cutBlock(h header, run []byte) (b block, rest []byte) {
	end := nextDirective(run)
	rows := run[:end]
	return block{header: h, rows: rows, cut: end > 0 && rows[end-1] != '\n'}, run[end:]
}

// nextDirective is where the next line begins that is a directive, the run's
// length if there is none. '#' is rare in rows, so this looks at little more
// than each byte, and the loop over rows need not look for directives.
func nextDirective(run []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(run[at:], '#')
		if i < 0 {
			return len(run)
		}
		at += i
		if start, ok := lineStart(run, at); ok {
			return start
		}
		at++
	}
}

// lineStart tells whether only what trimLead drops stands between place at and
// the start of its line, and where that is.
func lineStart(run []byte, at int) (int, bool) {
	for {
		switch {
		case at == 0 || run[at-1] == '\n':
			return at, true
		case run[at-1] == 0:
			at--
		case bytes.HasSuffix(run[:at], []byte(byteOrderMark)):
			at -= len(byteOrderMark)
		default:
			return 0, false
		}
	}
}
