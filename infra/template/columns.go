package template

import (
	"bytes"
	"fmt"
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
	f, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		return nil, fmt.Errorf("opening an activity file: %w", err)
	}
	return columnsOf(f.Schema())
}

// DeclareActivity makes the template's tables of activity have the columns of the
// table in package activity, with their comments.
func DeclareActivity(template string) string {
	var columns strings.Builder
	for _, c := range new(activity.Batch).Columns() {
		comment := strings.ReplaceAll(c.Doc(), "'", "''")
		fmt.Fprintf(&columns, "            - {Name: %s, Type: %s, Comment: '%s'}\n", c.Name, athena.TypeOf(c.Type), comment)
	}
	return declaredActivity.ReplaceAllLiteralString(template, columns.String())
}

// declaredActivity are the lines of columns that begin with the first of activity.
var declaredActivity = regexp.MustCompile(`(?m)^ +- \{Name: bucket, .*\n(?: +- \{Name: .*\n)*`)

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
