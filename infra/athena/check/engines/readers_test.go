package engines

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/easreport/easreport/internal/lake"
)

// TestReaders reads every file of a lake by each engine, and by parquet-go, which
// wrote it.
func TestReaders(t *testing.T) {
	w := ourLogs(t)
	for table, prefix := range map[string]string{"activity": lake.ActivityPrefix, "devices": lake.DevicesPrefix} {
		var byTrino map[string]*answer
		if e, ok := w.engines["Trino"]; ok {
			byTrino = byPath(must(t, e, `SELECT "$path", * FROM `+table))
		}
		files, rows, sides := 0, 0, make(map[string]bool)
		for _, key := range w.keys(t, prefix) {
			path := filepath.Join(w.folder, filepath.FromSlash(key))
			want := byParquetGo(t, path)
			same(t, "Arrow, "+key, want, byArrow(t, path))
			same(t, "DuckDB, "+key, want, must(t, w.engines["DuckDB"], "SELECT * FROM read_parquet('"+path+"', hive_partitioning = false)"))
			if byTrino != nil {
				// The partition's column is not in the file, and a file without rows is in no row.
				got := byTrino[key]
				if got == nil {
					got = &answer{columns: want.columns}
				}
				same(t, "Trino, "+key, want, got)
			}
			files++
			rows += len(want.rows)
			if len(want.rows) == 0 {
				sides["none"] = true
			}
			if table == "activity" {
				for _, row := range want.rows {
					sides[row[want.column(t, "side")]] = true
				}
			}
		}
		t.Logf("%s: %d rows in %d files", table, rows, files)
		if table == "activity" && (!sides["front"] || !sides["back"] || !sides["none"]) {
			t.Errorf("the lake should have both sides and a file without rows, has %v", sides)
		}
	}
}

// byPath are the rows of each object, without its path and the partition's column.
func byPath(a *answer) map[string]*answer {
	all := make(map[string]*answer)
	last := len(a.columns) - 1
	for _, row := range a.rows {
		_, key, _ := strings.Cut(strings.TrimPrefix(row[0], "s3://"), "/")
		if all[key] == nil {
			all[key] = &answer{columns: a.columns[1:last]}
		}
		all[key].rows = append(all[key].rows, row[1:last])
	}
	return all
}

func byParquetGo(t *testing.T, path string) *answer {
	t.Helper()
	b, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	info, err := b.Stat()
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(b, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	a := new(answer)
	columns := f.Root().Columns()
	for _, c := range columns {
		a.columns = append(a.columns, c.Name())
	}
	r := parquet.NewGenericReader[any](f)
	defer r.Close()
	row := make([]parquet.Row, 1)
	for {
		n, err := r.ReadRows(row)
		if n == 0 && errors.Is(err, io.EOF) {
			return a
		}
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		texts := make([]string, len(columns))
		for i, v := range row[0] {
			texts[i] = textOfParquet(columns[i].Type(), v)
		}
		a.rows = append(a.rows, texts)
	}
}

func textOfParquet(of parquet.Type, v parquet.Value) string {
	switch {
	case v.IsNull():
		return null
	case v.Kind() == parquet.ByteArray:
		return string(v.ByteArray())
	case v.Kind() == parquet.Boolean:
		return textOf(v.Boolean())
	}
	if logical := of.LogicalType(); logical != nil {
		if _, ok := logical.Value.(*format.TimestampType); ok {
			return textOf(time.UnixMilli(v.Int64()))
		}
	}
	return textOf(v.Int64())
}

func byArrow(t *testing.T, path string) *answer {
	t.Helper()
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	a := &answer{rows: make([][]string, table.NumRows())}
	for i := range int(table.NumCols()) {
		column := table.Column(i)
		a.columns = append(a.columns, column.Name())
		n := 0
		for _, chunk := range column.Data().Chunks() {
			for j := range chunk.Len() {
				a.rows[n] = append(a.rows[n], textOfArrow(t, chunk, j))
				n++
			}
		}
	}
	return a
}

func textOfArrow(t *testing.T, chunk arrow.Array, i int) string {
	t.Helper()
	if chunk.IsNull(i) {
		return null
	}
	switch c := chunk.(type) {
	case *array.String:
		return c.Value(i)
	case *array.Boolean:
		return textOf(c.Value(i))
	case *array.Int32:
		return textOf(c.Value(i))
	case *array.Int64:
		return textOf(c.Value(i))
	case *array.Timestamp:
		return textOf(c.Value(i).ToTime(c.DataType().(*arrow.TimestampType).Unit))
	}
	t.Fatalf("a column of %s", chunk.DataType())
	return ""
}

// keys lists the objects of the lake under a prefix.
func (w world) keys(t *testing.T, prefix string) (keys []string) {
	t.Helper()
	for o, err := range w.Store.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}
