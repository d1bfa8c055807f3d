package assemble

import (
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
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

// identities numbers senders and units. It serves several goroutines; the numbers then
// depend on which comes first.
type identities struct {
	words           *lake.Words
	devices, people chosenWords // folded: the only ones to keep, empty for all
	closed          bool        // only the units numbered so far are kept

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

// chosenWords are the words that a query asks for.
type chosenWords map[lake.Word]bool

func newChosenWords(words *lake.Words, fold func(string) string, texts []string) chosenWords {
	s := make(chosenWords, len(texts))
	for _, text := range texts {
		s[words.Of(fold(text))] = true
	}
	return s
}

// admits reports whether a word is one of the set. The empty set stands for all words.
func (s chosenWords) admits(word lake.Word) bool { return len(s) == 0 || s[word] }

func newIdentities(q *report.Query) *identities {
	w := &identities{words: lake.NewWords(), unitNumber: make(map[unit]uint32)}
	w.devices = newChosenWords(w.words, activesync.FoldDevice, q.DeviceIDs)
	w.people = newChosenWords(w.words, activesync.Account, q.Users)
	for i := range w.senders {
		w.senders[i].number = make(map[sender]uint32)
	}
	return w
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
	user := w.words.Text(s.user)
	u := unit{
		device:  w.words.Of(activesync.FoldDevice(w.words.Text(s.device))),
		account: w.words.Of(activesync.Account(user)),
		probe:   activesync.IsProbe(user, w.words.Text(s.agent)),
	}
	if !w.devices.admits(u.device) || !w.people.admits(u.account) {
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

// restrict keeps what some devices did, except for probes. Their units are numbered in
// order; one that is named again gets the number that it has.
func (w *identities) restrict(wanted []report.Identity) (numbers []uint32) {
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

// names are the spellings of a unit with the most hits, the smallest of equals.
// The user is in lower case.
type names struct{ device, user, kind lake.Word }

// names looks at all the senders of a unit.
func (w *identities) names(senders report.Tally[uint32]) names {
	if len(senders) == 1 {
		s := w.sender(senders[0].Key)
		return names{s.device, w.lower(s.user), s.kind}
	}
	var devices, users, kinds report.Tally[string]
	for _, c := range senders {
		s := w.sender(c.Key)
		addText(&devices, w.words.Text(s.device), c.N)
		addText(&users, strings.ToLower(w.words.Text(s.user)), c.N)
		addText(&kinds, w.words.Text(s.kind), c.N)
	}
	return names{w.words.Of(devices.Top()), w.words.Of(users.Top()), w.words.Of(kinds.Top())}
}

func (w *identities) lower(word lake.Word) lake.Word {
	return w.words.Of(strings.ToLower(w.words.Text(word)))
}

// addText counts what is logged.
func addText(t *report.Tally[string], text string, n int64) {
	if text != "" {
		t.Add(text, n)
	}
}

// senderCache remembers the numbers of the senders that came last: rows of one sender
// mostly lie together. It serves one goroutine.
type senderCache struct {
	identities *identities
	users      map[accounts]lake.Word // the effective ones
	recent     [recentSenders]struct {
		loggedSender
		number, unit uint32
		known        bool
	}
}

// loggedSender is what a row says of who sent its requests.
type loggedSender struct {
	device, kind, agent lake.Word
	accounts
}

// accounts are who logged on, and who the query says it is for.
type accounts struct{ username, queryUser lake.Word }

// recentSenders is a power of two.
const recentSenders = 64

// lookUp returns the numbers of the sender of row i, and of its unit.
func (s *senderCache) lookUp(b *activity.Batch, i int) (number, unit uint32) {
	logged := loggedSender{b.DeviceID[i], b.DeviceType[i], b.UserAgent[i], accounts{b.CSUsername[i], b.QueryUser[i]}}
	r := &s.recent[(logged.device^logged.username<<1^logged.agent<<2^logged.kind<<3^logged.queryUser<<4)%recentSenders]
	if !r.known || r.loggedSender != logged {
		r.loggedSender, r.known = logged, true
		r.number, r.unit = s.identities.number(sender{logged.device, logged.kind, s.user(logged.accounts), logged.agent})
	}
	return r.number, r.unit
}

// user returns the effective user of a row with these accounts.
func (s *senderCache) user(a accounts) lake.Word {
	if a.username == a.queryUser || a.queryUser == 0 {
		return a.username
	}
	user, known := s.users[a]
	if !known {
		words := s.identities.words
		user = words.Of(activesync.EffectiveUser(words.Text(a.username), words.Text(a.queryUser)))
		if s.users == nil {
			s.users = make(map[accounts]lake.Word)
		}
		s.users[a] = user
	}
	return user
}
