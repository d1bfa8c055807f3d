package persons

import (
	"cmp"
	"slices"
	"strings"
)

// Row is what a row says of who sent its requests.
type Row struct {
	// Username is cs-username, QueryUser the query's User=: as logged, decoded.
	Username, QueryUser string
	// LoggedOn says that somebody logged on, and was not refused; Succeeded also that the
	// requests succeeded.
	LoggedOn, Succeeded bool
}

// Evidence is what the rows of a UTC day say. It does not depend on the order in which
// they come, nor on how they are split.
type Evidence struct {
	rows    map[Row]int64          // hits
	pairs   map[[2]string]bool     // names as logged, the smaller first
	devices map[string]deviceNames // by name: where it logs on
}

type deviceNames map[string]bool

// NewEvidence is of no rows.
func NewEvidence() *Evidence {
	return &Evidence{rows: make(map[Row]int64), pairs: make(map[[2]string]bool), devices: make(map[string]deviceNames)}
}

// See takes rows in.
func (e *Evidence) See(r Row, hits int64) { e.rows[r] += hits }

// Pair takes in that two names logged on for the same requests of a device: one in all
// rows of the front end in a stretch of time, the other in all of the back end.
func (e *Evidence) Pair(a, b string) { e.pairs[[2]string{min(a, b), max(a, b)}] = true }

// Disputed are the names, in lower case, of which it must be known on which devices they
// log on: those that rows claim and that log on themselves, and those who claim them.
func (e *Evidence) Disputed() map[string]bool {
	s := e.solver()
	disputed := make(map[string]bool)
	for _, c := range s.claims {
		if owners := s.owners(c.claimed); len(owners) > 0 && !slices.Contains(owners, c.claimer.text) {
			disputed[c.claimer.text] = true
			for _, o := range owners {
				disputed[o] = true
			}
		}
	}
	return disputed
}

// LogsOn takes in that a disputed name logs on on a device.
func (e *Evidence) LogsOn(name, device string) {
	name = parse(name).text
	if e.devices[name] == nil {
		e.devices[name] = make(deviceNames)
	}
	e.devices[name][device] = true
}

// Person is who a group of names is.
type Person struct {
	// Label is the name to show, in lower case: DOMAIN\name if that is known, else
	// name@domain, name or SID; of one kind the one with the most hits, then the smallest.
	Label string
	// Names are all, in lower case and in order.
	Names []string
	// Probe says that it is monitoring's mailbox.
	Probe bool
}

// Persons are those of a day.
type Persons struct {
	All []Person
	// Void are the claims of rows that were not believed: pairs of names, in order.
	Void [][2]string

	of map[string]int // by name in lower case
}

// solver works out the persons of a day.
type solver struct {
	all     map[string]name     // by text
	hits    map[string]int64    // by text
	logOn   map[string]bool     // who logs on
	said    map[string]bool     // who is named by rows that nobody logged on for
	local   map[string][]string // who logs on, by local part
	claims  []claim             // in order
	persons forest
}

// claim is a row's cs-username beside another name.
type claim struct{ claimer, claimed name }

func (e *Evidence) solver() *solver {
	s := &solver{
		all: make(map[string]name), hits: make(map[string]int64), logOn: make(map[string]bool),
		said: make(map[string]bool), local: make(map[string][]string), persons: make(forest),
	}
	claims := make(map[claim]bool)
	for r, hits := range e.rows {
		s.see(r, hits)
		user, said := parse(r.Username), parse(r.QueryUser)
		if r.Succeeded && user.names() && !user.probe() && said.names() && said.local != "" && said.kind != user.kind {
			claims[claim{user, said}] = true
		}
	}
	for text := range s.logOn {
		if local := s.all[text].local; local != "" {
			s.local[local] = append(s.local[local], text)
		}
	}
	for c := range claims {
		s.claims = append(s.claims, c)
	}
	slices.SortFunc(s.claims, func(a, b claim) int {
		return cmp.Or(strings.Compare(a.claimer.text, b.claimer.text), strings.Compare(a.claimed.text, b.claimed.text))
	})
	return s
}

// see takes the names of rows in.
func (s *solver) see(r Row, hits int64) {
	user, said := parse(r.Username), parse(r.QueryUser)
	note := func(n name, to map[string]bool) {
		s.all[n.text] = n
		s.hits[n.text] += hits
		to[n.text] = true
	}
	switch {
	case r.LoggedOn && (user.names() || user.kind == SID):
		note(user, s.logOn)
	case user.names(), user.kind != Nobody && !said.names():
		note(user, s.said)
	}
	if !user.names() && said.names() {
		note(said, s.said)
	}
}

