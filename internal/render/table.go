package render

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/report"
)

// table is a table of rows of the report.
type table struct {
	Caption string
	Heads   []head
	Rows    [][]cell
}

type head struct {
	Heading, Name, Meaning string
	Kind                   Kind
	// Sort is "ascending" or "descending" if the rows are in the column's order.
	Sort string
}

type cell struct {
	Kind Kind
	// Text is what is seen, Value what it is sorted by, Hint the tooltip.
	Text, Value, Hint string
	// Title marks the cell that names the row.
	Title bool
	// Missing marks a cell whose Text stands in for nothing.
	Missing bool
	// Bar tells that Share, in percent, is to be drawn.
	Bar   bool
	Share float64
}

// hintLength is from how many letters on a text may not be seen whole.
const hintLength = 28

func newTable(q *report.Query, rows shownRows, o PageOptions) table {
	t := table{Heads: heads(q, o.Columns)}
	most := max(rows.most, 1)
	title := titleColumn(o.Columns)
	for _, r := range rows.first {
		cells := make([]cell, len(o.Columns))
		for i, c := range o.Columns {
			cells[i] = newCell(q, r, c)
			cells[i].Title = i == title
			if c.Name == "Hits" {
				cells[i].Bar, cells[i].Share = true, 100*float64(r.Hits)/float64(most)
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func heads(q *report.Query, columns []Column) []head {
	list := make([]head, len(columns))
	for i, c := range columns {
		list[i] = head{Heading: c.Heading, Name: c.Name, Meaning: c.Meaning, Kind: c.Kind}
		switch {
		case c.Name == "Date" && q.BucketSeconds > 0:
			list[i].Sort = "ascending"
		case c.Name == "Hits" && q.BucketSeconds == 0:
			list[i].Sort = "descending"
		}
	}
	return list
}

// titleColumn is the column whose cells name their rows best.
func titleColumn(columns []Column) int {
	for _, name := range []string{"User", "DeviceId"} {
		for i, c := range columns {
			if c.Name == name {
				return i
			}
		}
	}
	return 0
}

func newCell(q *report.Query, r *report.Row, c Column) cell {
	value := visible(c.cell(q, r))
	shown := cell{Kind: c.Kind, Text: value, Value: value}
	switch {
	case value == "":
		shown.Text, shown.Missing = c.missing, c.missing != ""
	case c.page != nil:
		shown.Text, shown.Hint = c.page(r), c.hint(r)
	case c.Kind == Number:
		shown.Text = grouped(value, thinSpace)
	case utf8.RuneCountInString(value) > hintLength:
		shown.Hint = value
	}
	return shown
}

// pageStatuses is how many statuses of failures a cell shows.
const pageStatuses = 2

// pageFailures writes the most frequent statuses of failures.
func pageFailures(r *report.Row) string {
	var list []string
	for i, c := range r.FailureStatuses.Ranked() {
		if i == pageStatuses {
			return strings.Join(list, ", ") + " …"
		}
		list = append(list, fmt.Sprintf("%d × %s", c.Key, groupedInt(c.N, thinSpace)))
	}
	return strings.Join(list, ", ")
}

// failureNames explains all statuses of failures, a line each.
func failureNames(r *report.Row) string {
	var list []string
	for _, c := range r.FailureStatuses.Ranked() {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%d %s", c.Key, statusMeaning(c.Key)))+": "+
			plural(c.N, "request", "requests", thinSpace))
	}
	return strings.Join(list, "\n")
}
