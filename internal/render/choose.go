package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
)

// ParseColumns reads a list of column names with commas between, in any case,
// as the script's parameter HTMLCSVHeaders. An empty list gives no columns. The
// error names every name that is no column's, and the columns there are.
func ParseColumns(list string) ([]Column, error) {
	var chosen []Column
	var unknown []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		if c, ok := findColumn(name); ok {
			chosen = append(chosen, c)
		} else {
			unknown = append(unknown, fmt.Sprintf("%.64q", name))
		}
	}
	if unknown != nil {
		return nil, fmt.Errorf("choosing columns: there is no %s; there are %s",
			strings.Join(unknown, ", "), strings.Join(columnNames(allColumns()), ", "))
	}
	return chosen, nil
}

// DefaultColumns are the columns of the page where none are chosen: the
// script's, and with them what tells a device in trouble.
func DefaultColumns(q *report.Query) []Column {
	names := []string{
		"Date", "User", "DeviceId", "Hits", "Failures", "FailureStatuses", "PeakRequestsPerMinute",
		"Ping", "Sync", "FolderSync", "DeviceType", "User-Agent", "LastSeen",
	}
	var chosen []Column
	for _, name := range names {
		if c, ok := findColumn(name); ok && (name != "Date" || q.BucketSeconds > 0) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

func findColumn(name string) (Column, bool) {
	columns := allColumns()
	i := slices.IndexFunc(columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
	if i < 0 {
		return Column{}, false
	}
	return columns[i], true
}

func columnNames(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}
