package dirstore

import (
	"strings"
	"testing"
)

func TestWindowsAllows(t *testing.T) {
	for _, name := range []string{"a", "dt=2011-12-24", "a b", " a", "a+b%20", "é", ".a", "a.b", strings.Repeat("ä", 255)} {
		if !windowsAllows(name) {
			t.Errorf("%q is not allowed", name)
		}
	}
	for _, name := range []string{"a:b", "a?", "*", `"a"`, "<", ">", "a|b", "a.", "a ", "a\nb", "...", strings.Repeat("a", 256), strings.Repeat("😀", 128)} {
		if windowsAllows(name) {
			t.Errorf("%q is allowed", name)
		}
	}
}
