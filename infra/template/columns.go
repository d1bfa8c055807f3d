package template

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// Column is one of a table, with its type in Athena's words.
type Column struct{ Name, Type string }

// ActivityColumns are those that the lake writes into an activity file.
func ActivityColumns() ([]Column, error) {
	var file bytes.Buffer
	if err := lake.NewEncoder(&file).Close(lake.Stamp{}); err != nil {
		return nil, fmt.Errorf("writing an activity file: %w", err)
	}
	return columnsIn(file.Bytes())
}

// RequestColumns are those that the lake writes into a file of request_day.
func RequestColumns() ([]Column, error) {
	empty, err := lake.EncodeEmpty(lake.Reconciled{})
	if err != nil {
		return nil, fmt.Errorf("writing a file of request_day: %w", err)
	}
	file, err := io.ReadAll(empty)
	if err != nil {
		return nil, fmt.Errorf("writing a file of request_day: %w", err)
	}
	return columnsIn(file)
}

func columnsIn(file []byte) ([]Column, error) {
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fmt.Errorf("opening what the lake writes: %w", err)
	}
	return columnsOf(f.Schema())
}

// DeclareActivity makes the template's tables activity and request_day have the columns of
// the tables in package activity, with their comments.
func DeclareActivity(template string) string {
	place := func(resource string) (start, end int) {
		start = strings.Index(template, "\n  "+resource+":\n")
		at := declared.FindStringIndex(template[start:])
		return start + at[0], start + at[1]
	}
	b := new(activity.Batch)
	for resource, columns := range map[string][]activity.Column{"ActivityTable": b.Columns(), "RequestDayTable": b.RequestColumns()} {
		var lines strings.Builder
		for _, c := range columns {
			comment := strings.ReplaceAll(c.Doc(), "'", "''")
			fmt.Fprintf(&lines, "            - {Name: %s, Type: %s, Comment: '%s'}\n", c.Name, athena.TypeOf(c.Type), comment)
		}
		start, end := place(resource)
		template = template[:start] + lines.String() + template[end:]
	}
	return template
}

// declared are the lines of columns that begin with the first of both tables.
var declared = regexp.MustCompile(`(?m)^ +- \{Name: bucket, .*\n(?: +- \{Name: .*\n)*`)

// DevicesColumns are those that a report writes into a devices file.
func DevicesColumns() ([]Column, error) { return columnsOf(lake.DevicesSchema()) }

// TrafficColumns are those that a report writes into a traffic file.
func TrafficColumns() ([]Column, error) { return columnsOf(lake.TrafficSchema()) }

func columnsOf(s *parquet.Schema) ([]Column, error) {
	var all []Column
	for _, field := range s.Fields() {
		t := athenaType(field.Type())
		if t == "" {
			return nil, fmt.Errorf("column %s is of type %s, which Athena does not know", field.Name(), field.Type())
		}
		all = append(all, Column{field.Name(), t})
	}
	return all, nil
}

// athenaType is Athena's word for a type of Parquet; empty for one without.
func athenaType(t parquet.Type) string {
	switch name := t.String(); {
	case name == "STRING":
		return "string"
	case strings.HasPrefix(name, "TIMESTAMP(isAdjustedToUTC=true,unit=MILLIS"):
		return "timestamp"
	case name == "BOOLEAN":
		return "boolean"
	case name == "INT32" || name == "INT(32,true)":
		return "int"
	case name == "INT64" || name == "INT(64,true)":
		return "bigint"
	}
	return ""
}
