package iislog

import (
	"bufio"
	"bytes"
	"io"
)

// IsLog tells whether r looks like a W3C log, from the first 64 KiB of its
// decompressed bytes: whether its first line that is not blank is a directive of
// the W3C's draft. What cannot be read is no log; so is a log that has lost its
// header, of which a Reader gives a better account. A zip is a log if it has one
// in it. name is for symmetry with NewReader and decides nothing.
func IsLog(name string, r io.Reader) bool {
	o, err := open(name, r, bufio.NewReaderSize(nil, sniffLen))
	if err != nil {
		return false
	}
	defer func() { _ = o.close() }() // the answer is known by then
	f, err := o.files.next()
	if err != nil {
		return false
	}
	head, _ := f.raw.Peek(sniffLen) // what could be read before an error will do
	return isLog(head)
}

// isLog is IsLog for the beginning of a file, decompressed.
func isLog(head []byte) bool {
	raw := bufio.NewReader(bytes.NewReader(head))
	text, err := decode(raw, raw)
	if err != nil {
		return false
	}
	lines := lineBuffer{r: text, buf: make([]byte, sniffLen)}
	for {
		run, _, err := lines.next()
		if err != nil {
			return false
		}
		for len(run) > 0 {
			var line []byte
			if line, run = cutLine(run); len(line) > 0 {
				d, ok := parseDirective(line)
				return ok && d.known()
			}
		}
	}
}
