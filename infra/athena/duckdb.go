package athena

import (
	"fmt"
	"regexp"
	"strings"
)

// DuckDB makes DuckDB understand the same text: "settings" are functions that Trino
// has under another name; "activity", "request_day", "devices" and "traffic" are the tables
// of a lake in a folder. All but "activity" cannot be created before the lake has files of
// them. Views and queries follow as they are.
func DuckDB(lake string) []Statement {
	all := statements("duckdb", "settings", "activity", "request_day", "devices", "traffic")
	for i := range all {
		all[i].SQL = strings.NewReplacer(
			"{lake}", strings.ReplaceAll(lake, "'", "''"),
			"{columns}", columnsOf(all[i].Name),
		).Replace(all[i].SQL)
	}
	return all
}

// DuckDBEmpty is a table of a lake that has no files of it yet.
func DuckDBEmpty(table string) Statement {
	var all []string
	for _, c := range columnTypes(table) {
		all = append(all, fmt.Sprintf("cast(null as %s) as %s", strings.Replace(c[1], "TIMESTAMPTZ", "TIMESTAMP", 1), c[0]))
	}
	return Statement{table, fmt.Sprintf("create or replace view %s as\nselect %s, '' as dt where false", table, strings.Join(all, ", "))}
}

// column is a line of a table's text.
var column = regexp.MustCompile("(?m)^  `([a-z0-9_]+)` +([a-z]+)")

// columnsOf are the columns of a table, as DuckDB wants them declared.
func columnsOf(table string) string {
	var all []string
	for _, c := range columnTypes(table) {
		all = append(all, fmt.Sprintf("'%s': {name: '%[1]s', type: '%s', default_value: null}", c[0], c[1]))
	}
	return "map {" + strings.Join(all, ", ") + "}"
}

// columnTypes are the columns of a table with their types in DuckDB.
func columnTypes(table string) (all [][2]string) {
	types := strings.NewReplacer("string", "VARCHAR", "boolean", "BOOLEAN", "bigint", "BIGINT", "int", "INTEGER", "timestamp", "TIMESTAMPTZ")
	for _, t := range Tables() {
		if t.Name == table {
			for _, c := range column.FindAllStringSubmatch(t.SQL, -1) {
				all = append(all, [2]string{c[1], types.Replace(c[2])})
			}
		}
	}
	return all
}
