package finding

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKinds(t *testing.T) {
	rules := map[string]*Rule{}
	for _, name := range []string{"a", "b", "c", "d"} {
		rules[name] = &Rule{Name: name}
	}
	device := func(of ...Finding) Device { return Device{Findings: of} }
	of := func(rule string, s Severity) Finding {
		return Finding{Rule: rules[rule], Severity: s}
	}
	d := Diagnosis{Devices: []Device{
		device(of("c", Warning), of("b", Info)),
		device(of("c", Critical), of("d", Warning)),
		device(of("a", Warning), of("b", Info)),
		device(of("d", Info)),
	}}
	want := []Kind{
		{rules["c"], "", Critical, 2},
		{rules["d"], "", Warning, 2},
		{rules["a"], "", Warning, 1},
		{rules["b"], "", Info, 2},
	}
	sameRule := cmp.Comparer(func(a, b *Rule) bool { return a == b })
	if diff := cmp.Diff(want, d.Kinds(), sameRule); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
