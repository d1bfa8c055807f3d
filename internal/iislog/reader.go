package iislog

import (
	"bufio"
	"bytes"
	"io"
	"maps"
)

// Reader cuts a log into blocks. Next and Done may be called by two goroutines.
type Reader struct {
	// Growing, if not nil, reports whether the source has more bytes by now than r
	// gives. It is called, by Next, when the last line of a text that is not compressed
	// lacks its end: in a log that is being written that line is left out, for the rest
	// of it is still to come. Set it before the first Next; Reset clears it.
	Growing func() bool
	// Latest is the latest time that a row may have, milliseconds since 1970 UTC; 0 is
	// no bound. Needs are fields without which a row is of no use: of these, Stem and
	// Query are heeded. Set both before the first Next; Reset clears them.
	Latest int64
	Needs  []Field

	name   string
	source io.Reader
	raw    *bufio.Reader // of the source as stored, kept by Reset
	object *object       // nil until the first Next
	lines  lineBuffer
	file   progress
	met    Stats // by Next
	done   Stats // by Done
	chain  chain // by Done
	err    error // the end: io.EOF or a failure
}

// progress is what is known of the file being read, of which a zip has many.
type progress struct {
	header   header
	entry    string // its quoted name in a zip
	lines    int64  // so far
	begun    bool   // a line that is not blank has been met
	firstRow []byte // that stands before any #Fields
}

// NewReader reads a log from r, from its start, recognising compression and
// encoding by content. The name is used in errors only. A zip is read in place
// if r is an io.ReaderAt of known size (a file, or with a Size method), and by
// way of a temporary file otherwise.
func NewReader(name string, r io.Reader) *Reader {
	return &Reader{name: name, source: r, raw: bufio.NewReaderSize(nil, sniffLen)}
}

// Reset makes the reader, which was closed, one of another log, in the same
// memory.
func (r *Reader) Reset(name string, from io.Reader) {
	*r = Reader{name: name, source: from, raw: r.raw}
}

// Next reads the next block, which may be without records, into b; what b held
// before is lost. At the end it returns io.EOF; a log of another kind is a *KindError.
// After an error, which see in the package's comment, it returns that error again.
func (r *Reader) Next(b *Block) error {
	if r.err == nil {
		r.err = r.next(b)
	}
	return r.err
}

// Done takes in what was met in a block of which all records were read. Blocks
// are to be done in the order in which they came.
func (r *Reader) Done(b *Block) {
	r.done.merge(&b.stats)
	r.chain.add(b.hashes)
}

// Stats tells what was met in the blocks that are done; after io.EOF and with
// all of them done, in all. It may be called while neither Next nor Done is.
func (r *Reader) Stats() Stats {
	s := r.done.clone()
	s.Hashed, s.Checkpoints = r.chain.records, r.chain.checkpoints()
	s.Lines, s.Software, s.LocalTime, s.Blank = r.met.Lines, r.met.Software, r.met.LocalTime, r.met.Blank
	if o := r.object; o != nil {
		s.Bytes = o.meter.n
		s.Fingerprint = o.meter.fingerprint()
		s.PassedOver, s.Others = o.passedOver.files, maps.Clone(o.passedOver.others)
	}
	return s
}

// Close releases what decompression holds. It does not close the source. It may
// be called again.
func (r *Reader) Close() error {
	if r.err == nil {
		r.err = errClosed
	}
	if r.object == nil {
		return nil
	}
	return r.object.close()
}

// keepFirstRow remembers a row that stands before any #Fields.
func (r *Reader) keepFirstRow(line []byte) {
	if r.file.header.layout == nil && r.file.firstRow == nil {
		r.file.firstRow = bytes.Clone(line[:min(len(line), excerptLen+1)])
	}
}
