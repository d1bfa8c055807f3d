package inflate_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"hash/crc32"
	"io"
	"slices"
	"testing"

	"github.com/easreport/easreport/internal/inflate"
)

// gzipped is a gzip file of one member.
func gzipped(tb testing.TB, text []byte) []byte {
	return packed(tb, text, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
}

// withHeader is a gzip file with all that a header can have.
func withHeader(tb testing.TB, text []byte) []byte {
	tb.Helper()
	file := packed(tb, text, func(w io.Writer) (io.WriteCloser, error) {
		z := gzip.NewWriter(w)
		z.Header = gzip.Header{Name: "a.log", Comment: "caf\u00e9", Extra: make([]byte, 300)}
		return z, nil
	})
	const headerLen = 10 + 2 + 300 + len("a.log\x00") + len("cafe\x00")
	file[3] |= 1 << 1
	sum := crc32.ChecksumIEEE(file[:headerLen])
	return slices.Insert(file, headerLen, byte(sum), byte(sum>>8))
}

// gzipFiles are files of every kind.
func gzipFiles(tb testing.TB) map[string][]byte {
	one, two := gzipped(tb, []byte("one")), withHeader(tb, log(1000))
	sum, size := bytes.Clone(one), bytes.Clone(one)
	sum[len(sum)-8]++
	size[len(size)-1]++
	header := bytes.Clone(two)
	header[4]++
	return map[string][]byte{
		"none":                nil,
		"one":                 one,
		"one, empty":          gzipped(tb, nil),
		"two":                 slices.Concat(one, two),
		"padding":             slices.Concat(one, two, make([]byte, 200)),
		"padding between":     slices.Concat(one, make([]byte, 200), two),
		"padding before":      slices.Concat(make([]byte, 3), one),
		"something else":      slices.Concat(one, []byte("something else")),
		"long name":           slices.Concat([]byte{0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0}, bytes.Repeat([]byte{'a'}, 1000)),
		"kind of compression": {0x1F, 0x8B, 7, 0, 0, 0, 0, 0, 0, 0},
		"sum":                 sum,
		"size":                size,
		"sum of the header":   header,
	}
}

func TestGzip(t *testing.T) {
	z := new(inflate.GzipReader)
	for name, file := range gzipFiles(t) {
		t.Run(name, func(t *testing.T) {
			checkGzip(t, z, file)
			for n := range file {
				checkGzip(t, z, file[:n])
			}
		})
	}
}

func TestGzipFaults(t *testing.T) {
	files := gzipFiles(t)
	for name, want := range map[string]inflate.CorruptError{
		"something else":    {Offset: int64(len(files["one"])) + 3, Found: "gzip: invalid header"},
		"sum":               {Offset: int64(len(files["one"])), Found: "gzip: invalid checksum"},
		"size":              {Offset: int64(len(files["one"])), Found: "gzip: invalid checksum"},
		"sum of the header": {Offset: 325, Found: "gzip: invalid header checksum"},
	} {
		var corrupt *inflate.CorruptError
		_, err := io.ReadAll(inflate.NewGzipReader(bytes.NewReader(files[name])))
		if !errors.As(err, &corrupt) || *corrupt != want {
			t.Errorf("%s: got %v, want %v", name, err, &want)
		}
	}
}

func TestGzipReset(t *testing.T) {
	var r inflate.GzipReader
	for name, file := range gzipFiles(t) {
		want, wantErr := readGzip(file)
		r.Reset(bytes.NewReader(file))
		got, err := io.ReadAll(&r)
		if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%s: got %d bytes and error %v, want %d and %v", name, len(got), err, len(want), wantErr)
		}
	}
}
