package page

import (
	"fmt"
	"html/template"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/render/chart"
	"github.com/easreport/easreport/internal/render/wording"
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

type cell struct {
	Kind render.Kind
	Form form
	// Text is what is seen, Hint the tooltip.
	Text, Hint string
	// Title marks the cell that names the row.
	Title bool
	// Missing marks a cell whose Text stands in for nothing.
	Missing bool
	Share   template.HTML
	Flags   *mention
}

// mention is what a row says of the findings about its device.
type mention struct {
	Severity, Text string
	// Sheet is the number of the device's sheet, -1 if it has none.
	Sheet int
}

// pageSize is how many rows are seen at a time.
const pageSize = 100

// hintLength is from how many letters on a text may not be seen whole.
const hintLength = 28

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
			line.Cells[i].Title = i == title
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

func newCell(r *report.Row, c *column, d *comparison) cell {
	shown := cell{Kind: c.Kind, Form: c.Form}
	if c.Form == flags {
		shown.Flags = d.flag(r)
		return shown
	}
	value := cellText(c, r)
	shown.Text = value
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

// cellText is what a cell holds. Texts of logs are bounded.
func cellText(c *column, r *report.Row) string {
	if text := c.text(r); c.Kind != render.Textual {
		return text
	} else {
		return bounded(text, maxCell)
	}
}

// maxCell is how many letters a cell of a log's text has; the CSV file has all.
const maxCell = 256

// flag is nil for a device without findings.
func (c *comparison) flag(r *report.Row) *mention {
	place, found := c.of(r)
	if place < 0 {
		return nil
	}
	f := &mention{Severity: found[0].Severity.String(), Text: found[0].Rule.Title, Sheet: place}
	if more := len(found) - 1; more > 0 {
		f.Text = fmt.Sprintf("%s +%d", f.Text, more)
	}
	if place >= maxDevices {
		f.Sheet = -1
	}
	return f
}
