package page

import (
	"fmt"
	"html/template"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

type cell struct {
	Kind render.Kind
	Form form
	// Text is what is seen, Hint the tooltip.
	Text, Hint string
	// Title marks the cell that names the row. Sheet is the number of its device's sheet, -1
	// for none.
	Title bool
	Sheet int
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

// hintLength is from how many letters on a text may not be seen whole.
const hintLength = 28

func newCell(r *report.Row, c *column, d *comparison) cell {
	shown := cell{Kind: c.Kind, Form: c.Form, Sheet: -1}
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
		shown.Text = wording.Grouped(value)
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
	f := &mention{Severity: string(found[0].Tone), Text: found[0].Title, Sheet: c.sheet(r)}
	if more := len(found) - 1; more > 0 {
		f.Text = fmt.Sprintf("%s +%d", f.Text, more)
	}
	return f
}
