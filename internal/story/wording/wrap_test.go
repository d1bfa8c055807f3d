package wording

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrap(t *testing.T) {
	f := func(want, text, indent string, before, width int) {
		t.Helper()
		if got := Wrap(text, indent, before, width); got != want {
			t.Errorf("got\n%q, want\n%q", got, want)
		}
	}
	f("", "", "", 0, 10)
	f("one two", " one   two\n", "", 0, 10)
	f("one two\nthree", "one two three", "", 0, 10)
	f("one\n  two\n  three", "one two three", "  ", 4, 10)
	f("über\nüber", "über über", "", 0, 8)
	f("0123456789\n 012345678\n 9 a", "01234567890123456789 a", " ", 0, 10)
	f("a\n0123456789\n01", "a 012345678901", "", 0, 10)
}

func FuzzWrap(f *testing.F) {
	f.Add("one two three", 2, 10)
	f.Add("0123456789012345678901234567890123456789", 9, 11)
	f.Fuzz(func(t *testing.T, text string, indent, width int) {
		if indent < 0 || width > 200 || indent >= width || !utf8.ValidString(text) {
			return
		}
		pad := strings.Repeat(" ", indent)
		got := pad + Wrap(text, pad, indent, width)
		for line := range strings.SplitSeq(got, "\n") {
			if utf8.RuneCountInString(line) > width {
				t.Fatalf("line %q is longer than %d", line, width)
			}
		}
		whole := strings.Join(strings.Fields(text), "")
		if strings.Join(strings.Fields(got), "") != whole {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
