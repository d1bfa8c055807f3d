package iislog_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/easreport/easreport/internal/iislog"
)

const (
	smallLog = short + "2024-05-06 07:08:09 /a bob 200 15\n"
	smallRow = "2 2024-05-06T07:08:09 200 stem=/a user=bob taken=15"
	otherRow = "2024-05-06 07:08:10 /b eve 404 16\n"
)

func TestForms(t *testing.T) {
	log := []byte(smallLog)
	wide := func(order unicode.Endianness, mark unicode.BOMPolicy) []byte {
		text, err := unicode.UTF16(order, mark).NewEncoder().Bytes(log)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	more := append(gzipped(t, log), gzipped(t, []byte(otherRow))...)
	frames := append(zstandard(t, log), zstandard(t, []byte(otherRow))...)
	skippable := append([]byte{0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 'x', 'x'}, zstandard(t, log)...)
	second := "3 2024-05-06T07:08:10 404 stem=/b user=eve taken=16"
	tests := map[string]struct {
		object []byte
		want   []string
	}{
		"plain":                  {log, []string{smallRow}},
		"CRLF":                   {bytes.ReplaceAll(log, []byte("\n"), []byte("\r\n")), []string{smallRow}},
		"mark":                   {[]byte("\xEF\xBB\xBF" + smallLog), []string{smallRow}},
		"mark in the middle":     {[]byte(smallLog + "\xEF\xBB\xBF" + smallLog), []string{smallRow, "4" + smallRow[1:]}},
		"NULs in front":          {[]byte("\x00" + smallLog), []string{smallRow}},
		"NULs before directive":  {[]byte(smallLog + "\x00\x00" + smallLog), []string{smallRow, "4" + smallRow[1:]}},
		"gzip":                   {gzipped(t, log), []string{smallRow}},
		"gzip of many members":   {more, []string{smallRow, second}},
		"gzip with padding":      {append(slices.Clone(more), make([]byte, 1000)...), []string{smallRow, second}},
		"gzip of an empty":       {append(gzipped(t, nil), gzipped(t, log)...), []string{smallRow}},
		"zstd":                   {zstandard(t, log), []string{smallRow}},
		"zstd of many frames":    {frames, []string{smallRow, second}},
		"zstd with skippable":    {skippable, []string{smallRow}},
		"UTF-16 LE":              {wide(unicode.LittleEndian, unicode.UseBOM), []string{smallRow}},
		"UTF-16 BE":              {wide(unicode.BigEndian, unicode.UseBOM), []string{smallRow}},
		"UTF-16 LE without mark": {wide(unicode.LittleEndian, unicode.IgnoreBOM), []string{smallRow}},
		"UTF-16 BE without mark": {wide(unicode.BigEndian, unicode.IgnoreBOM), []string{smallRow}},
		"UTF-16 in gzip":         {gzipped(t, wide(unicode.LittleEndian, unicode.UseBOM)), []string{smallRow}},
		"zip":                    {zipped(t, entry{"a.log", log}), []string{smallRow}},
		"zip of many, by name and order as they are": {
			zipped(t, entry{"b/", nil}, entry{"b/2.log", log}, entry{"a.bin", []byte{1, 2}}, entry{"empty", nil},
				entry{"1.log", []byte("#Fields: time sc-status date\n01:02:03 404 2024-05-06\n")}, entry{"u.log", wide(unicode.BigEndian, unicode.UseBOM)}),
			[]string{smallRow, "2 2024-05-06T01:02:03 404", smallRow},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, stats, err := read(bytes.NewReader(test.object))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, records); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			if stats.Rejected != 0 {
				t.Errorf("%d rejected, want none", stats.Rejected)
			}
			if kind := iislog.KindOf("x", bytes.NewReader(test.object)); kind != iislog.IIS {
				t.Errorf("KindOf is %q", kind)
			}
		})
	}
}

func TestZip(t *testing.T) {
	object := zipped(t, entry{"x.txt", []byte("hello")}, entry{"a.log", []byte(smallLog)},
		entry{"b\n.log", []byte("#Version: 1.0\n" + short + "bad\n")})
	want, wantStats, err := read(bytes.NewReader(object))
	if err != nil {
		t.Fatal(err)
	}
	if wantStats.PassedOver != 1 {
		t.Errorf("%d passed over, want 1", wantStats.PassedOver)
	}
	sample := []iislog.Sample{{File: `"b\n.log"`, Line: 3, Reason: iislog.FewerFields, Text: `"bad"`}}
	if diff := cmp.Diff(sample, wantStats.Samples); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}

	check := func(t *testing.T, r io.Reader) {
		t.Helper()
		records, stats, err := read(r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, records); diff != "" {
			t.Errorf("records (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(wantStats, stats); diff != "" {
			t.Errorf("stats (-want +got):\n%s", diff)
		}
	}
	t.Run("file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "logs.zip")
		if err := os.WriteFile(path, object, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		check(t, f)
	})
	t.Run("stream", func(t *testing.T) {
		dir := t.TempDir()
		t.Setenv("TMPDIR", dir)
		check(t, io.MultiReader(bytes.NewReader(object)))
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left in the temporary folder: %v, error %v", left, err)
		}
	})
}

func TestBombs(t *testing.T) {
	// zstd can say "128 KiB of the same byte" in four bytes (RFC 8878, 3.1.1.2.2).
	const blocks = 4000
	bomb := []byte{0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38} // magic, no sizes, window of 128 KiB
	text := []byte(short)
	bomb = append(bomb, blockHeader(len(text), 0, false)...)
	bomb = append(bomb, text...)
	for i := range blocks {
		bomb = append(append(bomb, blockHeader(128<<10, 1, i == blocks-1)...), 'x')
	}
	_, stats, err := read(bytes.NewReader(bomb))
	checkFormatError(t, err, "test.log: expands more than 2000 times")
	if stats.Bytes > 80<<20 {
		t.Errorf("read %d bytes before giving up, want about 64 MiB", stats.Bytes)
	}
}

// blockHeader is a zstd block's (RFC 8878, 3.1.1.2).
func blockHeader(size, kind int, last bool) []byte {
	h := uint32(size<<3 | kind<<1)
	if last {
		h |= 1
	}
	return binary.LittleEndian.AppendUint32(nil, h)[:3]
}

// A window that would take all memory is refused.
func TestZstdWindow(t *testing.T) {
	_, _, err := read(bytes.NewReader([]byte{0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 1, 0, 0, 'x'}))
	checkFormatError(t, err, "test.log: damaged zstd file")
}

type entry struct {
	name string
	text []byte
}

func zipped(tb testing.TB, entries ...entry) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, 1) })
	for _, e := range entries {
		f, err := w.Create(e.name)
		if err == nil && !strings.HasSuffix(e.name, "/") {
			_, err = f.Write(e.text)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
