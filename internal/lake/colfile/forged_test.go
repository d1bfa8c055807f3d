package colfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// forged is a column chunk in a file of which all checksums are right.
type forged struct {
	codec format.CompressionCodec
	rows  int64
	pages []byte
	delta bool // the column of numbers, else that of texts
}

// file writes the file. The columns are one of texts that may be NULL, in a dictionary,
// or one of numbers by delta.
func (c forged) file(t testing.TB) ([]byte, *Layout) {
	t.Helper()
	schema := parquet.SchemaOf(struct {
		Text string `parquet:"text,optional,dict"`
	}{})
	if c.delta {
		schema = parquet.SchemaOf(struct {
			Number int64 `parquet:"number,delta"`
		}{})
	}
	layout, err := NewLayout(schema)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w, err := NewWriter(&file, schema, "test")
	if err != nil {
		t.Fatal(err)
	}
	meta := format.ColumnMetaData{
		PathInSchema: thrift.Slice[string]{w.columns[0].name}, NumValues: c.rows, Codec: c.codec, Type: format.Type(w.columns[0].kind),
		Encoding: thrift.Slice[format.Encoding]{format.RLE}, DataPageOffset: w.offset, TotalCompressedSize: int64(len(c.pages)),
	}
	w.sum, w.rows = 0, c.rows
	w.groups = append(w.groups, format.RowGroup{NumRows: c.rows, Columns: thrift.Slice[format.ColumnChunk]{{FileOffset: w.offset, MetaData: meta}}})
	if err := errors.Join(w.write(c.pages), w.writeSum(), w.Close("key", "value")); err != nil {
		t.Fatal(err)
	}
	return file.Bytes(), layout
}

// readAll reads all pages of all columns, and says how many bytes that allocated.
func readAll(open func() (*File, error)) (rows int, allocated uint64, err error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	defer func() {
		runtime.ReadMemStats(&after)
		allocated = after.TotalAlloc - before.TotalAlloc
	}()
	f, err := open()
	if err != nil {
		return 0, 0, err
	}
	memory, err := NewMemory()
	if err != nil {
		return 0, 0, err
	}
	for g := range f.Groups() {
		for _, c := range f.file.Root().Columns() {
			pages, err := g.Pages(c.Name(), memory)
			if err != nil {
				return rows, 0, err
			}
			for {
				page, err := pages.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					return rows, 0, errors.Join(err, pages.Close())
				}
				rows += page.Rows
			}
			if err := pages.Close(); err != nil {
				return rows, 0, err
			}
		}
	}
	return rows, 0, nil
}

// zstdRuns is a zstd frame of 4095 MiB of one byte. It says that it decompresses to
// so many bytes, or nothing of it if that is negative.
func zstdRuns(says int64) []byte {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0} // one segment, its size in four bytes
	if says < 0 {
		frame[4] = 0
		frame = append(frame, 7<<3) // a window of 128 KiB
	} else {
		frame = binary.LittleEndian.AppendUint32(frame, uint32(says))
	}
	const mebibytes, block = 4095, 128 << 10
	for i := range mebibytes << 20 / block {
		header := uint32(block<<3 | 1<<1)
		if i == mebibytes<<20/block-1 {
			header |= 1
		}
		frame = append(frame, byte(header), byte(header>>8), byte(header>>16), 'x')
	}
	return frame
}

// pageOf is a page with its header.
func pageOf(kind format.PageType, values int, encoding format.Encoding, plain int, stored []byte) []byte {
	return append(pageHeader{kind, values, encoding}.append(nil, plain, stored), stored...)
}

