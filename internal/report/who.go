package report

import (
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// sender is who sent the requests of a row: names as logged, and the effective user.
type sender struct{ device, kind, user, agent lake.Word }

// unit is a device and account, folded. On each UTC day the side that counts is
// chosen for a unit.
type unit struct {
	device, account lake.Word
	probe           bool
}

// leftOut stands for the unit of a sender that the query does not ask for.
const leftOut = ^uint32(0)

// who numbers senders and units. Several goroutines may ask it; the numbers are
// then by chance.
type who struct {
	words           *lake.Words
	device, account lake.Word // folded: the only ones to keep, 0 for all
	closed          bool      // only the units numbered so far are kept

	senders [whoShards]struct {
		sync.Mutex
		number map[sender]uint32
		all    []known
	}

	mu         sync.Mutex
	unitNumber map[unit]uint32
	units      []unit
}

// known is a sender and its unit's number.
type known struct {
	sender
	unit uint32
}

// whoShards is how many parts the senders are in, so that goroutines seldom wait.
const whoShards = 16

func newWho(q *Query) *who {
	w := &who{words: lake.NewWords(), unitNumber: make(map[unit]uint32)}
	if q.DeviceID != "" {
		w.device = w.words.Of(activesync.FoldDevice(q.DeviceID))
	}
	if q.User != "" {
		w.account = w.words.Of(activesync.Account(q.User))
	}
	for i := range w.senders {
		w.senders[i].number = make(map[sender]uint32)
	}
	return w
}

// number gives the numbers of a sender and of its unit.
func (w *who) number(s sender) (number, unit uint32) {
	part := uint32(s.device) % whoShards
	shard := &w.senders[part]
	shard.Lock()
	defer shard.Unlock()
	at, seen := shard.number[s]
	if !seen {
		at = uint32(len(shard.all))
		shard.number[s] = at
		shard.all = append(shard.all, known{s, w.unitOf(s)})
	}
	return at*whoShards + part, shard.all[at].unit
}

func (w *who) unitOf(s sender) uint32 {
	user := w.words.Text(s.user)
	u := unit{
		device:  w.words.Of(activesync.FoldDevice(w.words.Text(s.device))),
		account: w.words.Of(activesync.Account(user)),
		probe:   activesync.IsProbe(user, w.words.Text(s.agent)),
	}
	if w.device != 0 && u.device != w.device || w.account != 0 && u.account != w.account {
		return leftOut
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	n, seen := w.unitNumber[u]
	if !seen && w.closed {
		return leftOut
	}
	if !seen {
		n = uint32(len(w.units))
		w.unitNumber[u] = n
		w.units = append(w.units, u)
	}
	return n
}

// only keeps what some devices did, but for probes: their units are numbered in
// order, those that are named again get the number that they have.
func (w *who) only(wanted []Identity) (numbers []uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, identity := range wanted {
		u := unit{device: w.words.Of(activesync.FoldDevice(identity.DeviceID)), account: w.words.Of(activesync.Account(identity.User))}
		n, seen := w.unitNumber[u]
		if !seen {
			n = uint32(len(w.units))
			w.unitNumber[u] = n
			w.units = append(w.units, u)
		}
		numbers = append(numbers, n)
	}
	w.closed = true
	return numbers
}

// forget gives memory back: no more senders will be numbered.
func (w *who) forget() {
	w.unitNumber = nil
	for i := range w.senders {
		w.senders[i].number = nil
	}
}

// sender gives the sender of a number. Nobody may number at the same time.
func (w *who) sender(number uint32) sender {
	return w.senders[number%whoShards].all[number/whoShards].sender
}

// names are the spellings of a unit with the most hits, the smallest of equals.
// The user is in lower case.
type names struct{ device, user, kind lake.Word }

// names looks at all the senders of a unit.
func (w *who) names(senders Tally[uint32]) names {
	if len(senders) == 1 {
		s := w.sender(senders[0].Key)
		return names{s.device, w.lower(s.user), s.kind}
	}
	var devices, users, kinds Tally[string]
	for _, c := range senders {
		s := w.sender(c.Key)
		addText(&devices, w.words.Text(s.device), c.N)
		addText(&users, strings.ToLower(w.words.Text(s.user)), c.N)
		addText(&kinds, w.words.Text(s.kind), c.N)
	}
	return names{w.words.Of(devices.top()), w.words.Of(users.top()), w.words.Of(kinds.top())}
}

func (w *who) lower(word lake.Word) lake.Word { return w.words.Of(strings.ToLower(w.words.Text(word))) }

// addText counts what is logged.
func addText(t *Tally[string], text string, n int64) {
	if text != "" {
		t.Add(text, n)
	}
}
