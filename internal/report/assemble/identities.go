package assemble

import (
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/persons"
	"github.com/easreport/easreport/internal/report"
)

// sender is who sent requests: device, type and agent as logged, the person by the label
// of the day.
type sender struct {
	device, kind, agent, person lake.Word
	probe                       bool
}

// unit is a device, folded, and a person.
type unit struct {
	device, person lake.Word
	probe          bool
}

// leftOut stands for the unit of a sender that the query does not ask for.
const leftOut = ^uint32(0)

// identities numbers senders and units. It serves several goroutines; the numbers then
// depend on which comes first.
type identities struct {
	words   *lake.Words
	devices map[lake.Word]bool // folded: the only ones to keep, empty for all
	users   []string           // likewise
	closed  bool               // only the units numbered so far are kept

	senders [identityShards]struct {
		sync.Mutex
		number map[sender]uint32
		all    []numberedSender
	}

	mu         sync.Mutex
	unitNumber map[unit]uint32
	units      []unit
}

// numberedSender is a sender and its unit's number.
type numberedSender struct {
	sender
	unit uint32
}

// identityShards is how many parts the senders are in, so that goroutines seldom wait.
const identityShards = 16

func newIdentities(q *report.Query, words *lake.Words) *identities {
	w := &identities{words: words, unitNumber: make(map[unit]uint32), users: q.Users}
	w.devices = make(map[lake.Word]bool, len(q.DeviceIDs))
	for _, device := range q.DeviceIDs {
		w.devices[w.words.Of(activesync.FoldDevice(device))] = true
	}
	for i := range w.senders {
		w.senders[i].number = make(map[sender]uint32)
	}
	return w
}

// renewed are identities without the texts that were read in vain, if nobody is numbered yet.
func (w *identities) renewed(q *report.Query) *identities {
	for i := range w.senders {
		if len(w.senders[i].all) > 0 {
			return w
		}
	}
	return newIdentities(q, lake.NewWords())
}

// number returns the numbers of a sender and of its unit.
func (w *identities) number(s sender) (number, unit uint32) {
	part := s.device % identityShards
	shard := &w.senders[part]
	shard.Lock()
	defer shard.Unlock()
	at, seen := shard.number[s]
	if !seen {
		at = uint32(len(shard.all))
		shard.number[s] = at
		shard.all = append(shard.all, numberedSender{s, w.unitOf(s)})
	}
	return at*identityShards + part, shard.all[at].unit
}

