package chart

import (
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"strconv"
	"strings"
	"testing"
)

const hostile = `"><script>alert(1)</script>&`

// elements reads a chart as XML and gives its elements by name.
func elements(t *testing.T, picture template.HTML) map[string][]xml.StartElement {
	t.Helper()
	found := make(map[string][]xml.StartElement)
	d := xml.NewDecoder(strings.NewReader(string(picture)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
		if e, ok := token.(xml.StartElement); ok {
			found[e.Name.Local] = append(found[e.Name.Local], e.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// classes counts elements of a name by class.
func classes(all []xml.StartElement) map[string]int {
	n := make(map[string]int)
	for _, e := range all {
		n[attribute(e, "class")]++
	}
	return n
}

func charts() map[string]template.HTML {
	ticks := []Tick{{0, hostile}, {0.5, "12:00"}, {1, "00:00"}}
	grid := func(n int64) string { return strconv.FormatInt(n, 10) + hostile }
	return map[string]template.HTML{
		"timeline": Timeline(hostile, []Bar{{Hits: 100, Failures: 1, Title: hostile}, {}, {Hits: 1 << 40}}, ticks, grid),
		"day":      Day(hostile, []Slot{{Hits: [MaxSeries]int64{3, 0, 1}, Failures: 2, Title: hostile}, {}}, ticks),
		"minutes":  Minutes(hostile, 1440, []Point{{At: 7, Hits: 3, Failures: 9}}, ticks, grid),
		"habit":    Habit(hostile, 3, 1, 2),
		"strip":    Strip(hostile, []Run{{3, hostile, hostile}, {1, "missing", "x"}}),
		"share":    Share(0.5),
		"nothing":  Timeline("", nil, nil, grid) + Day("", nil, nil) + Minutes("", 0, nil, nil, grid) + Habit("", 0, 0, 0) + Strip("", nil) + Share(0),
	}
}

// TestChartsAreWellFormed: whatever is in the texts, and also without any data.
func TestChartsAreWellFormed(t *testing.T) {
	for name, picture := range charts() {
		found := elements(t, picture)
		if len(found["script"]) > 0 || strings.Contains(string(picture), "NaN") || strings.Contains(string(picture), "style=") {
			t.Errorf("%s: %s", name, picture)
		}
		if role := attribute(found["svg"][0], "role"); role != "img" && name != "share" {
			t.Errorf("%s has the role %q", name, role)
		}
	}
}

func TestTimeline(t *testing.T) {
	found := elements(t, charts()["timeline"])
	got := classes(found["rect"])
	if got["reach"] != 3 || got["hits"] != 2 || got["failures"] != 1 {
		t.Errorf("rectangles %v", got)
	}
	for _, r := range found["rect"] {
		if h, err := strconv.ParseFloat(attribute(r, "height"), 64); err != nil || h < 1 {
			t.Errorf("height %q: what there is must be seen", attribute(r, "height"))
		}
	}
}

func TestDay(t *testing.T) {
	found := elements(t, charts()["day"])
	got := classes(found["path"])
	if got["series-1"] != 1 || got["series-2"] != 0 || got["series-3"] != 1 || got["failures"] != 1 {
		t.Errorf("paths %v", got)
	}
	if n := len(found["title"]); n != 1 {
		t.Errorf("%d slots are told of, want the one with requests", n)
	}
}

func TestStrip(t *testing.T) {
	few := elements(t, Strip("", []Run{{24, "present", ""}, {24, "missing", ""}}))
	if n := len(few["rect"]); n != 48 || len(few["line"]) != 48 {
		t.Errorf("%d cells, %d lines, want each hour", n, len(few["line"]))
	}
	many := elements(t, Strip("", []Run{{700, "present", ""}, {20, "empty", ""}}))
	if n := len(many["rect"]); n != 2 {
		t.Errorf("%d rectangles for two runs of many hours", n)
	}
}

func TestHabitIsFar(t *testing.T) {
	for _, test := range []struct {
		today, median float64
		far           bool
	}{{100, 90, false}, {200, 100, false}, {201, 100, true}, {5, 0, true}, {0, 0, false}} {
		if got := strings.Contains(string(Habit("", test.today, test.median, 1)), "habit far"); got != test.far {
			t.Errorf("%v against %v is far: %v", test.today, test.median, got)
		}
	}
}

func TestNiceAbove(t *testing.T) {
	for n, want := range map[int64]int64{1: 1, 2: 2, 3: 5, 6: 10, 11: 20, 1201: 2000, 5000: 5000, 1<<63 - 1: 1<<63 - 1} {
		if got := niceAbove(n); got != want {
			t.Errorf("niceAbove(%d) is %d, want %d", n, got, want)
		}
	}
}
