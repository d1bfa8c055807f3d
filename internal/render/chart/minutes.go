package chart

import (
	"fmt"
	"html/template"
	"strings"
)

// Point is what was done in a minute, at a place in the row of all minutes.
type Point struct {
	At             int
	Hits, Failures int64
}

const minutesHeight = 110

// Minutes draws the minutes of a device, so many in all: a line for each that has
// hits, and the failures among them.
func Minutes(label string, n int, points []Point, ticks []Tick, grid func(n int64) string) template.HTML {
	c := newCanvas("minutes", headRoom+minutesHeight+footRoom, label)
	most := int64(1)
	for _, p := range points {
		most = max(most, p.Hits, p.Failures)
	}
	c.printf(`<line class="grid" x1="0" x2="100%%" y1="%d" y2="%[1]d"/>`, headRoom)
	c.printf(`<text class="scale" paint-order="stroke" x="0" y="%d">%s</text>`, headRoom-4, template.HTMLEscapeString(grid(most)))
	c.stretch(max(n, 1), headRoom+minutesHeight)
	for _, line := range []struct {
		class string
		of    func(Point) int64
	}{{"hits", func(p Point) int64 { return p.Hits }}, {"failures", func(p Point) int64 { return p.Failures }}} {
		var path strings.Builder
		for _, p := range points {
			if v := line.of(p); v > 0 {
				fmt.Fprintf(&path, "M%d %dv-%s", p.At, headRoom+minutesHeight, number(max(scale(v, most, minutesHeight), 1)))
			}
		}
		if path.Len() > 0 {
			c.printf(`<path class="line %s" vector-effect="non-scaling-stroke" d="%s"/>`, line.class, path.String())
		}
	}
	c.endStretch()
	c.printf(`<line class="axis" x1="0" x2="100%%" y1="%d.5" y2="%[1]d.5"/>`, headRoom+minutesHeight)
	c.ticks(ticks, headRoom+minutesHeight+15)
	return c.picture()
}
