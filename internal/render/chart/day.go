package chart

import (
	"fmt"
	"html/template"
	"strings"
)

// MaxSeries is how many kinds of hits a Day tells apart.
const MaxSeries = 5

// Slot is a part of a day: hits by kind, and failures, which are some of them.
type Slot struct {
	Hits     [MaxSeries]int64
	Failures int64
	Title    string
}

// Sizes of a Day in pixels.
const (
	dayHeight = 88 // hits and failures together
	slotWidth = 10
)

// Day draws what one device did: hits stacked by kind above the line, failures below
// it, both on one scale.
func Day(label string, slots []Slot, ticks []Tick) template.HTML {
	c := newCanvas("day", dayHeight+1+footRoom-2, label)
	var most, mostFailures int64
	for i := range slots {
		most, mostFailures = max(most, slots[i].total()), max(mostFailures, slots[i].Failures)
	}
	line := int(dayHeight * max(most, 1) / max(most+mostFailures, 1))
	above := float64(line)
	c.stretch(max(len(slots), 1)*slotWidth, dayHeight+1)
	for series := range MaxSeries {
		var path strings.Builder
		for i := range slots {
			var below int64
			for _, n := range slots[i].Hits[:series] {
				below += n
			}
			if n := slots[i].Hits[series]; n > 0 {
				from, to := scale(below, most, above), scale(below+n, most, above)
				if below == 0 {
					to = max(to, 1) // what there is can be seen
				}
				block(&path, i, above-from, above-to)
			}
		}
		if path.Len() > 0 {
			c.printf(`<path class="series-%d" d="%s"/>`, series+1, path.String())
		}
	}
	var path strings.Builder
	for i := range slots {
		if n := slots[i].Failures; n > 0 {
			block(&path, i, above+1, above+1+max(scale(n, most, above), 2)) // what there is can be seen
		}
	}
	if path.Len() > 0 {
		c.printf(`<path class="failures" vector-effect="non-scaling-stroke" d="%s"/>`, path.String())
	}
	for i := range slots {
		if slots[i].total() > 0 || slots[i].Failures > 0 {
			c.printf(`<rect class="reach" x="%d" width="%d" height="%d">`, i*slotWidth, slotWidth, dayHeight+1)
			c.title(slots[i].Title)
			c.printf("</rect>")
		}
	}
	c.endStretch()
	c.printf(`<line class="axis" x1="0" x2="100%%" y1="%d.5" y2="%[1]d.5"/>`, line)
	c.ticks(ticks, dayHeight+14)
	return c.picture()
}

// block appends a bar of slot i between two heights.
func block(path *strings.Builder, i int, from, to float64) {
	fmt.Fprintf(path, "M%d %sh%dV%sh-%[3]dz", i*slotWidth+1, number(from), slotWidth-2, number(to))
}

func scale(n, most int64, height float64) float64 { return height * float64(n) / float64(max(most, 1)) }

func (s *Slot) total() (n int64) {
	for _, hits := range s.Hits {
		n += hits
	}
	return n
}
