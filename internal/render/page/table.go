package page

import (
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/report"
)

// table is a table of rows of the report, as it is read without a script.
type table struct {
	ID, Caption string
	Heads       []head
	Rows        []row
}

type head struct {
	Heading, Name, Meaning string
	Kind                   render.Kind
	// Sort is "ascending" or "descending" if the rows are in the column's order.
	Sort string
}

type row struct{ Cells []cell }

// pageSize is how many rows are seen at a time.
const pageSize = 100

func newTable(q *report.Query, rows render.Shown, all []column, c *comparison) table {
	var t table
	var shown []column
	for _, column := range all {
		if column.Shown {
			shown = append(shown, column)
			t.Heads = append(t.Heads, newHead(q, &column))
		}
	}
	title := titleColumn(shown)
	for _, r := range rows.First {
		line := row{make([]cell, len(shown))}
		for i := range shown {
			line.Cells[i] = newCell(r, &shown[i], c)
			if line.Cells[i].Title = i == title; i == title {
				line.Cells[i].Sheet = c.sheet(r)
			}
			if shown[i].Form == bar {
				line.Cells[i].Share = chart.Share(float64(r.Hits) / float64(max(rows.Most, 1)))
			}
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

func newHead(q *report.Query, c *column) head {
	h := head{Heading: c.Heading, Name: c.Name, Meaning: c.Meaning, Kind: c.Kind}
	switch {
	case c.Name == "Date" && q.BucketSeconds > 0:
		h.Sort = "ascending"
	case c.Name == "Hits" && q.BucketSeconds == 0:
		h.Sort = "descending"
	}
	return h
}

// titleColumn is the column whose cells name their rows best.
func titleColumn(columns []column) int {
	for _, name := range []string{"User", "DeviceId"} {
		for i, c := range columns {
			if c.Name == name {
				return i
			}
		}
	}
	return 0
}
