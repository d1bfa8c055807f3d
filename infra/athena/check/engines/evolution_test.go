package engines

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/infra/athena/check"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// moreColumns are those of a program that is newer than this one.
var moreColumns = parquet.Group{
	"a_flavour":    parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary)),
	"side_of_room": parquet.Encoded(parquet.Int(64), &parquet.RLEDictionary),
}

// TestEvolution queries a lake with one file that a newer program wrote: it has more
// columns, in another order. They are passed over, by the report and by every engine.
// A file that lacks a column of the table is damaged: the report leaves it out and says
// so.
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
	before := w.report(t, w.Days[0])
	answers := w.allViews(t)
	rewrite(t, w.file(logs[0]), moreColumns)
	if diff := cmp.Diff(before.Totals, w.report(t, w.Days[0]).Totals); diff != "" {
		t.Errorf("the report without and with columns more (-without +with):\n%s", diff)
	}
	for view, want := range answers {
		for name, e := range w.engines {
			same(t, view+" on "+name, want, must(t, e, "SELECT * FROM "+view).withBinsSorted())
		}
	}

	rewrite(t, w.file(logs[1]), nil, "throttle_ms")
	key := lake.ActivityKey(w.Days[0], lake.NewSourceID("", logs[1]))
	after := w.report(t, w.Days[0])
	if len(after.Coverage.Damaged) != 1 || after.Coverage.Damaged[0].Key != key || !errors.Is(after.Coverage.Damaged[0].Err, lake.ErrDamaged) {
		t.Errorf("damaged are %v, want %s", after.Coverage.Damaged, key)
	}
	without := newWorld(t, slices.Delete(slices.Clone(logs), 1, 2))
	if diff := cmp.Diff(without.report(t, w.Days[0]).Totals, after.Totals); diff != "" {
		t.Errorf("the report without the log and with its damaged file (-without +with):\n%s", diff)
	}
}

// allViews asks DuckDB for every view.
func (w world) allViews(t *testing.T) map[string]*answer {
	t.Helper()
	all := make(map[string]*answer)
	for _, view := range athena.Views() {
		all[view.Name] = must(t, w.engines["DuckDB"], "SELECT * FROM "+view.Name).withBinsSorted()
	}
	return all
}

// file is where the activity of a log of one day lies.
func (w world) file(log string) string {
	return filepath.Join(w.folder, filepath.FromSlash(lake.ActivityKey(w.Days[0], lake.NewSourceID("", log))))
}

// rewrite writes a file anew with columns more and less, all in order of their names. The new
// ones have values only where they must.
func rewrite(t *testing.T, path string, more parquet.Group, less ...string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	columns := make(parquet.Group)
	maps.Copy(columns, more)
	for _, field := range lake.ActivitySchema().Fields() {
		if !slices.Contains(less, field.Name()) {
			columns[field.Name()] = field
		}
	}
	schema := parquet.NewSchema("line", columns)
	var to bytes.Buffer
	w, err := colfile.NewWriter(&to, schema, "a newer program")
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(t, f)
	for i, field := range schema.Fields() {
		values := make([]parquet.Value, len(rows)) // NULL
		if old, ok := f.Schema().Lookup(field.Name()); ok {
			for j, row := range rows {
				values[j] = row[old.ColumnIndex]
			}
		}
		writeColumn(w, i, field, values)
	}
	stamp, _ := f.Lookup("easreport")
	if err := errors.Join(w.EndRows(len(rows)), w.EndGroup(), w.Close("easreport", stamp)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, to.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rowsOf are all rows of a file.
func rowsOf(t *testing.T, f *parquet.File) (rows []parquet.Row) {
	t.Helper()
	in := parquet.NewGenericReader[any](f)
	defer in.Close()
	next := make([]parquet.Row, 1)
	for {
		n, err := in.ReadRows(next)
		if n == 0 && errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		rows = append(rows, next[0].Clone())
	}
}

// writeColumn writes the values of a column. A NULL in a column that allows none becomes 0.
func writeColumn(w *colfile.Writer, i int, field parquet.Field, values []parquet.Value) {
	if field.Type().Kind() == parquet.ByteArray {
		words, numbers := []string{""}, make([]uint32, len(values))
		for j, v := range values {
			if !v.IsNull() {
				numbers[j] = uint32(len(words))
				words = append(words, string(v.ByteArray()))
			}
		}
		w.Texts(i, words, numbers)
		return
	}
	numbers := make([]int64, len(values))
	for j, v := range values {
		switch {
		case v.Kind() == parquet.Boolean && v.Boolean():
			numbers[j] = 1
		case !v.IsNull() && v.Kind() != parquet.Boolean:
			numbers[j] = v.Int64()
		case v.IsNull() && field.Optional():
			numbers[j] = activity.Absent
		}
	}
	w.Numbers(i, numbers, activity.Absent)
}
