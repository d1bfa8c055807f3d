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
	s := &solver{names: newDirectory(), persons: make(forest)}
	for _, day := range days {
		for i := range day.All {
			person := &day.All[i]
			for _, n := range person.Names {
				s.names.add(parse(n), 0)
				s.persons.join(person.Label, n)
			}
		}
	}
	labels := make(map[string]string)
	for _, day := range days {
		for i := range day.All {
			label := day.All[i].Label
			if members := s.persons.members(label); s.accounts(label) <= 1 {
				if best := slices.MinFunc(members, s.compareShown); best != label {
					labels[label] = best
				}
			}
		}
	}
	return labels
}

// compareShown orders names by which of them is rather shown.
func (s *solver) compareShown(a, b string) int {
	m, n := s.names.of(a), s.names.of(b)
	return cmp.Or(cmp.Compare(m.kind, n.kind), cmp.Compare(n.hits, m.hits), strings.Compare(a, b))
}
