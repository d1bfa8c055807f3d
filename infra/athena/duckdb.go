package athena

import (
	"fmt"
	"regexp"
	"strings"
)

// DuckDB makes DuckDB understand the same text: "settings" are functions that Trino
// has under another name; "activity", "devices" and "traffic" are the tables of a
// lake in a folder. "devices" and "traffic" cannot be created before the lake has files of
// them. Views and queries follow as they are.
func DuckDB(lake string) []Statement {
	all := statements("duckdb", "settings", "activity", "devices", "traffic")
	for i := range all {
		all[i].SQL = strings.NewReplacer(
			"{lake}", strings.ReplaceAll(lake, "'", "''"),
			"{columns}", columnsOf(all[i].Name),
		).Replace(all[i].SQL)
	}
	return all
}

// column is a line of a table's text.
var column = regexp.MustCompile("(?m)^  `([a-z0-9_]+)` +([a-z]+)")

// columnsOf are the columns of a table, as DuckDB wants them declared.
func columnsOf(table string) string {
	types := strings.NewReplacer("string", "VARCHAR", "boolean", "BOOLEAN", "bigint", "BIGINT", "int", "INTEGER", "timestamp", "TIMESTAMPTZ")
	var all []string
	for _, t := range Tables() {
		if t.Name == table {
			for _, c := range column.FindAllStringSubmatch(t.SQL, -1) {
				all = append(all, fmt.Sprintf("'%s': {name: '%[1]s', type: '%s', default_value: null}", c[1], types.Replace(c[2])))
			}
		}
	}
	return "map {" + strings.Join(all, ", ") + "}"
}
