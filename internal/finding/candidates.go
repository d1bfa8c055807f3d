package finding

import (
	"cmp"
	"iter"
	"slices"
)

// MaxDetails is how many devices are looked at closely unless told otherwise.
const MaxDetails = 500

// Candidates picks the subjects that rules may find something about, by all but
// their Detail: their places in the sequence. The sequence may use one Subject again
// and again. At most so many are chosen, those with the most severe rules first and
// of equals those with more hits; leftOut is how many others there were.
func Candidates(subjects iter.Seq[*Subject], t *Thresholds, most int) (chosen []int, leftOut int) {
	type candidate struct {
		place    int
		severity Severity
		hits     int64
	}
	order := func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.hits, a.hits), cmp.Compare(a.place, b.place))
	}
	rules := Rules()
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(b.Severity, a.Severity) })
	most = max(0, most)
	var best []candidate
	place, seen := -1, 0
	for s := range subjects {
		place++
		i := slices.IndexFunc(rules, func(r Rule) bool { return r.hint(s, t) })
		if i < 0 || s.Row.Probe {
			continue
		}
		seen++
		best = append(best, candidate{place, rules[i].Severity, s.Row.Hits})
		if len(best) > 2*most { // sorted seldom, and never many
			slices.SortFunc(best, order)
			best = best[:most]
		}
	}
	slices.SortFunc(best, order)
	best = best[:min(len(best), most)]
	for _, c := range best {
		chosen = append(chosen, c.place)
	}
	return chosen, seen - len(best)
}
