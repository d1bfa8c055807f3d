package inflate_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	kflate "github.com/klauspost/compress/flate"

	"github.com/easreport/easreport/internal/inflate"
)

// What compress/flate makes of a stream is what it stands for.
func FuzzInflate(f *testing.F) {
	for _, text := range texts() {
		for _, pack := range packers {
			f.Add(pack(f, text))
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte) { checkInflate(t, new(inflate.Reader), stream) })
}

func FuzzRoundTrip(f *testing.F) {
	f.Add([]byte("abc"), uint16(1000), uint(1))
	f.Add([]byte("\x00"), uint16(0xFFFF), uint(9))
	f.Fuzz(func(t *testing.T, text []byte, times uint16, how uint) {
		text = bytes.Repeat(text, 1+int(times)%(1+1<<20/(1+len(text))))
		stream := packers[how%uint(len(packers))](t, text)
		got, err := io.ReadAll(inflate.NewReader(bytes.NewReader(stream)))
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes and error %v, want %d bytes and none, the same", len(got), err, len(text))
		}
	})
}

// What compress/gzip makes of a file, member by member, is what it stands for.
func FuzzGzip(f *testing.F) {
	for _, file := range gzipFiles(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) { checkGzip(t, new(inflate.GzipReader), file) })
}

func checkInflate(t *testing.T, z *inflate.Reader, stream []byte) {
	t.Helper()
	want, wantErr := io.ReadAll(flate.NewReader(bytes.NewReader(stream)))
	checkSame(t, want, wantErr, func(r io.Reader) io.Reader { z.Reset(r); return z }, stream)
}

func checkGzip(t *testing.T, z *inflate.GzipReader, file []byte) {
	t.Helper()
	want, wantErr := readGzip(file)
	checkSame(t, want, wantErr, func(r io.Reader) io.Reader { z.Reset(r); return z }, file)
}

// checkSame holds what is read from the source against what was wanted, and
// against what is read when the source comes in small pieces.
func checkSame(t *testing.T, want []byte, wantErr error, open func(io.Reader) io.Reader, source []byte) {
	t.Helper()
	got, err := io.ReadAll(open(bytes.NewReader(source)))
	isCut := func(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }
	var corrupt *inflate.CorruptError
	switch {
	case (err == nil) != (wantErr == nil) || err != nil && !isCut(err) && !errors.As(err, &corrupt):
		t.Fatalf("got error %v, want %v", err, wantErr)
	case isCut(err) || isCut(wantErr):
		// How much of the last bits could be made sense of is a matter of taste.
		if n := min(len(got), len(want)); !bytes.Equal(got[:n], want[:n]) {
			t.Fatalf("the bytes in front of the error %v are not as wanted", err)
		}
	case !bytes.Equal(got, want):
		t.Fatalf("got %d bytes and error %v, want %d others and %v", len(got), err, len(want), wantErr)
	}
	for _, pieces := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
		again, againErr := io.ReadAll(open(pieces(bytes.NewReader(source))))
		if !bytes.Equal(again, got) || (err == nil) != (againErr == nil) || err != nil && err.Error() != againErr.Error() {
			t.Fatalf("in pieces: got %d bytes and error %v, want %d and %v", len(again), againErr, len(got), err)
		}
	}
}

// readGzip reads a gzip file with the standard library, and takes zeros behind a
// member for padding.
func readGzip(file []byte) (text []byte, err error) {
	r := bytes.NewReader(file)
	for first := true; ; first = false {
		for !first && len(file) > 0 && file[0] == 0 {
			file = file[1:]
		}
		if len(file) == 0 {
			if first {
				return nil, io.ErrUnexpectedEOF
			}
			return text, nil
		}
		r.Reset(file)
		z, err := gzip.NewReader(r)
		if err != nil {
			return text, err
		}
		z.Multistream(false)
		member, err := io.ReadAll(z)
		text = append(text, member...)
		if err != nil {
			return text, err
		}
		file = file[len(file)-r.Len():]
	}
}

// packers compress in all the ways there are.
var packers = func() (all []func(testing.TB, []byte) []byte) {
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		all = append(all, func(tb testing.TB, text []byte) []byte {
			return packed(tb, text, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, level) })
		}, func(tb testing.TB, text []byte) []byte {
			return packed(tb, text, func(w io.Writer) (io.WriteCloser, error) { return kflate.NewWriter(w, level) })
		})
	}
	return append(all, func(tb testing.TB, text []byte) []byte {
		return packed(tb, text, func(w io.Writer) (io.WriteCloser, error) { return kflate.NewStatelessWriter(w), nil })
	})
}()

func packed(tb testing.TB, text []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	tb.Helper()
	var b bytes.Buffer
	w, err := open(&b)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
