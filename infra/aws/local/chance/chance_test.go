package chance

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOrder asks for the same things in another order.
func TestOrder(t *testing.T) {
	ask := func(seed uint64, names ...string) map[string][]uint64 {
		s, got := New(seed), make(map[string][]uint64)
		for _, name := range names {
			got[name] = append(got[name], s.Of(name).Uint64())
		}
		return got
	}
	want := ask(1, "a", "b", "a", "c", "a")
	if diff := cmp.Diff(want, ask(1, "c", "a", "a", "a", "b")); diff != "" {
		t.Errorf("in another order (-want +got):\n%s", diff)
	}
	if cmp.Equal(want, ask(2, "a", "b", "a", "c", "a")) || want["a"][0] == want["a"][1] {
		t.Error("another seed, and another time, should differ")
	}
}
