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
	rows    map[Row]int64 // hits
	pairs   map[pair]bool
	devices map[string]deviceNames // by name: where it logs on

	solved *solver // of the rows seen so far, until more are
}

type deviceNames map[string]bool

// pair is two names that log on for the same requests of a device.
type pair struct{ a, b, device string }

// NewEvidence is of no rows.
func NewEvidence() *Evidence {
	return &Evidence{rows: make(map[Row]int64), pairs: make(map[pair]bool), devices: make(map[string]deviceNames)}
}

// See takes rows in.
func (e *Evidence) See(r Row, hits int64) {
	e.rows[r] += hits
	e.solved = nil
}

// Pair takes in that two names logged on for the same requests of a device: one in all
// rows of the front end in a stretch of time, the other in all of the back end.
func (e *Evidence) Pair(a, b, device string) { e.pairs[pair{a, b, device}] = true }

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

// Joined are the names in one text, joined by ;, "" where there is only one.
func (p *Person) Joined() string {
	if len(p.Names) < 2 {
		return ""
	}
	return strings.Join(p.Names, ";")
}

// PersonOf is the person of a label, with names as Joined writes them.
func PersonOf(label, joined string) Person {
	p := Person{Label: label, Names: []string{label}, Probe: parse(label).probe()}
	if joined != "" {
		p.Names = strings.Split(joined, ";")
	}
	return p
}

// Persons are those of a day.
type Persons struct {
	All []Person
	// Void are the claims of rows that were not believed: pairs of names, in order.
	Void [][2]string

	of    map[string]int // by name in lower case
	local map[onDevice]int
	apart map[string]bool // the names in local
}

// solver works out the persons of a day.
type solver struct {
	all     map[string]name     // by text
	hits    map[string]int64    // by text
	logOn   map[string]bool     // who logs on
	said    map[string]bool     // who is named by rows that nobody logged on for
	alike   map[string][]string // who logs on, by local part
	claims  []claim             // in order
	persons forest

	local  map[onDevice]string // names that are of several accounts: of which on a device
	parsed map[string]name     // by the name as logged
}

// onDevice is a name on a device.
type onDevice struct{ name, device string }

// claim is a row's cs-username beside another name.
type claim struct{ claimer, claimed name }

func (e *Evidence) solver() *solver {
	if e.solved != nil {
		return e.solved
	}
	s := &solver{
		all: make(map[string]name), hits: make(map[string]int64), logOn: make(map[string]bool),
		said: make(map[string]bool), alike: make(map[string][]string), persons: make(forest), local: make(map[onDevice]string), parsed: make(map[string]name),
	}
	claims := make(map[claim]bool)
	for r, hits := range e.rows {
		s.see(r, hits)
		user, said := s.parse(r.Username), s.parse(r.QueryUser)
		if r.Succeeded && user.names() && !user.probe() && said.names() && said.local != "" && said.kind != user.kind {
			claims[claim{user, said}] = true
		}
	}
	for text := range s.logOn {
		if local := s.all[text].local; local != "" {
			s.alike[local] = append(s.alike[local], text)
		}
	}
	for c := range claims {
		s.claims = append(s.claims, c)
	}
	slices.SortFunc(s.claims, func(a, b claim) int {
		return cmp.Or(strings.Compare(a.claimer.text, b.claimer.text), strings.Compare(a.claimed.text, b.claimed.text))
	})
	e.solved = s
	return s
}

// parse is parse, of names that come again.
func (s *solver) parse(logged string) name {
	n, known := s.parsed[logged]
	if !known {
		n = parse(logged)
		s.parsed[logged] = n
	}
	return n
}

// see takes the names of rows in.
func (s *solver) see(r Row, hits int64) {
	user, said := s.parse(r.Username), s.parse(r.QueryUser)
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
	return s.alike[claimed.local]
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
		a, b := s.parse(p.a), s.parse(p.b)
		if a.kind > b.kind {
			a, b = b, a
		}
		if a.kind == b.kind || !s.logOn[a.text] || !s.logOn[b.text] {
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
		if other, known := s.local[at]; known && other != l.account || s.all[l.account].kind != Account {
			s.local[at] = "" // on this device, too
			continue
		}
		s.local[at] = l.account
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
		// What they say of themselves counts, too.
		var kinds [numKinds]int
		for text := range s.withClaims(alike) {
			kinds[parse(text).kind]++
		}
		if len(alike) > 1 && kinds[Account] <= 1 && kinds[SignIn] <= 1 && s.accounts(alike...) <= 1 {
			for _, text := range alike[1:] {
				s.persons.join(alike[0], text)
			}
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
	owners := s.alike[n.local]
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

// Known are persons who were found out before. What was not believed then is not known, nor
// on which devices a name is of somebody else.
func Known(all []Person) *Persons {
	p := &Persons{All: all}
	p.number()
	return p
}

// number brings the persons in order.
func (p *Persons) number() {
	p.of = make(map[string]int)
	slices.SortFunc(p.All, func(a, b Person) int { return strings.Compare(a.Label, b.Label) })
	for i := range p.All {
		for _, text := range p.All[i].Names {
			p.of[text] = i
		}
	}
}

func (s *solver) result(void [][2]string) *Persons {
	p := &Persons{Void: void, local: make(map[onDevice]int), apart: make(map[string]bool)}
	groups := make(map[string][]string)
	for text := range s.all {
		root := s.persons.root(text)
		groups[root] = append(groups[root], text)
	}
	for _, names := range groups {
		slices.Sort(names)
		best := slices.MinFunc(names, s.compareShown)
		p.All = append(p.All, Person{best, names, s.all[best].probe() && s.logOn[best]})
	}
	p.number()
	for at, account := range s.local {
		if account != "" {
			p.local[at] = p.of[account]
			p.apart[at.name] = true
		}
	}
	return p
}

// SomeApart reports whether there are names that are Apart.
func (p *Persons) SomeApart() bool { return len(p.apart) > 0 }

// Apart reports whether a name as logged is of several people, of which one is known by the
// device.
func (p *Persons) Apart(name string) bool { return p.apart[strings.ToLower(name)] }

// Of returns the place in All of the person whom a row of a device is shown under, -1:
// nobody. It reports whether that person logged on, rather than being named by somebody.
func (p *Persons) Of(r Row, device string) (person int, loggedOn bool) {
	user, said := parse(r.Username), parse(r.QueryUser)
	i, known := p.of[user.text]
	if at, apart := p.local[onDevice{user.text, device}]; apart {
		i = at
	}
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
