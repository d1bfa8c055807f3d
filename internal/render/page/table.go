package page

import (
	"unicode/utf8"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/wording"
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
	Kind                   render.Kind
	// Sort is "ascending" or "descending" if the rows are in the column's order.
	Sort string
}

type cell struct {
	Kind render.Kind
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

func newTable(q *report.Query, rows render.Shown, o Options) table {
	t := table{Heads: heads(q, o.Columns)}
	most := max(rows.Most, 1)
	title := titleColumn(o.Columns)
	for _, r := range rows.First {
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

func heads(q *report.Query, columns []render.Column) []head {
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
func titleColumn(columns []render.Column) int {
	for _, name := range []string{"User", "DeviceId"} {
		for i, c := range columns {
			if c.Name == name {
				return i
			}
		}
	}
	return 0
}

func newCell(q *report.Query, r *report.Row, c render.Column) cell {
	value := wording.Visible(c.Text(q, r))
	shown := cell{Kind: c.Kind, Text: value, Value: value}
	switch {
	case value == "":
		shown.Text, shown.Missing = c.Missing, c.Missing != ""
	case c.Short != nil:
		shown.Text, shown.Hint = c.Short(r), c.Hint(r)
	case c.Kind == render.Number:
		shown.Text = wording.Grouped(value, wording.ThinSpace)
	case utf8.RuneCountInString(value) > hintLength:
		shown.Hint = value
	}
	return shown
}
