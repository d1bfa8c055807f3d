package render

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/story/wording"
)

// grid is a table of text: columns as wide as they must be, and no wider than their
// bounds.
type grid []gridColumn

// gridColumn is a column; its first cell is its head.
type gridColumn struct {
	cells []string
	width int
	right bool
}

// column adds a column of n cells.
func (g *grid) column(head string, right bool, bound, n int, of func(i int) string) {
	c := gridColumn{cells: []string{head}, width: len(head), right: right}
	for i := range n {
		cell := wording.Clip(wording.Visible(of(i)), bound)
		c.width = max(c.width, utf8.RuneCountInString(cell))
		c.cells = append(c.cells, cell)
	}
	*g = append(*g, c)
}

// line writes a line of the table; line 0 has the heads.
func (g grid) line(i int) string {
	cells := make([]string, len(g))
	for k, c := range g {
		width := c.width
		if !c.right {
			width = -width
		}
		cells[k] = fmt.Sprintf("%*s", width, c.cells[i]) // counts letters, not bytes
	}
	return strings.TrimRight(strings.Join(cells, "  "), " ")
}
