package finding

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/report"
)

// MaxDetails is how many devices are looked at closely unless told otherwise.
const MaxDetails = 500

// Candidates picks the devices that rules may find something about: all but the
// subjects' Detail must be known, and the subjects may share memory, as the rows of
// a report do. At most so many are chosen, those with the most severe rules first
// and of equals those with more hits; leftOut is how many others there were.
func Candidates(subjects iter.Seq[*Subject], t *Thresholds, most int) (chosen []report.Identity, leftOut int) {
	type candidate struct {
		report.Identity
		severity       Severity
		failures, hits int64
	}
	order := func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.hits, a.hits), cmp.Compare(b.failures, a.failures),
			strings.Compare(a.DeviceID, b.DeviceID), strings.Compare(a.User, b.User))
	}
	rules := Rules()
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(b.Severity, a.Severity) })
	most = max(0, most)
	var best []candidate
	seen := 0
	for s := range subjects {
		i := slices.IndexFunc(rules, func(r Rule) bool { return r.hint(s, t) })
		if i < 0 || s.Row.Probe {
			continue
		}
		seen++
		best = append(best, candidate{report.Identity{User: s.Row.User, DeviceID: s.Row.DeviceID}, rules[i].Severity, s.Row.Failures, s.Row.Hits})
		if len(best) >= 2*most+1 { // sorted seldom, and never many
			slices.SortFunc(best, order)
			best = best[:most]
		}
	}
	slices.SortFunc(best, order)
	best = best[:min(len(best), most)]
	for _, c := range best {
		chosen = append(chosen, c.Identity)
	}
	return chosen, seen - len(best)
}
