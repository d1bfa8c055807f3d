package engines

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/infra/athena/check"
	"github.com/easreport/easreport/internal/lake"
)

// laterColumns stand for those that a program did not know yet when it wrote a file.
// What is known of one thing comes together.
var laterColumns = []string{
	"access_state", "client_address", "error", "eas_status", "full_syncs", "recovery_syncs", "invalid_syncs",
	"time_taken_ms", "time_taken_max_ms", "timed_hits", "time_histogram", "waiting_hits",
}

// TestEvolution asks a lake whose files are of an older program, of this one and of a
// newer one, in each of which the columns have another order.
func TestEvolution(t *testing.T) {
	var logs []string
	for _, server := range []string{"cas2010a", "cas2010b", "cas2007"} { // all of one day
		more, err := check.Logs("../../../../testdata/logs/" + server)
		if err != nil {
			t.Fatal(err)
		}
		logs = append(logs, more...)
	}
	w := newWorld(t, logs)
	before := w.report(t, w.Days[0]).Totals
	rewrite(t, w.file(logs[0]), laterColumns, nil)
	rewrite(t, w.file(logs[1]), nil, parquet.Group{
		"flavour": parquet.Optional(parquet.String()), "a_ratio": parquet.Leaf(parquet.DoubleType), "side_of_room": parquet.String(),
	})
	if after := w.report(t, w.Days[0]).Totals; after.Hits != before.Hits || after.Devices != before.Devices {
		t.Errorf("the report has %d hits of %d devices, with all columns %d of %d", after.Hits, after.Devices, before.Hits, before.Devices)
	}
	w.testDeviceDay(t)
	var counts strings.Builder
	for _, column := range laterColumns {
		counts.WriteString(", count(" + column + ")")
	}
	for name, e := range w.engines {
		row := must(t, e, "SELECT count(*)"+counts.String()+" FROM activity").rows[0]
		for i, column := range laterColumns {
			if row[1+i] == row[0] {
				t.Errorf("%s: all rows have %s", name, column)
			}
		}
	}
	for _, q := range athena.Queries() {
		text, err := q.SQL(check.Values(q))
		if err != nil {
			t.Fatal(err)
		}
		must(t, w.engines["DuckDB"], text)
	}
	if server == nil {
		return
	}
	for _, view := range athena.Views() { // all queries ask these
		all := "SELECT * FROM " + view.Name
		same(t, view.Name, must(t, w.engines["DuckDB"], all).withBinsSorted(), must(t, w.engines["Trino"], all).withBinsSorted())
	}
}

// file is where the activity of a log of one day lies.
func (w world) file(log string) string {
	return filepath.Join(w.folder, filepath.FromSlash(lake.ActivityKey(w.Days[0], lake.NewSourceID("", log))))
}

// rewrite writes a file anew with columns less and more. The new ones have values only
// where they must.
func rewrite(t *testing.T, path string, less []string, more parquet.Group) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	columns := maps.Clone(more)
	if columns == nil {
		columns = make(parquet.Group)
	}
	for _, field := range f.Schema().Fields() {
		if !slices.Contains(less, field.Name()) {
			columns[field.Name()] = field
		}
	}
	schema := parquet.NewSchema("activity", columns)
	options := []parquet.WriterOption{schema, parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(1)}
	for _, entry := range f.Metadata().KeyValueMetadata {
		options = append(options, parquet.KeyValueMetadata(entry.Key, entry.Value))
	}
	var to bytes.Buffer
	out := parquet.NewGenericWriter[any](&to, options...)
	in := parquet.NewGenericReader[any](f)
	defer in.Close()
	row := make([]parquet.Row, 1)
	for {
		n, err := in.ReadRows(row)
		if n == 0 && errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if _, err := out.WriteRows([]parquet.Row{moved(row[0], f.Schema(), schema)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, to.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// moved is a row of one flat schema as one of another.
func moved(row parquet.Row, from, to *parquet.Schema) parquet.Row {
	var out parquet.Row
	for _, path := range to.Columns() {
		place, _ := to.Lookup(path...)
		v := parquet.NullValue()
		if old, ok := from.Lookup(path...); ok {
			v = row[old.ColumnIndex]
			v = v.Level(0, v.DefinitionLevel(), place.ColumnIndex)
		} else if place.Node.Required() {
			v = parquet.ZeroValue(place.Node.Type().Kind()).Level(0, 0, place.ColumnIndex)
		} else {
			v = v.Level(0, 0, place.ColumnIndex)
		}
		out = append(out, v)
	}
	return out
}
