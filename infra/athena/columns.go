package athena

import (
	"fmt"
	"strings"

	"github.com/easreport/easreport/internal/activity"
)

// activityColumns are the columns of the table activity as CREATE TABLE declares
// them, a line each.
func activityColumns() string {
	var lines []string
	for _, c := range new(activity.Batch).Columns() {
		lines = append(lines, fmt.Sprintf("  %-20s %-9s COMMENT '%s'", "`"+c.Name+"`", TypeOf(c.Type), strings.ReplaceAll(c.Doc(), "'", "''")))
	}
	return strings.Join(lines, ",\n")
}

// TypeOf is Athena's word for a type of the table activity.
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
