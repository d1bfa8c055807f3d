package iislog

import (
	"bytes"
	"errors"
	"io"
)

// next makes the next block. The error is the end of the log.
func (r *Reader) next(b *Block) error {
	if r.object == nil {
		o, err := open(r.name, r.source, r.raw)
		if err != nil {
			return err
		}
		r.object = o
		if err := r.nextFile(); err != nil {
			return err
		}
	}
	for {
		b.reset(r.file.entry)
		b.clock.bound(r.Latest)
		b.buf = r.lines.swap(b.buf)
		run, long, err := r.lines.next()
		b.buf = r.lines.buf
		switch {
		case err == nil && long:
			return r.longLine(b, run)
		case err == nil:
			return r.cutRun(b, run)
		case !errors.Is(err, io.EOF):
			return r.object.fail(r.file.entry, err)
		}
		if err := r.endFile(); err != nil {
			return err
		}
	}
}

// cutRun cuts a run of lines into sections.
func (r *Reader) cutRun(b *Block, run []byte) error {
	for {
		var err error
		if run, err = r.readHeader(b, run); err != nil || len(run) == 0 {
			return err
		}
		end := nextDirective(run)
		if r.file.header.timeOnly() {
			end = r.file.header.midnight(run[:end])
		}
		if end > 0 {
			r.addSection(b, run[:end])
		}
		run = run[end:]
	}
}

// addSection makes a section of rows.
func (r *Reader) addSection(b *Block, rows []byte) {
	s := section{header: r.file.header, rows: rows, line: r.file.lines, cut: rows[len(rows)-1] != '\n'}
	b.sections = append(b.sections, s)
	r.count(int64(bytes.Count(rows, []byte{'\n'})))
	if s.cut {
		r.count(1)
	}
}

// count counts lines.
func (r *Reader) count(lines int64) {
	r.file.lines += lines
	r.met.Lines += lines
}

// longLine counts a line of which only the beginning was kept.
func (r *Reader) longLine(b *Block, head []byte) error {
	r.count(1)
	if err := r.begin(head); err != nil {
		return err
	}
	r.keepFirstRow(head)
	b.reject(&r.file.header, r.file.lines, LongLine, head)
	if head[0] != '#' {
		b.hashes = append(b.hashes, hashRecord(head))
	}
	return nil
}

// readHeader reads the directives, and blank lines among them, that a run begins
// with.
func (r *Reader) readHeader(b *Block, run []byte) (rest []byte, err error) {
	for len(run) > 0 {
		line, rest := cutLine(run)
		if len(line) > 0 {
			if err := r.begin(line); err != nil {
				return nil, err
			}
			d, ok := parseDirective(line)
			if !ok {
				r.keepFirstRow(line)
				return run, nil
			}
			r.direct(b, d, line)
		}
		r.count(1)
		run = rest
	}
	return nil, nil
}

// direct follows a directive.
func (r *Reader) direct(b *Block, d directive, line []byte) {
	if len(line) > maxLine {
		b.reject(&r.file.header, r.file.lines+1, LongLine, line)
		return
	}
	h := &r.file.header
	h.read(d)
	if d.is("Fields") {
		h.lacks = h.layout.lacks(r.Needs)
	}
	if d.is("Software") {
		r.met.Software = printable(d.value)
	}
	if h.layout != nil && h.layout.local {
		r.met.LocalTime = true
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
	case !r.file.begun: // a log without records yet: IIS makes room for some beforehand
		r.met.Blank = true
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
	r.file = progress{entry: entry}
	r.lines.reset(text)
	if r.object.kind == "" {
		r.lines.growing = r.Growing
	}
	return nil
}

func (r *Reader) refuse(found string) error { return r.object.refuse(r.file.entry, found) }
