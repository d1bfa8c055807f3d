package pairing

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// Census finds out who logged on on a UTC day, on how many devices, and which texts there
// are, without keeping the texts: it is made when there are too many of them.
type Census struct {
	limits Limits
	excess Excess

	mu       sync.Mutex
	devices  map[uint64]sighting // by hash of the folded id
	logons   map[logon]bool
	names    map[uint64]string // of those who logged on, in lower case
	accounts map[uint64]bool   // likewise, without domains
	claimed  map[uint64]bool   // accounts that requests claim to be of
	texts    [numTexts]usages
}

// sighting is what is known of a device.
type sighting struct {
	hits  int64
	known bool // somebody logged on
	fate  lake.Fate
}

// logon is a person, by the hash of a name, who logged on on a device.
type logon struct{ person, device uint64 }

// usage is how many requests have a text, and how long it is.
type usage struct{ hits, bytes int64 }

// textColumns are the columns of texts that senders choose, but for the device id.
var textColumns = [numTexts]string{"cs_username", "query_user", "device_type", "user_agent", "command", "error", "access_state", "mailbox_server"}

const (
	numTexts    = 8
	csUsernames = 0 // places in textColumns
	queryUsers  = 1
)

// NewCensus is of a day without rows, for what was found to exceed the limits.
func NewCensus(l Limits, e Excess) *Census {
	c := &Census{
		limits: l, excess: e, devices: make(map[uint64]sighting), logons: make(map[logon]bool), names: make(map[uint64]string), accounts: make(map[uint64]bool),
		claimed: make(map[uint64]bool),
	}
	for i := range c.texts {
		c.texts[i] = make(usages)
	}
	return c
}

// Counter counts rows for a Census. It serves one goroutine.
type Counter struct {
	census   *Census
	rows     *lake.Reader
	devices  []uint64   // hashes, by number: of a row group
	names    []username // likewise
	claimed  []uint64   // hashes of accounts in query_user, by number
	texts    [numTexts]texts
	seen     map[uint64]sighting
	logons   map[logon]bool
	accounts map[uint64]bool
}

// username is a name in cs_username.
type username struct {
	text            string // in lower case
	person, account uint64 // hashes; person is 0 of who is none
}

// texts are the texts of a column and row group, by number.
type texts struct {
	hashes []uint64
	use    []usage
}

func (t *texts) number(text []byte) activity.Word {
	t.hashes, t.use = append(t.hashes, hashOf(text)), append(t.use, usage{0, int64(len(text))})
	return activity.Word(len(t.hashes)) // 0 is none
}

// Counter makes one.
func (c *Census) Counter() *Counter {
	n := &Counter{census: c, rows: lake.NewReader(lake.NewWords(), append([]string{"device_id", "status", "hits"}, textColumns[:]...)...)}
	n.rows.Number("device_id", func(id []byte) activity.Word {
		n.devices = append(n.devices, hashOfDevice(id))
		return activity.Word(len(n.devices))
	})
	for i, column := range textColumns {
		n.rows.Number(column, n.texts[i].number)
	}
	n.rows.Number(textColumns[csUsernames], n.username)
	n.rows.Number(textColumns[queryUsers], func(name []byte) activity.Word {
		n.claimed = append(n.claimed, hashOfAccount(string(name)))
		return n.texts[queryUsers].number(name)
	})
	return n
}

func (n *Counter) username(text []byte) activity.Word {
	name := username{text: strings.ToLower(string(text))}
	name.account = hashOfAccount(name.text)
	if isPerson(name.text) {
		name.person = hashOf([]byte(name.text))
	}
	n.names = append(n.names, name)
	return n.texts[csUsernames].number(text)
}

// hashOf is of a text that somebody may have chosen for its hash.
func hashOf(text []byte) uint64 {
	sum := sha256.Sum256(text)
	return binary.BigEndian.Uint64(sum[:])
}

func hashOfDevice(id []byte) uint64 { return hashOf([]byte(activesync.FoldDevice(string(id)))) }

func hashOfAccount(name string) uint64 { return hashOf([]byte(activesync.Account(name))) }

// Count counts the rows of a row group.
func (n *Counter) Count(g lake.Group) error {
	n.devices, n.names, n.claimed = n.devices[:0], n.names[:0], n.claimed[:0]
	for i := range n.texts {
		n.texts[i].hashes, n.texts[i].use = n.texts[i].hashes[:0], n.texts[i].use[:0]
	}
	n.seen, n.logons, n.accounts = make(map[uint64]sighting), make(map[logon]bool), make(map[uint64]bool)
	if err := n.rows.Open(g); err != nil {
		return err
	}
	defer n.rows.Close()
	for left := g.Rows(); left > 0; {
		b, err := n.rows.Next()
		if err != nil {
			return err
		}
		n.batch(b)
		left -= int64(b.Len())
	}
	n.census.add(n)
	return nil
}

func (n *Counter) batch(b *activity.Batch) {
	words := [numTexts][]activity.Word{b.CSUsername, b.QueryUser, b.DeviceType, b.UserAgent, b.Command, b.Error, b.AccessState, b.MailboxServer}
	for column := range words {
		for i, word := range words[column] {
			if word != 0 {
				n.texts[column].use[word-1].hits += b.Hits[i]
			}
		}
	}
	for i := range b.Len() {
		if b.DeviceID[i] == 0 {
			continue
		}
		device := n.devices[b.DeviceID[i]-1]
		s, in := n.seen[device], loggedOn(b, i)
		n.seen[device] = sighting{hits: s.hits + b.Hits[i], known: s.known || in}
		if name := b.CSUsername[i]; name != 0 && in {
			n.accounts[n.names[name-1].account] = true
			if person := n.names[name-1].person; person != 0 {
				n.logons[logon{person, device}] = true
			}
		}
	}
}

// add takes in what was counted.
func (c *Census) add(n *Counter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for device, s := range n.seen {
		all := c.devices[device]
		c.devices[device] = sighting{hits: all.hits + s.hits, known: all.known || s.known}
	}
	for l := range n.logons {
		c.logons[l] = true
	}
	for i := range n.names {
		c.names[n.names[i].person] = n.names[i].text
	}
	for _, account := range n.claimed {
		c.claimed[account] = true
	}
	for account := range n.accounts {
		c.accounts[account] = true
	}
	for i := range n.texts {
		for k, hash := range n.texts[i].hashes {
			use := n.texts[i].use[k]
			c.texts[i][hash] = usage{c.texts[i][hash].hits + use.hits, use.bytes}
		}
	}
}

// loggedOn reports whether row i is of somebody who logged on. What a server could not do at
// all, for a sender without a name, says nothing.
func loggedOn(b *activity.Batch, i int) bool {
	return !Anonymous(b, i) && (b.CSUsername[i] != 0 || b.Status[i] < 500)
}
