package chart

import (
	"html/template"
)

// Bar is a part of a timeline. Failures are some of its Hits.
type Bar struct {
	Hits, Failures int64
	Title          string
}

// timelineHeight is that of a timeline's bars in pixels, above it and below it is
// room for words.
const (
	timelineHeight = 150
	headRoom       = 14
	footRoom       = 20
)

// Timeline draws what all did by the hour, on a grid that grid writes the numbers of.
func Timeline(label string, bars []Bar, ticks []Tick, grid func(n int64) string) template.HTML {
	c := newCanvas("timeline", headRoom+timelineHeight+footRoom, label)
	var most int64
	for _, b := range bars {
		most = max(most, b.Hits)
	}
	step := niceAbove(max(1, (most+2)/3))
	lines := max(1, (most+step-1)/step)
	y := func(n int64) float64 {
		return headRoom + timelineHeight*(1-float64(n)/float64(step*lines))
	}
	slot := 100 / float64(max(len(bars), 1))
	for i, b := range bars {
		x := float64(i) * slot
		c.printf(`<g class="slot">`)
		c.title(b.Title)
		c.printf(`<rect class="reach" x="%s%%" y="0" width="%s%%" height="%d"/>`, number(x), number(slot), headRoom+timelineHeight)
		for _, part := range []struct {
			class string
			n     int64
		}{{"hits", b.Hits}, {"failures", b.Failures}} {
			if part.n > 0 {
				top := min(y(part.n), headRoom+timelineHeight-1)
				c.printf(`<rect class="%s" x="%s%%" y="%s" width="%s%%" height="%s"/>`, part.class,
					number(x+slot*0.1), number(top), number(slot*0.8), number(headRoom+timelineHeight-top))
			}
		}
		c.printf("</g>")
	}
	for i := range lines + 1 {
		n := i * step
		c.printf(`<line class="grid" x1="0" x2="100%%" y1="%s" y2="%[1]s"/>`, number(y(n)))
		if i > 0 {
			c.printf(`<text class="scale" paint-order="stroke" x="0" y="%s">%s</text>`, number(y(n)-4), template.HTMLEscapeString(grid(n)))
		}
	}
	c.ticks(ticks, headRoom+timelineHeight+15)
	return c.picture()
}
