package suggest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNear(t *testing.T) {
	names := []string{"burst", "mailbox-full", "mailbox-full-storm", "provisioning-loop", "redirect", "redirected", "redirecting", "run", "lake"}
	for _, test := range []struct {
		mistyped string
		want     []string
	}{
		{"mailbox-ful", []string{"mailbox-full", "mailbox-full-storm"}},
		{"brust", []string{"burst"}},
		{"provisionloop", []string{"provisioning-loop"}},
		{"Redirect", []string{"redirect", "redirected", "redirecting"}},
		{"rnu", []string{"run"}},
		{"prov", []string{"provisioning-loop"}},
		{"date", nil}, // two of four letters
		{"xyzzy", nil},
		{"", nil},
		{strings.Repeat("x", 1<<20), nil},
	} {
		if diff := cmp.Diff(test.want, Near(test.mistyped, names)); diff != "" {
			t.Errorf("near %.20q (-want +got):\n%s", test.mistyped, diff)
		}
	}
}
