package ingest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

const manyLines = 280_000

// manyKeys is a log of three days with more keys than are summed up in memory at
// a time. Its fields change in the middle, and some lines are damaged.
func manyKeys() []byte {
	const devices = 7001
	var b bytes.Buffer
	start := time.Date(2011, 12, 23, 1, 0, 0, 0, time.UTC)
	b.WriteString("#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username sc-status time-taken\r\n")
	for i := range manyLines {
		at := start.Add(time.Duration(i) * (64 * time.Hour / manyLines)).Format(time.DateTime)
		switch {
		case i == manyLines/2:
			b.WriteString("#Software: Microsoft Internet Information Services 8.5\r\n" +
				"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs-username sc-bytes sc-status time-taken\r\n")
		case i%1000 == 7:
			fmt.Fprintf(&b, "\r\n%s POST /Microsoft-Ser\r\n", at)
		}
		b.WriteString(at)
		if i >= manyLines/2 {
			b.WriteString(" 10.1.1.1")
		}
		device := i * 31 % devices
		fmt.Fprintf(&b, " POST /Microsoft-Server-ActiveSync Cmd=Sync&DeviceId=D%d&DeviceType=iPhone&Log=S%d_ u%d", device, i%3, device)
		if i >= manyLines/2 {
			fmt.Fprintf(&b, " %d", i%4096)
		}
		fmt.Fprintf(&b, " 200 %d\r\n", i%977)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t testing.TB, text []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(text, nil)
}

// TestSameRowsSameBytes: the rows of a log are the same bytes in the lake, however
// the log is compressed and on however many cores it is read.
func TestSameRowsSameBytes(t *testing.T) {
	text := manyKeys()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	runtime.GOMAXPROCS(1)
	want := rowsOf(t, text)
	if len(want) != 3 {
		t.Fatalf("rows of %d days, want 3", len(want))
	}
	for _, c := range []struct {
		name  string
		body  []byte
		cores int
	}{{"gz", gzipped(t, text), 2}, {"zst", zstandard(t, text), 4}} {
		runtime.GOMAXPROCS(c.cores)
		got := rowsOf(t, c.body)
		for key, rows := range want {
			if !bytes.Equal(got[key], rows) {
				t.Errorf("%s on %d cores: %s has other bytes than of plain text on one", c.name, c.cores, key)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s on %d cores: %d files, want %d", c.name, c.cores, len(got), len(want))
		}
	}
}

// rowsOf ingests a log, and returns the files of its rows but for their footers and the
// footers' checksums: the stamps in those name the log's own size and revision.
func rowsOf(t *testing.T, log []byte) map[string][]byte {
	t.Helper()
	w := newWorld(t)
	w.upload(t, string(log))
	if got := w.ingest(t, Applied).Stamp.Reading; got.Requests != manyLines || got.Rejected == nil {
		t.Fatalf("read %+v", got)
	}
	files := make(map[string][]byte)
	for o, err := range w.lake.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if _, _, rows := lake.ParseActivityKey(o.Key); !rows {
			continue
		}
		body, _, err := w.lake.Get(t.Context(), o.Key, store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		file, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		const tail, checksum = 4 + len("PAR1"), 4
		if len(file) < tail || !strings.HasSuffix(string(file), "PAR1") {
			t.Fatalf("%s is no Parquet file", o.Key)
		}
		footer := binary.LittleEndian.Uint32(file[len(file)-tail:])
		files[o.Key] = file[:len(file)-tail-int(footer)-checksum]
	}
	return files
}
