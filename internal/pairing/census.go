package pairing

import (
	"math"
	"sync"
)

// Census finds out who logged on on a UTC day, on how many devices, and which texts there
// are, without keeping the texts. It is made when there are too many of them, and takes the
// same memory however many there are:
//
//   - Of those who never logged on nothing is kept but a sample, for their number.
//   - What those sent who did log on is counted exactly. If it is too much for one reading
//     of the rows, a reading counts only some of it, by hashes, and the rows are read again.
//
// So those who never logged on can neither crowd out those who did nor have rows read twice.
type Census struct {
	limits Limits
	excess Excess

	mu  sync.Mutex
	now *reading

	everybody *everybody // nil until the first reading has ended
	owners    owners
	proven    [numTexts]ranking // texts that those sent who logged on
}

// reading is what is counted while all rows are read: hashes from low to high.
type reading struct {
	low, high uint64
	room      int

	everybody *everybody       // nil after the first reading
	devices   map[uint64]int64 // requests for which somebody logged on, by hash of the folded id
	logons    map[logon]bool
	texts     [numTexts]usages // likewise
}

// everybody is what is small, or of which a sample is enough.
type everybody struct {
	devices  sample[struct{}]        // all of them
	claimed  sample[struct{}]        // accounts that requests claim to be of
	texts    [numTexts]sample[usage] // that those sent who did not log on
	names    map[uint64]string       // of persons who logged on, in lower case
	accounts map[uint64]bool         // of all who logged on, without domains
}

// logon is a person, by the hash of a name, who logged on on a device.
type logon struct{ person, device uint64 }

// textColumns are the columns of texts that senders choose, but for the device id.
var textColumns = [numTexts]string{
	"cs_username", "query_user", "device_type", "user_agent", "command", "error", "access_state", "mailbox_server", "client_address",
}

const (
	numTexts    = 9
	csUsernames = 0 // places in textColumns
	queryUsers  = 1
)

// defaultRoom is how many entries a reading keeps, of some 50 bytes each. A day of two million
// phones fits.
const defaultRoom = 4 << 20

// NewCensus is of a day without rows, for what was found to exceed the limits.
func NewCensus(l Limits, e Excess) *Census {
	c := &Census{limits: l, excess: e, owners: newOwners(l.Devices)}
	c.now = &reading{high: math.MaxUint64}
	c.Begin()
	return c
}

// Begin begins a reading of all rows, or begins it again.
func (c *Census) Begin() {
	first := c.everybody == nil
	c.now = newReading(c.limits, c.now.low, c.now.high, first)
}

func newReading(l Limits, low, high uint64, first bool) *reading {
	r := &reading{low: low, high: high, room: l.Room, devices: make(map[uint64]int64), logons: make(map[logon]bool)}
	if r.room == 0 {
		r.room = defaultRoom
	}
	for i := range r.texts {
		r.texts[i] = make(usages)
	}
	if first {
		r.everybody = newEverybody(r.room)
	}
	return r
}

// newEverybody bounds the samples so that all of them together take what a reading does.
func newEverybody(room int) *everybody {
	e := &everybody{
		devices: newSample[struct{}](room / 4), claimed: newSample[struct{}](room / 16),
		names: make(map[uint64]string), accounts: make(map[uint64]bool),
	}
	for i := range e.texts {
		e.texts[i] = newSample[usage](room / 16)
	}
	return e
}

// End ends a reading, and reports whether all is counted. If not, rows are to be read again.
func (c *Census) End() bool {
	r := c.now
	if r.everybody != nil {
		c.everybody = r.everybody
	}
	c.owners.add(r.devices, r.logons)
	for i := range r.texts {
		c.proven[i].add(r.texts[i], maxTexts(i))
		for hash := range r.texts[i] {
			delete(c.everybody.texts[i].all, hash)
		}
	}
	c.now = nil
	if r.high == math.MaxUint64 {
		return true
	}
	// As many hashes as fitted this time will do so again, or nearly.
	low := r.high + 1
	c.now = &reading{low: low, high: max(low, low+(r.high-r.low))}
	if c.now.high == low {
		c.now.high = math.MaxUint64
	}
	return false
}

// add takes in what was counted of a row group.
func (c *Census) add(n *Counter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.now
	for i := range n.devices {
		if d := &n.devices[i]; d.loggedOn > 0 && r.counts(d.hash) {
			r.devices[d.hash] += d.loggedOn
		}
	}
	for l := range n.logons {
		if r.counts(l.device) {
			r.logons[l] = true
		}
	}
	for i := range n.texts {
		for _, t := range n.texts[i] {
			if t.proven > 0 && r.counts(t.hash) {
				r.texts[i].add(t.hash, usage{t.proven, t.bytes})
			}
		}
	}
	if r.everybody != nil {
		r.everybody.add(n)
	}
	r.shrink()
}

func (r *reading) counts(hash uint64) bool { return r.low <= hash && hash <= r.high }

// shrink leaves half of the hashes to later readings while there is no room for them. Which
// are left does not depend on the order of rows.
func (r *reading) shrink() {
	for r.entries() > r.room && r.high > r.low {
		r.high = r.low + (r.high-r.low)/2
		for hash := range r.devices {
			if !r.counts(hash) {
				delete(r.devices, hash)
			}
		}
		for l := range r.logons {
			if !r.counts(l.device) {
				delete(r.logons, l)
			}
		}
		for i := range r.texts {
			for hash := range r.texts[i] {
				if !r.counts(hash) {
					delete(r.texts[i], hash)
				}
			}
		}
	}
}

func (r *reading) entries() int {
	n := len(r.devices) + len(r.logons)
	for i := range r.texts {
		n += len(r.texts[i])
	}
	return n
}

func (e *everybody) add(n *Counter) {
	for i := range n.devices {
		if d := &n.devices[i]; d.met {
			e.devices.add(d.hash, func(struct{}) struct{} { return struct{}{} })
		}
	}
	for _, account := range n.claimed {
		e.claimed.add(account, func(struct{}) struct{} { return struct{}{} })
	}
	for i := range n.texts {
		for _, t := range n.texts[i] {
			if t.others > 0 {
				e.texts[i].add(t.hash, func(u usage) usage { return usage{u.hits + t.others, t.bytes} })
			}
		}
	}
	for person, name := range n.persons {
		e.names[person] = name
	}
	for account := range n.accounts {
		e.accounts[account] = true
	}
}
