package iislog

import (
	"bufio"
	"bytes"
	"io"
)

// Reader reads the records of a log.
type Reader struct {
	name   string
	source io.Reader
	raw    *bufio.Reader // of the source as stored, kept by Reset
	object *object       // nil until the first Next
	lines  lineBuffer
	rest   []byte // lines of the current run after the block
	block  block
	parser parser
	file   progress
	stats  Stats
	err    error // the end: io.EOF or a failure
}

// NewReader reads a log from r, from its start, recognising compression and
// encoding by content. The name is used in errors only. A zip is read in place
// if r is an io.ReaderAt of known size (a file, or with a Size method), and by
// way of a temporary file otherwise.
func NewReader(name string, r io.Reader) *Reader {
	return &Reader{name: name, source: r, raw: bufio.NewReaderSize(nil, sniffLen)}
}

// Reset makes the reader, which was closed, one of another log, in the same
// memory. Records that it gave do not hold any longer.
func (r *Reader) Reset(name string, from io.Reader) {
	*r = Reader{name: name, source: from, raw: r.raw, lines: lineBuffer{buf: r.lines.buf}}
}

// Next returns the next record, which holds until the call after, and io.EOF
// at the end. Lines that make no record are counted in Stats. After an error,
// which see in the package's comment, it returns that error again.
func (r *Reader) Next() (*Record, error) {
	for {
		if r.nextRow() {
			return &r.parser.record, nil
		}
		if r.err == nil {
			r.err = r.advance()
		}
		if r.err != nil {
			return nil, r.err
		}
	}
}

// Stats tells what has been met so far; after io.EOF, in all.
func (r *Reader) Stats() Stats {
	s := r.stats.clone()
	if o := r.object; o != nil {
		s.Bytes = o.meter.n
		s.Fingerprint = o.meter.fingerprint()
		s.PassedOver = o.passedOver
	}
	return s
}

// Close releases what decompression holds. It does not close the source. It may
// be called again.
func (r *Reader) Close() error {
	r.block, r.rest = block{}, nil
	if r.err == nil {
		r.err = errClosed
	}
	if r.object == nil {
		return nil
	}
	return r.object.close()
}

// nextRow parses rows of the block until one makes a record.
func (r *Reader) nextRow() bool {
	for len(r.block.rows) > 0 {
		var line []byte
		line, r.block.rows = cutLine(r.block.rows)
		r.stats.Lines++
		if len(line) == 0 {
			continue
		}
		reason := LongLine
		if len(line) <= maxLine {
			reason = r.parser.parse(&r.block.header, line)
		}
		if r.block.cut && len(r.block.rows) == 0 {
			reason = r.lastRow(reason)
		}
		if reason == accepted {
			record := &r.parser.record
			record.Line = r.stats.Lines - r.file.before
			r.stats.accept(record.UnixMilli)
			return true
		}
		r.reject(reason, line)
	}
	return false
}

// lastRow judges a row without a line end: it may have been cut anywhere.
func (r *Reader) lastRow(reason Reason) Reason {
	if reason == accepted && r.parser.whole() || reason == NoFields || reason == LongLine {
		return reason
	}
	return CutLine
}

func (r *Reader) reject(reason Reason, line []byte) {
	if r.file.header.layout == nil && r.file.firstRow == nil {
		r.file.firstRow = bytes.Clone(line[:min(len(line), excerptLen+1)])
	}
	r.stats.reject(r.file.entry, r.stats.Lines-r.file.before, reason, line)
}
