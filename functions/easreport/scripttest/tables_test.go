package scripttest

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// table is a CSV file.
type table struct {
	ts      *testscript.TestScript
	columns []string
	rows    [][]string
}

func readTable(ts *testscript.TestScript, file string) table {
	all, err := csv.NewReader(strings.NewReader(ts.ReadFile(file))).ReadAll()
	ts.Check(err)
	if len(all) == 0 {
		ts.Fatalf("%s has no header", file)
	}
	return table{ts, all[0], all[1:]}
}

func (t table) column(name string) int {
	i := slices.Index(t.columns, name)
	if i < 0 {
		t.ts.Fatalf("there is no column %q", name)
	}
	return i
}

// where keeps the rows in which each of COLUMN=VALUE holds.
func (t table) where(conditions []string) [][]string {
	rows := t.rows
	for _, condition := range conditions {
		name, value, _ := strings.Cut(condition, "=")
		column := t.column(name)
		rows = slices.DeleteFunc(slices.Clone(rows), func(row []string) bool { return row[column] != value })
	}
	return rows
}

// csvRows checks how many rows a CSV file has, or those with certain values.
func csvRows(ts *testscript.TestScript, args []string) {
	need(ts, 2, args, "csvrows FILE WANT [COLUMN=VALUE...]")
	if got, want := len(readTable(ts, args[0]).where(args[2:])), number(ts, args[1]); got != want {
		ts.Fatalf("%d rows, want %d", got, want)
	}
}

// csvSum checks the sum of a column of a CSV file, or of the rows with certain
// values.
func csvSum(ts *testscript.TestScript, args []string) {
	need(ts, 3, args, "csvsum FILE COLUMN WANT [COLUMN=VALUE...]")
	t := readTable(ts, args[0])
	column, sum := t.column(args[1]), 0
	for _, row := range t.where(args[3:]) {
		sum += number(ts, row[column])
	}
	if want := number(ts, args[2]); sum != want {
		ts.Fatalf("the sum of %s is %d, want %d", args[1], sum, want)
	}
}

// csvOrder checks the order of rows by columns: texts upwards, and numbers,
// marked by a minus, downwards.
func csvOrder(ts *testscript.TestScript, args []string) {
	need(ts, 2, args, "csvorder FILE [-]COLUMN...")
	t := readTable(ts, args[0])
	for i := 1; i < len(t.rows); i++ {
		if t.compare(t.rows[i-1], t.rows[i], args[1:]) > 0 {
			ts.Fatalf("rows %d and %d are out of order:\n%v\n%v", i, i+1, t.rows[i-1], t.rows[i])
		}
	}
}

func (t table) compare(a, b, columns []string) int {
	for _, name := range columns {
		name, down := strings.CutPrefix(name, "-")
		i := t.column(name)
		c := strings.Compare(a[i], b[i])
		if down {
			c = number(t.ts, b[i]) - number(t.ts, a[i])
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// readJSON reads a file that must hold one JSON document and nothing else.
func readJSON(ts *testscript.TestScript, file string, into any) {
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(file)))
	ts.Check(decoder.Decode(into))
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		ts.Fatalf("%s has more than one JSON document", file)
	}
}

// jsonValue checks a value in a JSON document. The path has dots between its
// steps: names, indexes, len for the length, and * for the distinct values of all
// elements, joined by commas. What is not there is null.
func jsonValue(ts *testscript.TestScript, args []string) {
	need(ts, 3, args, "json FILE PATH WANT")
	var document any
	readJSON(ts, args[0], &document)
	if got := lookUp(document, strings.Split(args[1], ".")); got != args[2] {
		ts.Fatalf("%s is %s, want %s", args[1], got, args[2])
	}
}

func lookUp(value any, path []string) string {
	if len(path) == 0 {
		if text, ok := value.(string); ok {
			return text
		}
		text, _ := json.Marshal(value)
		return string(text)
	}
	switch v := value.(type) {
	case map[string]any:
		return lookUp(v[path[0]], path[1:])
	case []any:
		if path[0] == "len" {
			return strconv.Itoa(len(v))
		}
		if path[0] == "*" {
			var all []string
			for _, element := range v {
				all = append(all, lookUp(element, path[1:]))
			}
			slices.Sort(all)
			return strings.Join(slices.Compact(all), ",")
		}
		if i, err := strconv.Atoi(path[0]); err == nil && i < len(v) {
			return lookUp(v[i], path[1:])
		}
	}
	return "null"
}

// logCounts compares the counts of each log in a JSON summary with a sheet that
// was made together with the logs.
func logCounts(ts *testscript.TestScript, args []string) {
	need(ts, 2, args, "logcounts JSON CSV")
	var summary struct {
		Ingest struct {
			Logs []struct {
				Path                        string
				Records, Requests, Rejected int64
			}
		}
	}
	readJSON(ts, args[0], &summary)
	sheet, got := readTable(ts, args[1]), make(map[string]string)
	for _, log := range summary.Ingest.Logs {
		name, err := filepath.Rel(filepath.Join(repository, "testdata"), log.Path)
		ts.Check(err)
		got[filepath.ToSlash(name)] = fmt.Sprintf("%d records, %d requests, %d rejected", log.Records, log.Requests, log.Rejected)
	}
	for _, row := range sheet.rows {
		want := fmt.Sprintf("%s records, %s requests, %s rejected",
			row[sheet.column("records")], row[sheet.column("requests")], row[sheet.column("rejected")])
		if name := row[sheet.column("file")]; got[name] != want {
			ts.Fatalf("%s has %s, want %s", name, got[name], want)
		}
	}
	if len(got) != len(sheet.rows) {
		ts.Fatalf("%d logs, want %d", len(got), len(sheet.rows))
	}
}
