package persons

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// solver works out the persons of a day.
type solver struct {
	names   *directory
	alike   []int32 // who logs on, by local part
	claims  []claim // in order
	persons forest

	local map[onDevice]string // names that are of several accounts: of which on a device
}

func (e *Evidence) solver() *solver {
	s := &solver{names: e.names, claims: slices.Collect(maps.Keys(e.claims)), persons: make(forest), local: make(map[onDevice]string)}
	slices.SortFunc(s.claims, func(a, b claim) int {
		return cmp.Or(strings.Compare(a.claimer.text, b.claimer.text), strings.Compare(a.claimed.text, b.claimed.text))
	})
	s.alike = s.withLocal(func(k *known) bool { return k.logsOn })
	return s
}

// withLocal are some of the names that have a local part, by it.
func (s *solver) withLocal(wanted func(k *known) bool) (names []int32) {
	all := s.names.all
	for i := range all {
		if k := &all[i]; k.local != "" && wanted(k) {
			names = append(names, int32(i))
		}
	}
	slices.SortFunc(names, func(a, b int32) int {
		return cmp.Or(strings.Compare(all[a].local, all[b].local), strings.Compare(all[a].text, all[b].text))
	})
	return names
}

// firstAlike are the texts of the first names, of those in order, that have a local part.
func (s *solver) firstAlike(names []int32, local string) (texts []string) {
	for _, i := range names {
		if k := &s.names.all[i]; k.local == local {
			texts = append(texts, k.text)
			continue
		}
		break
	}
	return texts
}

// whoLogsOn are the names with a local part that log on.
func (s *solver) whoLogsOn(local string) []string {
	first, _ := slices.BinarySearchFunc(s.alike, local, func(i int32, local string) int {
		return strings.Compare(s.names.all[i].local, local)
	})
	return s.firstAlike(s.alike[first:], local)
}

// owners are those who log on and who can be meant by a claim.
func (s *solver) owners(claimed name) []string {
	if s.names.logsOn(claimed.text) {
		return []string{claimed.text}
	}
	if claimed.kind != Bare {
		return nil
	}
	return s.whoLogsOn(claimed.local)
}

// Persons works out who is who.
func (e *Evidence) Persons() *Persons {
	s := e.solver()
	s.joinPairs(e.pairs)
	s.joinSpellings(s.alike)
	void := s.joinClaims(e.devices)
	stranger := func(k *known) bool { return k.said && !k.logsOn && !s.persons.has(k.text) }
	for i := range s.names.all {
		if k := &s.names.all[i]; stranger(k) {
			s.joinSaid(k.name)
		}
	}
	s.joinSpellings(s.withLocal(stranger))
	return s.result(void)
}

// Proven are the persons with several names of which requests that both sides logged are
// the proof, and no spelling or claim.
func (e *Evidence) Proven() []Person {
	s := e.solver()
	s.joinPairs(e.pairs)
	return slices.DeleteFunc(s.result(nil).All, func(p Person) bool { return len(p.Names) < 2 })
}

// joinPairs believes pairs of names of different kinds. A name that pairs with several
// accounts, such as one without a domain that two people have, is on each device of the
// account that it pairs with there.
func (s *solver) joinPairs(pairs map[pair]bool) {
	accounts := make(map[string]map[string]bool)
	type link struct {
		name, account string
		device        string
	}
	links := make(map[link]bool)
	for p := range pairs {
		a, b := parse(p.a), parse(p.b)
		if a.kind > b.kind {
			a, b = b, a
		}
		if a.kind == b.kind || !s.names.logsOn(a.text) || !s.names.logsOn(b.text) {
			continue
		}
		links[link{b.text, a.text, p.device}] = true
		if a.kind == Account {
			note(accounts, b.text, a.text)
		}
	}
	for l := range links {
		if len(accounts[l.name]) <= 1 {
			s.persons.join(l.name, l.account)
			continue
		}
		at := onDevice{l.name, l.device}
		if other, known := s.local[at]; known && other != l.account || s.names.of(l.account).kind != Account {
			s.local[at] = "" // on this device, too
			continue
		}
		s.local[at] = l.account
	}
}

// joinSpellings joins names with one local part, if there is one of each kind and they are
// not known to be of two accounts.
func (s *solver) joinSpellings(byLocal []int32) {
	for len(byLocal) > 0 {
		alike := s.firstAlike(byLocal, s.names.all[byLocal[0]].local)
		if len(alike) > 1 {
			s.joinAlike(alike)
		}
		byLocal = byLocal[len(alike):]
	}
}

func (s *solver) joinAlike(alike []string) {
	// What they say of themselves counts, too.
	var kinds [numKinds]int
	for text := range s.withClaims(alike) {
		kinds[parse(text).kind]++
	}
	if kinds[Account] <= 1 && kinds[SignIn] <= 1 && s.accounts(alike...) <= 1 {
		for _, text := range alike[1:] {
			s.persons.join(alike[0], text)
		}
	}
}

