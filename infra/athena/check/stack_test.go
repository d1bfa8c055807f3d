package check

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/infra/athena/stack"
)

// TestStack compares the template of views and queries with what it is written of.
func TestStack(t *testing.T) {
	w := makeWorld(t, ourLogs(t)[:1])
	columns := make(map[string][]stack.Column)
	for _, view := range athena.Views() {
		w.rows(t, "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index", func(scan func(...any)) {
			var c stack.Column
			scan(&c.Name, &c.Type)
			if c.Type = trinoTypes[c.Type]; c.Type == "" {
				t.Errorf("column %s of %s has a type that is not known in Trino", c.Name, view.Name)
			}
			columns[view.Name] = append(columns[view.Name], c)
		}, view.Name)
	}
	got, err := stack.Template(columns)
	if err != nil {
		t.Fatal(err)
	}
	const golden = "../template.yaml"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("template.yaml is not of these views and queries, see -update (-want +got):\n%s", diff)
	}
}

// trinoTypes are Trino's words for types of DuckDB, which adds up with more digits.
var trinoTypes = map[string]string{
	"VARCHAR": "varchar", "BOOLEAN": "boolean", "INTEGER": "integer", "BIGINT": "bigint", "HUGEINT": "bigint", "TIMESTAMP": "timestamp(3)",
}