// TestForged: files with right checksums that would make a reader allocate gigabytes, or
// that are not what a Writer writes, are refused, and little is allocated.
func TestForged(t *testing.T) {
	const rows = 8
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	squeezed := func(b []byte) []byte { return encoder.EncodeAll(b, nil) }
	dictionary := pageOf(format.DictionaryPage, 1, format.Plain, 5, []byte{1, 0, 0, 0, 'a'})
	levels := []byte{2, 0, 0, 0, rows << 1, 1}
	body := append(bytes.Clone(levels), 1, rows<<1, 0) // of one bit each: all are the first text
	data := pageOf(format.DataPage, rows, format.RLEDictionary, len(body), body)
	join := func(pages ...[]byte) []byte { return bytes.Join(pages, nil) }
	manyRuns := binary.AppendUvarint(nil, math.MaxInt32<<1)
	deltas := func(total uint64) []byte {
		b := binary.AppendUvarint([]byte{0x80, 1, 4}, total) // blocks of 128, four parts
		return append(b, 0)
	}
	for name, c := range map[string]struct {
		forged
		good bool
	}{
		"what is read":           {forged{format.Uncompressed, rows, join(dictionary, data), false}, true},
		"what is read, zstd":     {forged{format.Zstd, rows, join(pageOf(format.DictionaryPage, 1, format.Plain, 5, squeezed([]byte{1, 0, 0, 0, 'a'})), pageOf(format.DataPage, rows, format.RLEDictionary, len(body), squeezed(body))), false}, true},
		"another codec":          {forged{format.Gzip, rows, join(dictionary, data), false}, false},
		"a codec nobody knows":   {forged{77, rows, join(dictionary, data), false}, false},
		"a page of 2 GiB":        {forged{format.Zstd, rows, pageOf(format.DataPage, rows, format.RLEDictionary, math.MaxInt32, squeezed(body)), false}, false},
		"a dictionary of 2 GiB":  {forged{format.Zstd, rows, pageOf(format.DictionaryPage, 1, format.Plain, math.MaxInt32, squeezed(body)), false}, false},
		"a zstd bomb":            {forged{format.Zstd, rows, pageOf(format.DataPage, rows, format.RLEDictionary, 100, zstdRuns(4095<<20)), false}, false},
		"one that says little":   {forged{format.Zstd, rows, pageOf(format.DataPage, rows, format.RLEDictionary, 100, zstdRuns(100)), false}, false},
		"one that says nothing":  {forged{format.Zstd, rows, pageOf(format.DataPage, rows, format.RLEDictionary, 100, zstdRuns(-1)), false}, false},
		"in the dictionary":      {forged{format.Zstd, rows, join(pageOf(format.DictionaryPage, 1, format.Plain, 5, zstdRuns(-1)), data), false}, false},
		"a second frame":         {forged{format.Zstd, rows, pageOf(format.DataPage, rows, format.RLEDictionary, len(body), join(squeezed(body), zstdRuns(-1))), false}, false},
		"values of no bytes":     {forged{format.Uncompressed, rows, join(pageOf(format.DictionaryPage, math.MaxInt32, format.Plain, 5, []byte{1, 0, 0, 0, 'a'}), data), false}, false},
		"a text beyond its page": {forged{format.Uncompressed, rows, join(pageOf(format.DictionaryPage, 1, format.Plain, 5, []byte{255, 255, 255, 255, 'a'}), data), false}, false},
		"too many values":        {forged{format.Uncompressed, rows, join(dictionary, pageOf(format.DataPage, math.MaxInt32, format.RLEDictionary, len(body), body)), false}, false},
		"too many rows":          {forged{format.Uncompressed, math.MaxInt64, join(dictionary, pageOf(format.DataPage, math.MaxInt32, format.RLEDictionary, len(body), body)), false}, false},
		"fewer values than rows": {forged{format.Uncompressed, rows + 1, join(dictionary, data), false}, false},
		"two dictionaries":       {forged{format.Uncompressed, rows, join(dictionary, dictionary, data), false}, false},
		"no dictionary":          {forged{format.Uncompressed, rows, data, false}, false},
		"a page more":            {forged{format.Uncompressed, rows, join(dictionary, data, data), false}, false},
		"a run of 2^31 places":   {forged{format.Uncompressed, rows, join(dictionary, pageOf(format.DataPage, rows, format.RLEDictionary, len(levels)+len(manyRuns)+2, join(levels, []byte{1}, manyRuns, []byte{0}))), false}, false},
		"a run of 2^31 levels":   {forged{format.Uncompressed, rows, join(dictionary, pageOf(format.DataPage, rows, format.RLEDictionary, 10, join([]byte{6, 0, 0, 0}, manyRuns, []byte{1}))), false}, false},
		"plain texts":            {forged{format.Uncompressed, rows, pageOf(format.DataPage, rows, format.Plain, len(body), body), false}, false},
		"numbers":                {forged{format.Uncompressed, 1, pageOf(format.DataPage, 1, format.DeltaBinaryPacked, len(deltas(1)), deltas(1)), true}, true},
		"2^31 numbers":           {forged{format.Uncompressed, 1, pageOf(format.DataPage, 1, format.DeltaBinaryPacked, len(deltas(math.MaxInt32)), deltas(math.MaxInt32)), true}, false},
	} {
		file, layout := c.file(t)
		n, allocated, err := readAll(func() (*File, error) { return Open(Bytes(file), int64(len(file)), layout) })
		if (err == nil) != c.good || c.good && int64(n) != c.rows || allocated > 64<<20 {
			t.Errorf("%s: %d rows, %d bytes allocated, error %v", name, n, allocated, err)
		}
		if c.good {
			continue
		}
		if strings.Contains(name, "2^31") { // within a page, which parquet-go decodes
			continue
		}
		// As another program's, which may have what a Writer does not write.
		n, allocated, err = readAll(func() (*File, error) { return OpenForeign(Bytes(file), int64(len(file))) })
		if allocated > 64<<20 {
			t.Errorf("%s, of another program: %d rows, %d bytes allocated, error %v", name, n, allocated, err)
		}
	}
}
