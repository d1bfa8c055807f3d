package iislog

import (
	"archive/zip"
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/easreport/easreport/internal/inflate"
)

// zipFiles are the logs in a zip, in the order of its directory.
type zipFiles struct {
	rest  []*zip.File
	read  extents
	open  io.ReadCloser // the entry being read
	raw   *bufio.Reader
	found bool // a log of IIS
	other Kind // of the first log of another kind
	spool *os.File
	// deflated is what open reads by way of, if it is compressed.
	deflated inflate.Reader
}

// openZip reads a zip whose beginning is in raw. The directory is at its end, so
// a source without random access goes to a temporary file first.
func openZip(src *source, raw *bufio.Reader) (files, error) {
	z := &zipFiles{raw: bufio.NewReaderSize(nil, sniffLen)}
	at, size, ok := randomAccess(src.r)
	if !ok {
		var err error
		if size, err = z.fetch(raw); err != nil {
			return nil, errors.Join(src.note(err), z.close())
		}
		at = z.spool
	}
	src.n = size // entries may overlap, so bytes read say nothing of expansion
	// The section keeps offsets of a hostile directory away from the source,
	// whose complaint would look like a failure of its own.
	archive, err := newArchive(io.NewSectionReader(sourceAt{src, at}, 0, size), size)
	if err != nil {
		return nil, errors.Join(err, z.close())
	}
	archive.RegisterDecompressor(zip.Deflate, z.inflate)
	z.rest = archive.File
	return z, nil
}

// inflate decompresses an entry. One is open at a time.
func (z *zipFiles) inflate(r io.Reader) io.ReadCloser {
	z.deflated.Reset(r)
	return io.NopCloser(&z.deflated)
}

// fetch copies the source to a temporary file.
func (z *zipFiles) fetch(raw io.Reader) (size int64, err error) {
	if z.spool, err = os.CreateTemp("", "iislog-*.zip"); err != nil {
		return 0, fmt.Errorf("creating a file for the zip: %w", err)
	}
	if size, err = io.Copy(z.spool, raw); err != nil {
		return 0, fmt.Errorf("copying the zip to %s: %w", z.spool.Name(), err)
	}
	return size, nil
}

// next opens the next entry that is a log. One that cannot be opened may have
// been a log, so it is an error and not passed over.
func (z *zipFiles) next() (file, error) {
	f := file{raw: z.raw}
	if err := z.closeEntry(); err != nil {
		return f, err
	}
	for len(z.rest) > 0 {
		entry := z.rest[0]
		z.rest = z.rest[1:]
		if entry.FileInfo().IsDir() {
			continue
		}
		f.entry = strconv.Quote(entry.Name)
		if entry.Flags&1 != 0 {
			return f, refusal("is encrypted")
		}
		err := z.read.add(entry)
		if errors.Is(err, errOverlap) {
			return f, err
		}
		if err == nil {
			z.open, err = entry.Open()
		}
		if err != nil {
			return f, notEnd(err)
		}
		z.raw.Reset(z.open)
		kind, err := checkKind(z.raw)
		var other otherKind
		switch {
		case kind == IIS:
			f.kind, z.found = IIS, true
			return f, nil
		case errors.As(err, &other):
			f.passedOver.add(passedOver{others: map[Kind]int{kind: 1}})
			z.other = cmp.Or(z.other, kind)
		case err != nil:
			return f, err
		default:
			f.passedOver.files++
		}
		if err := z.closeEntry(); err != nil {
			return f, err
		}
	}
	f.entry = ""
	switch {
	case !z.found && z.other != "":
		return f, otherKind(z.other)
	case !z.found:
		return f, refusal("zip with no IIS log in it")
	}
	return f, io.EOF
}

func (z *zipFiles) closeEntry() error {
	if z.open == nil {
		return nil
	}
	err := z.open.Close()
	z.open = nil
	return err
}

func (z *zipFiles) close() error {
	err := z.closeEntry()
	if z.spool != nil {
		err = errors.Join(err, z.spool.Close(), os.Remove(z.spool.Name()))
		z.spool = nil
	}
	return err
}
