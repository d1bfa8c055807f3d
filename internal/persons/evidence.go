package persons

import "slices"

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
	names   *directory
	claims  map[claim]bool
	pairs   map[pair]bool
	devices map[string]deviceNames // by name: where it logs on
}

type deviceNames map[string]bool

// pair is two names that log on for the same requests of a device.
type pair struct{ a, b, device string }

// claim is a row's cs-username beside another name.
type claim struct{ claimer, claimed name }

// NewEvidence is of no rows.
func NewEvidence() *Evidence {
	return &Evidence{names: newDirectory(), claims: make(map[claim]bool), pairs: make(map[pair]bool), devices: make(map[string]deviceNames)}
}

// See takes rows in.
func (e *Evidence) See(r Row, hits int64) {
	user, said := parse(r.Username), parse(r.QueryUser)
	switch {
	case r.LoggedOn && (user.names() || user.kind == SID):
		e.names.add(user, hits).logsOn = true
	case user.names(), user.kind != Nobody && !said.names():
		e.names.add(user, hits).said = true
	}
	if !user.names() && said.names() {
		e.names.add(said, hits).said = true
	}
	if r.Succeeded && user.names() && !user.probe() && said.names() && said.local != "" && said.kind != user.kind {
		e.claims[claim{user, said}] = true
	}
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
