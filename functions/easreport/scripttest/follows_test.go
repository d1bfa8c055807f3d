package scripttest

import (
	"strings"
	"testing"
)

// follows reports whether printed lines are the wanted ones, where three dots stand for any
// lines; if not, it also returns the wanted line that is missing. Blanks around lines and empty
// lines do not matter.
func follows(want, printed []string) (missing string, ok bool) {
	want, printed = trimmed(want), trimmed(printed)
	if len(want) == 0 {
		return "", true // the page does not say
	}
	gap := false
	for _, line := range want {
		if line == "..." {
			gap = true
			continue
		}
		for gap && len(printed) > 0 && printed[0] != line {
			printed = printed[1:]
		}
		if len(printed) == 0 || printed[0] != line {
			return line, false
		}
		printed, gap = printed[1:], false
	}
	if len(printed) > 0 && !gap {
		return "(the end) before " + printed[0], false
	}
	return "", true
}

func trimmed(lines []string) (kept []string) {
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

func TestFollows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		want, printed string
		ok            bool
	}{
		{"", "anything", true},
		{"a|b", "a|b", true},
		{"a|b", " a | |b ", true},
		{"a|b", "a|x|b", false},
		{"a|...|b", "a|x|y|b", true},
		{"a|...|b", "a|b", true},
		{"a|...", "a|x|y", true},
		{"...|b", "a|b", true},
		{"...|b", "a|b|c", false},
		{"a", "a|b", false},
		{"a|b", "a", false},
		{"b|...|a", "a|b", false},
	} {
		missing, ok := follows(strings.Split(test.want, "|"), strings.Split(test.printed, "|"))
		if ok != test.ok {
			t.Errorf("follows(%q, %q) = %q, %v, want %v", test.want, test.printed, missing, ok, test.ok)
		}
	}
}
