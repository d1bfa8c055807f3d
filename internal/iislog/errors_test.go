package iislog_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/easreport/easreport/internal/iislog"
)

func TestFormatErrors(t *testing.T) {
	log := []byte(smallLog)
	gz, zst, zipFile := gzipped(t, log), zstandard(t, log), zipped(t, entry{"a.log", bytes.Repeat(log, 100)})
	encrypted := bytes.Clone(zipFile)
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	misplaced := bytes.Clone(zipFile)
	binary.LittleEndian.PutUint32(misplaced[bytes.Index(misplaced, []byte("PK\x01\x02"))+42:], uint32(len(misplaced)+9))
	damaged := bytes.Clone(gz)
	damaged[len(damaged)-8]++ // its checksum
	tests := map[string]struct {
		object []byte
		want   string // what the message begins with
	}{
		"PDF":            {[]byte("%PDF-1.7\n%\xE2\xE3\n"), `test.log: not an IIS log: begins with "%PDF-1.7"`},
		"long text":      {bytes.Repeat([]byte("lorem "), 20), `test.log: not an IIS log: begins with "lorem lorem lorem lorem lorem lorem lore…"`},
		"long binary":    {bytes.Repeat([]byte{'B', 'Z', 1}, 2<<20), `test.log: not an IIS log: begins with "BZ\x01BZ\x01`},
		"rows only":      {[]byte(otherRow), `test.log: has no #Fields line: begins with "2024-05-06 07:08:10 /b eve 404 16"`},
		"no #Fields":     {[]byte("#Software: x\n" + otherRow), `test.log: has no #Fields line: first row is "2024-05-06 07:08:10 /b eve 404 16"`},
		"script":         {[]byte("#!/bin/sh\nls\n"), `test.log: has no #Fields line: first row is "ls"`},
		"UTF-32":         {[]byte("\xFF\xFE\x00\x00#\x00\x00\x00"), "test.log: is in UTF-32, which is not supported"},
		"xz":             {[]byte("\xfd7zXZ\x00\x00\x04"), "test.log: is compressed by xz, which is not read: unpack it first (xz -d)"},
		"bzip2":          {[]byte("BZh91AY&SY"), "test.log: is compressed by bzip2, which is not read"},
		"7-Zip":          {[]byte("7z\xbc\xaf\x27\x1c\x00\x04"), "test.log: is a 7-Zip archive"},
		"tar":            {tarred(), "test.log: is a tar archive, which is not read: unpack it first"},
		"tar.gz":         {gzipped(t, tarred()), "test.log: is a tar archive, which is not read: unpack it first"},
		"gzip in gzip":   {gzipped(t, gz), `test.log: not an IIS log: begins with "\x1f\x8b`},
		"gzip, 2 bytes":  {gz[:2], "test.log: damaged gzip file: it ends too early"},
		"gzip, cut":      {gz[:len(gz)-9], "test.log: damaged gzip file: it ends too early"},
		"gzip, changed":  {damaged, "test.log: damaged gzip file: gzip: invalid checksum"},
		"gzip, trailer":  {append(bytes.Clone(gz), "garbage garbage"...), "test.log: damaged gzip file: gzip: invalid header"},
		"zstd, cut":      {zst[:len(zst)-5], "test.log: damaged zstd file: "},
		"zstd, head":     {zst[:4], "test.log: damaged zstd file: "},
		"zip, cut":       {zipFile[:len(zipFile)-30], "test.log: damaged zip file: zip: not a valid zip file"},
		"zip, encrypted": {encrypted, `test.log: "a.log": is encrypted`},
		"zip, misplaced": {misplaced, `test.log: "a.log": damaged zip file: it ends too early`},
		"zip, changed":   {bytes.Replace(zipFile, []byte("PK\x01\x02"), []byte("PK\x01\x03"), 1), "test.log: damaged zip file: zip: "},
		"zip, no entry":  {zipped(t), "test.log: zip with no IIS log in it"},
		"zip, no log":    {zipped(t, entry{"a", []byte("x")}, entry{"b", nil}), "test.log: zip with no IIS log in it"},
		"zip, no #Fields": {
			zipped(t, entry{"a.log", log}, entry{"b.log", []byte("#Software: x\n" + otherRow)}),
			`test.log: "b.log": has no #Fields line: first row is "2024-05-06`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(bytes.NewReader(test.object))
			checkFormatError(t, err, test.want)
		})
	}
}

