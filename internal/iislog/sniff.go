package iislog

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// KindOf tells what kind of log r looks like, from the first 64 KiB of its decompressed
// bytes; "" if it is no log. What cannot be read is none; so is a log that has lost its
// header, of which a Reader gives a better account. A zip is what its first IIS log is, or
// else its first log. name is for symmetry with NewReader and decides nothing.
func KindOf(name string, r io.Reader) Kind {
	o, err := open(name, r, bufio.NewReaderSize(nil, sniffLen))
	if err != nil {
		return ""
	}
	defer func() { _ = o.close() }() // the answer is known by then
	f, err := o.files.next()
	if other, ok := err.(otherKind); ok { //nolint:errorlint // as files.next returns it
		return Kind(other)
	}
	return f.kind
}

// otherKind is why a file is not read: it is a log of this kind.
type otherKind Kind

func (k otherKind) Error() string { return "is " + Kind(k).String() }

// checkKind looks at the beginning of a file, and is an otherKind if it is of one.
func checkKind(raw *bufio.Reader) (Kind, error) {
	head, err := raw.Peek(sniffLen)
	kind := kindOf(head) // what could be read before an error will do
	if err != nil && !errors.Is(err, io.EOF) && kind == "" {
		return "", err
	}
	if kind != IIS && kind != "" {
		return kind, otherKind(kind)
	}
	return kind, nil
}

// readBeginning reads the directives and the first row of a file.
func readBeginning(head []byte) (b beginning) {
	raw := bufio.NewReaderSize(bytes.NewReader(head), 16)
	text, err := decode(raw, raw)
	if err != nil {
		return b
	}
	if text != raw { // it was in UTF-16
		if head, err = io.ReadAll(text); err != nil {
			return b
		}
	}
	for run := head; len(run) > 0; {
		var line []byte
		if line, run = cutLine(run); len(line) > 0 && !b.read(line) {
			break
		}
	}
	return b
}