func (w *identities) unitOf(s sender) uint32 {
	u := unit{device: w.words.Of(activesync.FoldDevice(w.words.Text(s.device))), person: s.person, probe: s.probe}
	if len(w.devices) > 0 && !w.devices[u.device] {
		return leftOut
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	n, seen := w.unitNumber[u]
	if !seen && w.closed {
		return leftOut
	}
	if !seen {
		n = w.addUnit(u)
	}
	return n
}

func (w *identities) addUnit(u unit) uint32 {
	n := uint32(len(w.units))
	w.unitNumber[u] = n
	w.units = append(w.units, u)
	return n
}

// restrict keeps what some devices did, except for probes. Their units, by all labels that
// their persons have on some day, are numbered; the numbers of each are returned.
func (w *identities) restrict(wanted []report.Identity, who *report.Persons) (numbers [][]uint32) {
	labels := make(map[string][]string) // of days, by that of the report
	for ofDay, label := range who.Labels {
		labels[label] = append(labels[label], ofDay)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, identity := range wanted {
		var all []uint32
		user := strings.ToLower(identity.User)
		for _, label := range append(labels[user], user) {
			u := unit{device: w.words.Of(activesync.FoldDevice(identity.DeviceID)), person: w.words.Of(label)}
			n, seen := w.unitNumber[u]
			if !seen {
				n = w.addUnit(u)
			}
			all = append(all, n)
		}
		numbers = append(numbers, all)
	}
	w.closed = true
	return numbers
}

// unite makes one of units whose persons are one, and returns their numbers by those from
// before. No more senders will be numbered.
func (w *identities) unite(who *report.Persons) (numbers []uint32) {
	all := w.units
	w.units, w.unitNumber = nil, make(map[unit]uint32, len(all))
	for _, u := range all {
		if len(who.Labels) > 0 && u.person != 0 {
			u.person = w.words.Of(who.Label(w.words.Text(u.person)))
		}
		n, seen := w.unitNumber[u]
		if !seen {
			n = w.addUnit(u)
		}
		numbers = append(numbers, n)
	}
	w.forget()
	return numbers
}

// forget gives memory back: no more senders will be numbered.
func (w *identities) forget() {
	w.unitNumber = nil
	for i := range w.senders {
		w.senders[i].number = nil
	}
}

// sender is the sender of a number. It must not be called while others number.
func (w *identities) sender(number uint32) sender {
	return w.senders[number%identityShards].all[number/identityShards].sender
}

// names are the person, and the spellings of device and type with the most hits, the
// smallest of equals.
type names struct{ device, user, kind lake.Word }

// names looks at all the senders of a unit.
func (w *identities) names(u unit, senders report.Tally[uint32]) names {
	if len(senders) == 1 {
		s := w.sender(senders[0].Key)
		return names{s.device, u.person, s.kind}
	}
	var devices, kinds report.Tally[string]
	for _, c := range senders {
		s := w.sender(c.Key)
		addText(&devices, w.words.Text(s.device), c.N)
		addText(&kinds, w.words.Text(s.kind), c.N)
	}
	return names{w.words.Of(devices.Top()), u.person, w.words.Of(kinds.Top())}
}

// addText counts what is logged.
func addText(t *report.Tally[string], text string, n int64) {
	if text != "" {
		t.Add(text, n)
	}
}

// senderCache remembers the numbers of the senders that came last: requests of one sender
// mostly lie together. It serves one goroutine.
type senderCache struct {
	identities *identities
	asked      map[asked]bool
	recent     [recentSenders]struct {
		loggedSender
		number, unit uint32
		known        bool
	}
}

// loggedSender is what a request says of who sent it.
type loggedSender struct {
	device, kind, agent, person, username lake.Word
	refused                               bool
}

// asked is a person and all names of that, of whom it is known whether the query asks for
// them.
type asked struct{ person, names lake.Word }

// recentSenders is a power of two.
const recentSenders = 64

// lookUp returns the numbers of the sender of request i, and of its unit.
func (s *senderCache) lookUp(b *activity.Batch, i int) (number, unit uint32) {
	logged := loggedSender{
		b.DeviceID[i], b.DeviceType[i], b.UserAgent[i], b.Person[i], b.CSUsername[i], b.Status[i] == 401,
	}
	if len(s.identities.users) > 0 && !s.asksFor(asked{b.Person[i], b.PersonNames[i]}) {
		return 0, leftOut
	}
	r := &s.recent[(logged.device^logged.person<<1^logged.agent<<2^logged.kind<<3^logged.username<<4)%recentSenders]
	if !r.known || r.loggedSender != logged {
		r.loggedSender, r.known = logged, true
		probe := !logged.refused && activesync.IsProbe(s.identities.words.Text(logged.username))
		if name, folded := lake.StandsFor(s.identities.words.Text(logged.device)); folded {
			if s.identities.closed { // any that are not wanted are folded
				r.number, r.unit = 0, leftOut
				return r.number, r.unit
			}
			if logged = (loggedSender{device: s.identities.words.Of(name), person: logged.person}); name == report.NeverLoggedOn {
				logged.person = 0
			}
		}
		r.number, r.unit = s.identities.number(sender{logged.device, logged.kind, logged.agent, logged.person, probe})
	}
	return r.number, r.unit
}

// asksFor reports whether the query asks for a person, by any of their names.
func (s *senderCache) asksFor(who asked) bool {
	wanted, known := s.asked[who]
	if known {
		return wanted
	}
	words := s.identities.words
	for name := range strings.SplitSeq(words.Text(who.person)+";"+words.Text(who.names), ";") {
		wanted = wanted || name != "" && slices.ContainsFunc(s.identities.users, func(user string) bool { return persons.Matches(user, name) })
	}
	if s.asked == nil {
		s.asked = make(map[asked]bool)
	}
	s.asked[who] = wanted
	return wanted
}