func checkFormatError(t *testing.T, err error, want string) {
	t.Helper()
	var format *iislog.FormatError
	if !errors.As(err, &format) || errors.Is(err, io.EOF) || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got error %v\nwant a FormatError %q", err, want)
	}
}

// Rows in front of damage are given out: the caller decides what to do with
// them, as it learns of the damage.
func TestDamageComesLast(t *testing.T) {
	gz := gzipped(t, generate(1<<20))
	records, stats, err := read(bytes.NewReader(gz[:len(gz)-100]))
	checkFormatError(t, err, "test.log: damaged gzip file: it ends too early")
	if len(records) < 1000 || stats.Rejected != 0 {
		t.Errorf("%d records, %d rejected, want many and none", len(records), stats.Rejected)
	}
}

// A source that fails is never a damaged file, however the bytes so far are
// packed and wherever it fails.
func TestSourceFailures(t *testing.T) {
	broken := errors.New("connection reset")
	wrappedEOF := fmt.Errorf("reading the body: %w", io.EOF)
	text := generate(300 << 10)
	zipFile := zipped(t, entry{"a.log", text})
	for name, object := range map[string][]byte{
		"plain": text, "gzip": gzipped(t, text), "zstd": zstandard(t, text), "zip": zipFile, "utf16": utf16le(text),
	} {
		for _, after := range []int{0, 1, 3, 10, 5000, len(object) / 2, len(object) - 1} {
			for _, cause := range []error{broken, io.ErrUnexpectedEOF, wrappedEOF} {
				source := io.MultiReader(bytes.NewReader(object[:after]), iotest.ErrReader(cause))
				_, _, err := read(source)
				var format *iislog.FormatError
				want := cause
				if errors.Is(cause, io.EOF) {
					want = io.ErrUnexpectedEOF // or callers would take it for the end
				}
				if !errors.Is(err, want) || errors.Is(err, io.EOF) || errors.As(err, &format) {
					t.Errorf("%s, %v after %d bytes: got %v, want it wrapped and no FormatError", name, cause, after, err)
				}
			}
		}
	}
	_, _, err := read(&failingAt{Reader: bytes.NewReader(zipFile), err: broken})
	if !errors.Is(err, broken) {
		t.Errorf("zip in place: got %v, want %v", err, broken)
	}
	_, _, err = read(stuck{})
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a source that gives nothing: got %v, want %v", err, io.ErrNoProgress)
	}
}

// failingAt can be read from its start, but not elsewhere.
type failingAt struct {
	*bytes.Reader
	err error
}

func (f *failingAt) ReadAt([]byte, int64) (int, error) { return 0, f.err }

// stuck is a source that never says anything.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestEndIsRemembered(t *testing.T) {
	for name, object := range map[string]string{"log": smallLog, "not a log": "x"} {
		r := iislog.NewReader(name, strings.NewReader(object))
		var first error
		var block iislog.Block
		for first == nil {
			first = r.Next(&block)
		}
		if err := r.Next(&block); !errors.Is(err, first) {
			t.Errorf("%s: got %v, then %v", name, first, err)
		}
	}
}

func TestClose(t *testing.T) {
	for name, object := range map[string][]byte{
		"plain": []byte(smallLog), "zstd": zstandard(t, []byte(smallLog)), "zip": zipped(t, entry{"a", []byte(smallLog)}),
		"not a log": nil,
	} {
		for _, reads := range []int{0, 1, 2} {
			r := iislog.NewReader(name, io.MultiReader(bytes.NewReader(object)))
			var block iislog.Block
			for range reads {
				_ = r.Next(&block)
			}
			for range 2 {
				if err := r.Close(); err != nil {
					t.Errorf("%s: closing after %d: %v", name, reads, err)
				}
			}
			if err := r.Next(&block); err == nil {
				t.Errorf("%s: Next after Close gives no error", name)
			}
		}
	}
}

// tarred is the beginning of a tar archive of one file.
func tarred() []byte {
	head := make([]byte, 1024)
	copy(head, "u_ex111224.log")
	copy(head[257:], "ustar\x0000")
	return head
}
