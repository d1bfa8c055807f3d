package iislog_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/iislog"
)

// refused reads a zip and makes sure that it is refused for what it is, in little memory.
func refused(t *testing.T, name string, r io.Reader, want string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := read(r)
	runtime.ReadMemStats(&after)
	var format *iislog.FormatError
	if !errors.As(err, &format) || !strings.Contains(format.Found, want) {
		t.Errorf("%s: %v, want %q", name, err, want)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 128<<20 {
		t.Errorf("%s: %d MiB of memory", name, took>>20)
	}
}

// central is an entry of a zip's directory: of a stored file whose header is at this place.
func central(name string, at, size uint32) []byte {
	b := []byte("PK\x01\x02")
	for _, v := range []uint16{20, 20, 0, 0, 0, 0} { // versions, flags, method, time, date
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	for _, v := range []uint32{0, size, size} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	for _, v := range []uint16{uint16(len(name)), 0, 0, 0, 0} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint32(b, at)
	return append(b, name...)
}

// end is the end of a zip.
func end(entries uint16, size, at int) []byte {
	b := []byte("PK\x05\x06\x00\x00\x00\x00")
	b = binary.LittleEndian.AppendUint16(b, entries)
	b = binary.LittleEndian.AppendUint16(b, entries)
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = binary.LittleEndian.AppendUint32(b, uint32(at))
	return append(b, 0, 0)
}

// stored is a file in a zip, not compressed.
func stored(name string, data []byte) []byte {
	b := []byte("PK\x03\x04")
	for _, v := range []uint16{20, 0, 0, 0, 0} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	for _, v := range []uint32{0, uint32(len(data)), uint32(len(data))} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(len(name)))
	b = binary.LittleEndian.AppendUint16(b, 0)
	return append(append(b, name...), data...)
}

func TestZipOfOverlappingFiles(t *testing.T) {
	data := []byte(short + strings.Repeat("2024-05-06 07:08:09 /a bob 200 15\n", 100))
	for name, entries := range map[string]int{"two": 2, "as many as there can be": 65_535} {
		body := stored("a.log", data)
		var directory []byte
		for range entries {
			directory = append(directory, central("a.log", 0, uint32(len(data)))...)
		}
		at := len(body)
		body = append(append(body, directory...), end(uint16(entries), len(directory), at)...)
		refused(t, name, bytes.NewReader(body), "overlap")
	}
	// The data of the first has all of the second.
	inner := stored("b.log", data)
	body := stored("a.log", append([]byte(short), inner...))
	first := uint32(len(body) - len(inner))
	directory := append(central("b.log", first, uint32(len(data))), central("a.log", 0, uint32(len(short)+len(inner)))...)
	at := len(body)
	body = append(append(body, directory...), end(2, len(directory), at)...)
	refused(t, "one in the other", bytes.NewReader(body), "overlap")
}

// sparse is a zip whose directory is entries without end.
type sparse struct {
	entry []byte
	n     int64
	tail  []byte
	at    int64
}

func (s *sparse) Size() int64 { return s.n*int64(len(s.entry)) + int64(len(s.tail)) }

func (s *sparse) ReadAt(p []byte, off int64) (int, error) {
	for i := range p {
		at := off + int64(i)
		switch directory := s.n * int64(len(s.entry)); {
		case at < directory:
			p[i] = s.entry[at%int64(len(s.entry))]
		case at < s.Size():
			p[i] = s.tail[at-directory]
		default:
			return i, io.EOF
		}
	}
	return len(p), nil
}

func (s *sparse) Read(p []byte) (int, error) {
	n, err := s.ReadAt(p, s.at)
	s.at += int64(n)
	return n, err
}

func TestZipOfMillionsOfFiles(t *testing.T) {
	entry := central("", 0, 0)
	const n = 5_000_000
	size := n * len(entry)
	tail := end(n%65_536, size, 0)
	end64 := []byte("PK\x06\x06")
	end64 = binary.LittleEndian.AppendUint64(end64, 44)
	end64 = append(end64, make([]byte, 12)...)
	for _, v := range []uint64{n, n, uint64(size), 0} {
		end64 = binary.LittleEndian.AppendUint64(end64, v)
	}
	locator := append([]byte("PK\x06\x07"), 0, 0, 0, 0)
	locator = binary.LittleEndian.AppendUint64(locator, uint64(size))
	locator = append(locator, 1, 0, 0, 0)
	for name, tail := range map[string][]byte{
		"said":   append(append(end64, locator...), end(65_535, 1<<32-1, 0)...),
		"unsaid": tail,
	} {
		z := &headed{sparse{entry: entry, n: n, tail: tail}}
		refused(t, name, z, "more files than")
	}
}

// headed begins with a file, for whoever looks at the first bytes.
type headed struct{ sparse }

func (h *headed) Read(p []byte) (int, error) {
	n, err := h.sparse.Read(p)
	if h.at == int64(n) && n >= 4 {
		copy(p, "PK\x03\x04")
	}
	return n, err
}

// TestZipOfManyLogs: ten years of daily logs are read.
func TestZipOfManyLogs(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	const n = 3653
	for i := range n {
		f, err := w.Create(fmt.Sprintf("u_ex%d.log", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, short+"2024-05-06 07:08:09 /a bob 200 15\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, stats, err := read(bytes.NewReader(b.Bytes())); err != nil || stats.Records != n {
		t.Errorf("%d records, %v", stats.Records, err)
	}
}
