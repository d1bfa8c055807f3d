package chart

import (
	"fmt"
	"html/template"
	"strings"
)

const sparkHeight = 30

// Spark draws hours side by side, small, against the most that any of several pictures has:
// requests, and failures among them.
func Spark(label string, bars []Bar, most int64) template.HTML {
	c := newCanvas("spark", sparkHeight, label)
	c.title(label)
	c.stretch(max(len(bars), 1), sparkHeight)
	for _, line := range []struct {
		class string
		of    func(Bar) int64
	}{{"hits", func(b Bar) int64 { return b.Hits }}, {"spark-failures", func(b Bar) int64 { return b.Failures }}} {
		var path strings.Builder
		for i := range bars {
			if v := line.of(bars[i]); v > 0 {
				high := number(max(scale(v, most, sparkHeight), 1))
				fmt.Fprintf(&path, "M%d.1 %dv-%sh.8v%s", i, sparkHeight, high, high)
			}
		}
		if path.Len() > 0 {
			c.printf(`<path class="%s" d="%s"/>`, line.class, path.String())
		}
	}
	c.endStretch()
	c.printf(`<line class="axis" x1="0" x2="100%%" y1="%d" y2="%[1]d"/>`, sparkHeight)
	return c.picture()
}
