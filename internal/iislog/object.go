package iislog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/inflate"
)

// object is what a source holds: the files in it, decompressed and decoded.
type object struct {
	name       string
	source     *source
	meter      *meter
	kind       string // of compression, for errors; "" if there is none
	files      files
	passedOver passedOver
}

// passedOver counts the files of a zip that are no logs of IIS.
type passedOver struct {
	files  int          // that are no logs
	others map[Kind]int // that are logs of other kinds
}

// files yields the files in an object: one, or all logs in a zip.
type files interface {
	// next opens the next file, io.EOF after the last. With an error, the file
	// says how far it got.
	next() (file, error)
	close() error
}

// file is a file in an object, decompressed. Its reader gives at least
// sniffLen bytes to Peek.
type file struct {
	entry string // quoted name in the archive, "" without one
	raw   *bufio.Reader
	kind  Kind // IIS, or "" for what may be a log without its header
	// passedOver are the files before it.
	passedOver passedOver
}

// sniffLen is how much of a file is looked at to tell what it is.
const sniffLen = 64 << 10

// open recognises the compression by the first bytes. Suffixes lie: uploads
// decompress on the way, and rotation scripts rename. It reads by way of raw.
func open(name string, r io.Reader, raw *bufio.Reader) (*object, error) {
	src := &source{r: r}
	raw.Reset(src)
	o := &object{name: name, source: src, meter: newMeter(src)}
	head, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, o.fail("", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		o.kind = "gzip"
		o.files, err = &single{raw: bufio.NewReaderSize(inflate.NewGzipReader(raw), sniffLen)}, nil
	case isZstd(head):
		o.kind = "zstd"
		o.files, err = openZstd(raw)
	case bytes.Equal(head, []byte("PK\x03\x04")), bytes.Equal(head, []byte("PK\x05\x06")):
		o.kind = "zip"
		o.files, err = openZip(src, raw)
	default:
		o.files, err = &single{raw: raw}, nil
	}
	if err != nil {
		return nil, o.fail("", err)
	}
	return o, nil
}

// next opens the next file of the object as text that is ASCII where it
// matters, io.EOF after the last.
func (o *object) next() (entry string, text io.Reader, err error) {
	f, err := o.files.next()
	o.passedOver.add(f.passedOver)
	if err == nil {
		o.meter.r = f.raw
		text, err = decode(f.raw, o.meter)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = o.fail(f.entry, err)
	}
	return f.entry, text, err
}

func (o *object) close() error { return o.files.close() }

// fail tells whose fault an error is. A failed source makes any decoder above
// it fail, so it is asked first.
func (o *object) fail(entry string, err error) error {
	if o.source.err != nil {
		return fmt.Errorf("reading %s: %w", o.path(entry), o.source.err)
	}
	var found refusal
	var other otherKind
	switch {
	case errors.As(err, &other):
		return &KindError{Name: o.path(entry), Kind: Kind(other)}
	case errors.As(err, &found):
		return o.refuse(entry, string(found))
	case errors.Is(err, errExpansion):
		return o.refuse(entry, err.Error())
	case o.kind == "":
		return &FormatError{Name: o.path(entry), Found: "cannot be decoded", Err: notEnd(err)}
	}
	return &FormatError{Name: o.path(entry), Found: "damaged " + o.kind + " file", Err: notEnd(err)}
}

// refuse is the error of an object that is sound but no log.
func (o *object) refuse(entry, found string) error {
	return &FormatError{Name: o.path(entry), Found: found}
}

func (p *passedOver) add(o passedOver) {
	p.files += o.files
	for kind, n := range o.others {
		if p.others == nil {
			p.others = make(map[Kind]int)
		}
		p.others[kind] += n
	}
}

// path names a file of the object for errors.
func (o *object) path(entry string) string {
	if entry == "" {
		return o.name
	}
	return o.name + ": " + entry
}

// refusal is why a file is not read, though it is not damaged.
type refusal string

func (r refusal) Error() string { return string(r) }

// single is the files of an object that holds one.
type single struct {
	raw     *bufio.Reader
	opened  bool
	release func()
}

func (s *single) next() (file, error) {
	if s.opened {
		return file{}, io.EOF
	}
	s.opened = true
	kind, err := checkKind(s.raw)
	return file{raw: s.raw, kind: kind}, err
}

func (s *single) close() error {
	if s.release != nil {
		s.release()
	}
	return nil
}
