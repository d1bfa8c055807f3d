package diagnosis

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/finding"
)

func TestKinds(t *testing.T) {
	rules := map[string]*finding.Rule{}
	for _, name := range []string{"a", "b", "c", "d"} {
		rules[name] = &finding.Rule{Name: name}
	}
	device := func(of ...finding.Finding) Device { return Device{Findings: of} }
	of := func(rule string, s finding.Severity) finding.Finding {
		return finding.Finding{Rule: rules[rule], Severity: s}
	}
	d := Diagnosis{Devices: []Device{
		device(of("c", finding.Warning), of("b", finding.Info)),
		device(of("c", finding.Critical), of("d", finding.Warning)),
		device(of("a", finding.Warning), of("b", finding.Info)),
		device(of("d", finding.Info)),
	}}
	want := []Kind{
		{rules["c"], "", finding.Critical, 2},
		{rules["d"], "", finding.Warning, 2},
		{rules["a"], "", finding.Warning, 1},
		{rules["b"], "", finding.Info, 2},
	}
	sameRule := cmp.Comparer(func(a, b *finding.Rule) bool { return a == b })
	if diff := cmp.Diff(want, d.Kinds(), sameRule); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
