package page

import (
	"math"
	"slices"
	"strconv"

	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
)

// column is a column of the page's tables: one of the CSV file, or one of its own.
type column struct {
	render.Column
	// Form is how a cell is shown, if not by its Kind.
	Form form
	// Shown tells that it is seen before anybody chooses.
	Shown bool
	// text is the cell as it is stored and sorted by, empty for nothing.
	text func(*report.Row) string
}

// form is how a cell is shown.
type form string

const (
	plain    form = ""
	bar      form = "bar"      // a number, drawn as a part of the largest
	statuses form = "statuses" // "507:3 113:2", shortened
	flags    form = "findings" // what was found about the device
)

// offeredRows is up to how many rows a page has the columns that nobody asked for:
// they can be chosen. Beyond it would grow too large.
const offeredRows = 20_000

// columns are those of the tables, those shown first before those that can be chosen.
// Columns that were asked for are all there is, but for the findings: what else the
// rows have may be nobody's business.
func columns(q *report.Query, asked []render.Column, usual *comparison, rows int) []column {
	chosen := asked
	if len(chosen) == 0 {
		chosen = render.DefaultColumns(q)
	}
	var all []column
	for _, c := range chosen {
		all = append(all, newColumn(q, c, true))
	}
	hits := slices.IndexFunc(all, func(c column) bool { return c.Name == "Hits" })
	if len(asked) == 0 {
		all = slices.Insert(all, hits+1, usual.columns()...)
	}
	if usual.flagged() {
		all = slices.Insert(all, titleColumn(all)+1, flagColumn())
	}
	if len(asked) == 0 && rows <= offeredRows {
		for _, c := range render.Columns(q) {
			if !slices.ContainsFunc(chosen, func(o render.Column) bool { return o.Name == c.Name }) {
				all = append(all, newColumn(q, c, false))
			}
		}
	}
	return all
}

func newColumn(q *report.Query, c render.Column, shown bool) column {
	made := column{Column: c, Shown: shown}
	made.text = func(r *report.Row) string { return c.Text(q, r) }
	switch c.Name {
	case "Hits":
		made.Form = bar
	case "FailureStatuses":
		made.Form = statuses
	}
	return made
}

func flagColumn() column {
	return column{
		Column: render.Column{Name: "Findings", Heading: "Findings", Meaning: "What the rules found about the device, the most severe first", Kind: render.Textual},
		Form:   flags, Shown: true, text: func(*report.Row) string { return "" },
	}
}

// columns are those that tell a row from what is usual for its device.
func (c *comparison) columns() []column {
	if !c.usual {
		return nil
	}
	return []column{
		{
			Column: render.Column{Name: "Usual", Heading: "Usual", Meaning: "Requests on a usual day of the device: the median of the days before on which it was seen", Kind: render.Number},
			Shown:  true,
			text: func(r *report.Row) string {
				if h := c.story.Habit(r); h.Known {
					return strconv.FormatInt(int64(math.Round(h.Median)), 10)
				}
				return ""
			},
		},
		{
			Column: render.Column{Name: "TimesUsual", Heading: "×\u00a0usual", Meaning: "How many times the usual requests that is", Kind: render.Number},
			Shown:  true,
			text: func(r *report.Row) string {
				if h := c.story.Habit(r); h.Known && h.Median > 0 {
					return strconv.FormatFloat(h.Today/h.Median, 'f', 1, 64)
				}
				return ""
			},
		},
	}
}