// withClaims are names, those that are known to be theirs, and those that they claim.
func (s *solver) withClaims(names []string) map[string]bool {
	all := make(map[string]bool)
	for _, text := range names {
		for _, member := range s.persons.members(text) {
			all[member] = true
		}
		first, _ := slices.BinarySearchFunc(s.claims, text, func(c claim, text string) int { return strings.Compare(c.claimer.text, text) })
		for _, c := range s.claims[first:] {
			if c.claimer.text != text {
				break
			}
			all[c.claimed.text] = true
		}
	}
	return all
}

// accounts is of how many accounts the persons of some names are.
func (s *solver) accounts(names ...string) int {
	seen := make(map[string]bool)
	for _, text := range names {
		for _, member := range s.persons.members(text) {
			if s.names.of(member).kind == Account {
				seen[member] = true
			}
		}
	}
	return len(seen)
}

// joinClaims believes what rows claim, and returns what it does not believe.
func (s *solver) joinClaims(devices map[string]deviceNames) (void [][2]string) {
	claimers, claimed := make(map[string]map[string]bool), make(map[string]map[string]bool)
	kindOf := func(n name) string { return string(rune('0' + n.kind)) }
	for _, c := range s.claims {
		from := s.persons.root(c.claimer.text)
		note(claimers, s.target(c.claimed), from)
		note(claimed, kindOf(c.claimed)+from, s.target(c.claimed))
	}
	var believed []claim
	for _, c := range s.claims {
		from, to, owners := s.persons.root(c.claimer.text), s.target(c.claimed), s.owners(c.claimed)
		switch {
		case from == to, slices.Contains(owners, c.claimer.text):
		case claimers[from][to] && s.accounts(from, to) <= 1: // each claims the other
			believed = append(believed, c)
		case len(claimers[to]) > 1, len(claimed[kindOf(c.claimed)+from]) > 1, // not one to one
			len(owners) > 0 && (!s.onePerson(owners) || elsewhere(owners, c.claimer.text, devices)),
			s.accounts(from, to) > 1:
			void = append(void, [2]string{c.claimer.text, c.claimed.text})
		default:
			believed = append(believed, c)
		}
	}
	for _, c := range believed {
		s.names.add(c.claimed, 0)
		s.persons.join(c.claimer.text, c.claimed.text)
		s.persons.join(c.claimer.text, s.target(c.claimed))
	}
	return void
}

// target stands for the person whom a claim is about.
func (s *solver) target(claimed name) string {
	if owners := s.owners(claimed); len(owners) > 0 && s.onePerson(owners) {
		return s.persons.root(owners[0])
	}
	return s.persons.root(claimed.text)
}

// onePerson reports whether names are known to be one person's.
func (s *solver) onePerson(names []string) bool {
	for _, n := range names[1:] {
		if s.persons.root(n) != s.persons.root(names[0]) {
			return false
		}
	}
	return true
}

// elsewhere reports whether one of some names logs on on a device on which the claimer
// does not.
func elsewhere(names []string, claimer string, devices map[string]deviceNames) bool {
	for _, n := range names {
		for device := range devices[n] {
			if !devices[claimer][device] {
				return true
			}
		}
	}
	return false
}

// joinSaid joins a name that never logged on to the one person who it can be.
func (s *solver) joinSaid(n name) {
	if n.local == "" {
		return
	}
	owners := s.whoLogsOn(n.local)
	if len(owners) == 0 || !s.onePerson(owners) {
		return
	}
	for _, o := range owners {
		if s.names.of(o).kind == n.kind {
			return // another domain's
		}
	}
	s.persons.join(owners[0], n.text)
}

func note(sets map[string]map[string]bool, key, value string) {
	if sets[key] == nil {
		sets[key] = make(map[string]bool)
	}
	sets[key][value] = true
}

func (s *solver) result(void [][2]string) *Persons {
	p := &Persons{Void: void, local: make(map[onDevice]int), apart: make(map[string]bool)}
	told := make(map[*group]bool)
	for i := range s.names.all {
		names := []string{s.names.all[i].text}
		if g := s.persons[names[0]]; g != nil {
			if told[g] {
				continue
			}
			told[g] = true
			names = slices.Sorted(slices.Values(g.names))
		}
		best := slices.MinFunc(names, s.compareShown)
		p.All = append(p.All, Person{best, names, s.names.of(best).probe() && s.names.logsOn(best)})
	}
	p.number()
	for at, account := range s.local {
		p.apart[at.name] = true
		p.local[at] = nobody
		if account != "" {
			p.local[at] = p.of[account]
		}
	}
	return p
}