// owners are those who log on and who can be meant by a claim.
func (s *solver) owners(claimed name) []string {
	if s.logOn[claimed.text] {
		return []string{claimed.text}
	}
	if claimed.kind != Bare {
		return nil
	}
	return s.local[claimed.local]
}

// Persons works out who is who.
func (e *Evidence) Persons() *Persons {
	s := e.solver()
	s.joinPairs(e.pairs)
	s.joinSpellings(s.logOn)
	void := s.joinClaims(e.devices)
	for text := range s.said {
		if !s.logOn[text] && !s.persons.has(text) {
			s.joinSaid(s.all[text])
		}
	}
	strangers := make(map[string]bool)
	for text := range s.said {
		if !s.logOn[text] && !s.persons.has(text) {
			strangers[text] = true
		}
	}
	s.joinSpellings(strangers)
	return s.result(void)
}

// joinPairs believes pairs of names of different kinds, if no name would be of two
// accounts.
func (s *solver) joinPairs(pairs map[[2]string]bool) {
	accounts := make(map[string]map[string]bool)
	var links [][2]name
	for pair := range pairs {
		a, b := parse(pair[0]), parse(pair[1])
		if a.kind == b.kind || !s.logOn[a.text] || !s.logOn[b.text] {
			continue
		}
		links = append(links, [2]name{a, b})
		for _, l := range [...][2]name{{a, b}, {b, a}} {
			if l[1].kind == Account {
				note(accounts, l[0].text, l[1].text)
			}
		}
	}
	for _, l := range links {
		if len(accounts[l[0].text]) <= 1 && len(accounts[l[1].text]) <= 1 {
			s.persons.join(l[0].text, l[1].text)
		}
	}
}

// joinSpellings joins names with one local part, if there is one of each kind and they are
// not known to be of two accounts.
func (s *solver) joinSpellings(names map[string]bool) {
	byLocal := make(map[string][]string)
	for text := range names {
		if local := s.all[text].local; local != "" {
			byLocal[local] = append(byLocal[local], text)
		}
	}
	for _, alike := range byLocal {
		var kinds [numKinds]int
		for _, text := range alike {
			kinds[s.all[text].kind]++
		}
		if len(alike) > 1 && kinds[Account] <= 1 && kinds[SignIn] <= 1 && s.accounts(alike...) <= 1 {
			for _, text := range alike[1:] {
				s.persons.join(alike[0], text)
			}
		}
	}
}

// accounts is of how many accounts the persons of some names are.
func (s *solver) accounts(names ...string) int {
	seen := make(map[string]bool)
	for _, text := range names {
		for _, member := range s.persons.members(text) {
			if s.all[member].kind == Account {
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
		s.all[c.claimed.text] = c.claimed
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
	owners := s.local[n.local]
	if n.local == "" || len(owners) == 0 || !s.onePerson(owners) {
		return
	}
	for _, o := range owners {
		if s.all[o].kind == n.kind {
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
	p := &Persons{Void: void, of: make(map[string]int)}
	groups := make(map[string][]string)
	for text := range s.all {
		root := s.persons.root(text)
		groups[root] = append(groups[root], text)
	}
	for _, names := range groups {
		slices.Sort(names)
		best := slices.MinFunc(names, func(a, b string) int {
			return cmp.Or(cmp.Compare(s.all[a].kind, s.all[b].kind), cmp.Compare(s.hits[b], s.hits[a]), strings.Compare(a, b))
		})
		p.All = append(p.All, Person{best, names, s.all[best].probe() && s.logOn[best]})
	}
	slices.SortFunc(p.All, func(a, b Person) int { return strings.Compare(a.Label, b.Label) })
	for i := range p.All {
		for _, text := range p.All[i].Names {
			p.of[text] = i
		}
	}
	return p
}

// Of returns the place in All of the person whom a row is shown under, -1: nobody. It
// reports whether that person logged on, rather than being named by somebody.
func (p *Persons) Of(r Row) (person int, loggedOn bool) {
	user, said := parse(r.Username), parse(r.QueryUser)
	i, known := p.of[user.text]
	switch {
	case user.kind == Nobody || !known:
	case user.names(), !said.names(), KindOf(p.All[i].Label) < SID:
		return i, r.LoggedOn
	}
	if i, known := p.of[said.text]; known && said.kind != Nobody {
		return i, false
	}
	return -1, false
}
