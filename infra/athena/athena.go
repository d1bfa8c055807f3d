// Package athena has the SQL that asks the lake: its tables, the views on them that
// hide what one would have to know, and saved queries of one question each. The text
// is that of Athena's engine version 3, which is Trino's.
//
// It is for whoever creates, shows or runs these texts. It must not know an engine, an
// AWS service or a command line.
package athena

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed tables/*.sql views/*.sql queries/*.sql duckdb/*.sql
var files embed.FS

// Statement is one that creates something, by its name.
type Statement struct{ Name, SQL string }

// Comment is what the comment that begins a statement says, on one line.
func (s Statement) Comment() string {
	comment, _ := cutComment(s.SQL)
	return comment
}

// Query is what a view stands for.
func (s Statement) Query() string {
	_, statement := cutComment(s.SQL)
	_, query, _ := strings.Cut(statement, " AS\n")
	return query
}

// cutComment cuts the lines of comment off that a text begins with.
func cutComment(text string) (comment, rest string) {
	for {
		line, after, _ := strings.Cut(text, "\n")
		words, isComment := strings.CutPrefix(line, "--")
		if !isComment {
			return comment, text
		}
		comment, text = strings.TrimSpace(comment+" "+strings.TrimSpace(words)), after
	}
}

// LakeBucket stands in tables for the bucket of the lake.
const LakeBucket = "LAKE-BUCKET"

// Tables create the tables in Athena: external ones of LakeBucket.
func Tables() []Statement {
	all := statements("tables", "activity", "request_day", "devices", "traffic")
	for i := range all {
		all[i].SQL = strings.ReplaceAll(all[i].SQL, "{columns}", columnsOfTable(all[i].Name))
	}
	return all
}

// Views create the views, in this order: some are made of those before them.
func Views() []Statement {
	return statements("views", "reconciled_days", "requests", "failures", "slow_requests", "device_hour", "device_day")
}

// Queries are the saved queries by name.
func Queries() []Query {
	names, err := fs.Glob(files, "queries/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	all := make([]Query, len(names))
	for i, name := range names {
		all[i] = newQuery(strings.TrimSuffix(path.Base(name), ".sql"), text(name))
	}
	return all
}

func statements(folder string, names ...string) []Statement {
	all := make([]Statement, len(names))
	for i, name := range names {
		all[i] = Statement{name, text(folder + "/" + name + ".sql")}
	}
	return all
}

func text(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Errorf("reading what is embedded: %w", err)) // names are constants, or were listed
	}
	return string(b)
}
