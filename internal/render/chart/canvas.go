package chart

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// canvas is an SVG that is being drawn.
type canvas struct{ b strings.Builder }

// newCanvas begins a picture that is as wide as its place and so many pixels high.
func newCanvas(class string, height int, label string) *canvas {
	c := new(canvas)
	c.printf(`<svg class="chart %s" width="100%%" height="%d" role="img" aria-label="%s">`, class, height, html.EscapeString(label))
	return c
}

// printf writes SVG. What is not a number of our own must be escaped by the caller.
func (c *canvas) printf(format string, values ...any) { fmt.Fprintf(&c.b, format, values...) }

// title is what is told of the part that it is in.
func (c *canvas) title(text string) { c.printf("<title>%s</title>", html.EscapeString(text)) }

// stretch begins a part with a scale of its own, from 0 to width and height.
func (c *canvas) stretch(width, height int) {
	c.printf(`<svg width="100%%" height="%d" viewBox="0 0 %d %d" preserveAspectRatio="none">`, height, width, height)
}

// endStretch ends that part.
func (c *canvas) endStretch() { c.b.WriteString("</svg>") }

// ticks writes what is under an axis. Of every two the second may be left out where
// there is little room.
func (c *canvas) ticks(ticks []Tick, y int) {
	for i, t := range ticks {
		class, anchor := "tick", "middle"
		if i%2 == 1 {
			class += " odd"
		}
		switch {
		case t.At < 0.02:
			anchor = "start"
		case t.At > 0.98:
			anchor = "end"
		}
		c.printf(`<text class="%s" x="%s%%" y="%d" text-anchor="%s">%s</text>`, class, number(100*t.At), y, anchor, html.EscapeString(t.Text))
	}
}

// picture is what was drawn.
func (c *canvas) picture() template.HTML {
	c.b.WriteString("</svg>")
	return template.HTML(c.b.String()) //nolint:gosec // all texts in it are escaped
}

// Tick is a mark on the axis of time, at a part (0 to 1) of its length.
type Tick struct {
	At   float64
	Text string
}

// number writes a coordinate with two decimals at the most.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

// niceAbove is a round number that is not below n, of 1, 2 or 5 and zeros.
func niceAbove(n int64) int64 {
	for step := int64(1); step < math.MaxInt64/10; step *= 10 {
		for _, digit := range []int64{1, 2, 5} {
			if digit*step >= n {
				return digit * step
			}
		}
	}
	return n
}
