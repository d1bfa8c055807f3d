package iislog_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/easreport/easreport/internal/iislog"
)

func BenchmarkReader(b *testing.B) {
	plain := generate(64 << 20)
	for _, form := range []struct {
		name string
		pack func(testing.TB, []byte) []byte
	}{
		{"plain", func(_ testing.TB, text []byte) []byte { return text }},
		{"gzip", gzipped},
		{"zstd", zstandard},
		{"utf16", func(_ testing.TB, text []byte) []byte { return utf16le(text) }},
	} {
		b.Run(form.name, func(b *testing.B) {
			packed := form.pack(b, plain)
			b.SetBytes(int64(len(plain)))
			b.ReportAllocs()
			var records int64
			for b.Loop() {
				records = drain(b, bytes.NewReader(packed)).Records
			}
			b.ReportMetric(float64(records)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

// BenchmarkLines is the floor: the same text, cut into runs of lines.
func BenchmarkLines(b *testing.B) {
	plain := generate(64 << 20)
	b.SetBytes(int64(len(plain)))
	buf := make([]byte, 256<<10)
	for b.Loop() {
		lines := 0
		for r := bytes.NewReader(plain); ; {
			n, err := r.Read(buf)
			lines += bytes.Count(buf[:n], []byte{'\n'})
			if errors.Is(err, io.EOF) {
				break
			}
		}
	}
}

func TestBlockDoesNotAllocate(t *testing.T) {
	r := iislog.NewReader("plain.log", bytes.NewReader(generate(64<<20)))
	var block iislog.Block
	read := func() {
		if err := r.Next(&block); err != nil {
			t.Fatal(err)
		}
		for records := block.Records(); len(records) > 0; records = block.Records() {
			for i := range records {
				for f := range iislog.NumFields {
					_ = records[i].Value(f)
				}
			}
		}
		r.Done(&block)
	}
	read()
	if allocs := testing.AllocsPerRun(100, read); allocs != 0 {
		t.Errorf("a block allocates %v times, want 0", allocs)
	}
}
