package iislog

import (
	"errors"
	"io"
)

// progress is what is known of the file being read, of which a zip has many.
type progress struct {
	header   header
	entry    string // its quoted name in a zip
	before   int64  // lines of the files before it
	begun    bool   // a line that is not blank has been met
	firstRow []byte // that stands before any #Fields
}

// advance makes the next block. The error is the end of the log.
func (r *Reader) advance() error {
	if r.object == nil {
		o, err := open(r.name, r.source, r.raw)
		if err != nil {
			return err
		}
		r.object = o
		return r.nextFile()
	}
	if len(r.rest) == 0 {
		run, long, err := r.lines.next()
		switch {
		case errors.Is(err, io.EOF):
			return r.endFile()
		case err != nil:
			return r.object.fail(r.file.entry, err)
		case long:
			return r.longLine(run)
		}
		r.rest = run
	}
	if err := r.readHeader(); err != nil {
		return err
	}
	r.block, r.rest = cutBlock(r.file.header, r.rest)
	return nil
}

// longLine counts a line of which only the beginning was kept.
func (r *Reader) longLine(head []byte) error {
	r.stats.Lines++
	if err := r.begin(head); err != nil {
		return err
	}
	r.reject(LongLine, head)
	return nil
}

// readHeader reads the directives, and blank lines among them, that the rest of
// the run begins with.
func (r *Reader) readHeader() error {
	for len(r.rest) > 0 {
		line, rest := cutLine(r.rest)
		if len(line) > 0 {
			if err := r.begin(line); err != nil {
				return err
			}
			d, ok := parseDirective(line)
			if !ok {
				return nil
			}
			r.direct(d, line)
		}
		r.stats.Lines++
		r.rest = rest
	}
	return nil
}

// direct follows a directive.
func (r *Reader) direct(d directive, line []byte) {
	if len(line) > maxLine {
		r.reject(LongLine, line)
		return
	}
	h := &r.file.header
	h.read(d)
	if d.is("Software") {
		r.stats.Software = printable(d.value)
	}
	if h.layout != nil && h.layout.local {
		r.stats.LocalTime = true
	}
}

// begin judges a file by its first line that is not blank.
func (r *Reader) begin(line []byte) error {
	if r.file.begun {
		return nil
	}
	r.file.begun = true
	if line[0] == '#' {
		return nil
	}
	if _, ok := parseDay(line[:min(len(line), dayLen)]); ok {
		return r.refuse("has no #Fields line: begins with " + quote(line, excerptLen))
	}
	return r.refuse("not an IIS log: begins with " + quote(line, excerptLen))
}

// endFile judges a file by the whole of it, and goes on to the next.
func (r *Reader) endFile() error {
	switch {
	case !r.file.begun:
		return r.refuse("is empty")
	case r.file.header.layout == nil && r.file.firstRow != nil:
		return r.refuse("has no #Fields line: first row is " + quote(r.file.firstRow, excerptLen))
	}
	return r.nextFile()
}

func (r *Reader) nextFile() error {
	entry, text, err := r.object.next()
	if err != nil {
		return err
	}
	r.file = progress{entry: entry, before: r.stats.Lines}
	r.lines.reset(text)
	return nil
}

func (r *Reader) refuse(found string) error { return r.object.refuse(r.file.entry, found) }
