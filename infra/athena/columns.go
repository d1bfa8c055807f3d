package athena

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/activity"
)

// columnsOfTable are the columns of the table activity or request_day as CREATE TABLE
// declares them, a line each.
func columnsOfTable(name string) string {
	columns := new(activity.Batch).Columns()
	if name == "request_day" {
		columns = new(activity.Batch).RequestColumns()
	}
	var lines []string
	for _, c := range columns {
		lines = append(lines, fmt.Sprintf("  %-20s %-9s COMMENT '%s'", "`"+c.Name+"`", TypeOf(c.Type), strings.ReplaceAll(c.Doc(), "'", "''")))
	}
	return strings.Join(lines, ",\n")
}

// TypeOf is Athena's word for a type of the tables activity and request_day.
func TypeOf(t activity.Type) string {
	switch t {
	case activity.Text:
		return "string"
	case activity.Int32:
		return "int"
	case activity.Boolean:
		return "boolean"
	case activity.Timestamp:
		return "timestamp"
	}
	return "bigint"
}
