package check

import (
	"testing"

	"github.com/easreport/easreport/infra/athena"
)

// TestScans holds every query to the days that it names, wherever it reads.
func TestScans(t *testing.T) {
	w := makeWorld(t, ourLogs(t))
	days := map[string]string{"first_day": "2011-12-01", "last_day": "2014-02-03", "known_since": "2011-12-01"}
	for _, q := range athena.Queries() {
		values := Values(q)
		for name := range values {
			if days[name] != "" {
				values[name] = days[name]
			}
		}
		text, err := q.SQL(values)
		if err != nil {
			t.Fatal(err)
		}
		scans, err := Scans(t.Context(), w.db, text)
		if err != nil {
			t.Fatal(err)
		}
		if len(scans) == 0 {
			t.Errorf("%s: reads nothing", q.Name)
		}
		for _, s := range scans {
			if !s.Bounded {
				t.Errorf("%s: reads all days, columns %v", q.Name, s.Columns)
			}
		}
	}
}

func TestColumnBytes(t *testing.T) {
	w := makeWorld(t, ourLogs(t))
	for _, table := range []string{"activity", "devices"} {
		all, err := ColumnBytes(t.Context(), w.db, w.folder, table, "2005-03-01", "2022-07-31")
		if err != nil {
			t.Fatal(err)
		}
		some, err := ColumnBytes(t.Context(), w.db, w.folder, table, "2011-12-24", "2011-12-24")
		if err != nil {
			t.Fatal(err)
		}
		if n := w.number(t, "select count(*) - 1 from duckdb_columns() where table_name = '"+table+"'"); int64(len(all)) != n {
			t.Errorf("%s has %d columns, of which %d are in files", table, n, len(all))
		}
		for name, size := range all {
			if some[name] <= 0 || some[name] >= size {
				t.Errorf("column %s of %s has %d bytes on one day, %d on all", name, table, some[name], size)
			}
		}
	}
}
