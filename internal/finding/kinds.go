package finding

import (
	"cmp"
	"slices"
)

// Kind is a rule that found something.
type Kind struct {
	Rule *Rule
	// What says what the rule looks for, with the thresholds in force.
	What string
	// Severity is that of its most severe finding.
	Severity Severity
	// Devices is how many devices it found.
	Devices int
}

// Kinds are the rules that found something: the most severe first, of equals those that
// found more devices.
func (d *Diagnosis) Kinds() (all []Kind) {
	at := make(map[string]int)
	for i := range d.Devices {
		for _, f := range d.Devices[i].Findings {
			n, seen := at[f.Rule.Name]
			if !seen {
				n = len(all)
				at[f.Rule.Name] = n
				all = append(all, Kind{Rule: f.Rule, What: f.What})
			}
			all[n].Severity = max(all[n].Severity, f.Severity)
			all[n].Devices++
		}
	}
	slices.SortFunc(all, func(a, b Kind) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Devices, a.Devices), cmp.Compare(a.Rule.Name, b.Rule.Name))
	})
	return all
}
