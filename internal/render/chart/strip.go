package chart

import (
	"fmt"
	"html"
	"html/template"
)

// Run is a number of equal parts in a row. Its class says what they are.
type Run struct {
	Parts        int
	Class, Title string
}

const (
	stripHeight = 16
	// maxCells is how many parts a strip draws one by one; of more it draws runs.
	maxCells = 48
)

// Strip draws runs beside each other. A part of class missing is crossed out and one
// of class empty is hollow, so that they differ without colours, too.
func Strip(label string, runs []Run) template.HTML {
	c := newCanvas("strip", stripHeight, label)
	all := 0
	for _, r := range runs {
		all += r.Parts
	}
	if all <= maxCells {
		runs = cells(runs)
	}
	at, gap := 0, 10/float64(max(all, 1)) // percent
	for _, r := range runs {
		x, width := 100*float64(at)/float64(max(all, 1)), 100*float64(r.Parts)/float64(max(all, 1))
		c.printf(`<g class="%s">`, html.EscapeString(r.Class))
		c.title(r.Title)
		x, width = x+gap/2, width-gap
		c.printf(`<rect x="%s%%" y="0.5" width="%s%%" height="%d"/>`, number(x), number(width), stripHeight-1)
		if r.Class == "missing" {
			end := fmt.Sprintf(`x2="%s%%"`, number(x+width))
			c.printf(`<line x1="%s%%" y1="0.5" %s y2="%d.5"/><line x1="%[1]s%%" y1="%[3]d.5" %[2]s y2="0.5"/>`, number(x), end, stripHeight-1)
		}
		c.printf("</g>")
		at += r.Parts
	}
	return c.picture()
}

// cells are runs of one part each.
func cells(runs []Run) (single []Run) {
	for _, r := range runs {
		for range r.Parts {
			single = append(single, Run{1, r.Class, r.Title})
		}
	}
	return single
}
