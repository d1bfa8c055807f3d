package chart

import "html/template"

// far is from how many times the median on a value is far from what is usual.
const far = 2

// Habit draws a value against what is usual: a bar for the value, a mark at the
// median and a band as wide as the days spread (the median of their distances from
// it, to both sides). It has the class far, too, where it is.
func Habit(label string, today, median, spread float64) template.HTML {
	const height = 10
	class := "habit"
	if today > far*median {
		class += " far"
	}
	c := newCanvas(class, height, label)
	whole := 1.04 * max(today, median+spread, 1)
	x := func(v float64) string { return number(100 * max(v, 0) / whole) }
	c.title(label)
	c.printf(`<rect class="track" width="100%%" height="%d"/>`, height)
	c.printf(`<rect class="band" x="%s%%" width="%s%%" height="%d"/>`, x(median-spread), x(median+spread-max(median-spread, 0)), height)
	c.printf(`<rect class="value" y="3" width="%s%%" height="%d"/>`, x(today), height-6)
	c.printf(`<rect class="median" x="%s%%" width="2" height="%d"/>`, x(median), height)
	return c.picture()
}

// Share draws a part (0 to 1) of a whole. What it shows is said beside it.
func Share(part float64) template.HTML {
	c := new(canvas)
	c.printf(`<svg class="share" width="100%%" height="4" aria-hidden="true"><rect width="%s%%" height="4"/>`, number(100*part))
	return c.picture()
}
