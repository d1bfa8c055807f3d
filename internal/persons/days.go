package persons

import (
	"cmp"
	"slices"
	"strings"
)

// Unite finds out which persons of several days are one, and returns by which label each
// is shown, by the label of the day, where that is another one. Persons who share a name
// on different days are one, unless they would then have two accounts.
func Unite(days []*Persons) map[string]string {
	f := make(forest)
	for _, day := range days {
		for i := range day.All {
			for _, n := range day.All[i].Names {
				f.join(day.All[i].Label, n)
			}
		}
	}
	labels := make(map[string]string)
	for _, day := range days {
		for i := range day.All {
			label := day.All[i].Label
			if best := bestOf(f.members(label)); best != label && best != "" {
				labels[label] = best
			}
		}
	}
	return labels
}

// bestOf is the name to show for names that are one person's; "" where they cannot be.
func bestOf(names []string) string {
	accounts := 0
	for _, n := range names {
		if KindOf(n) == Account {
			accounts++
		}
	}
	if accounts > 1 {
		return ""
	}
	return slices.MinFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(KindOf(a), KindOf(b)), strings.Compare(a, b))
	})
}
