package pairing

import (
	"hash/maphash"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// Census finds out who logged on on a UTC day, without keeping the texts of those who did
// not: it is made when there are too many of them.
type Census struct {
	seed maphash.Seed

	mu       sync.Mutex
	devices  map[uint64]bool // by hash of the folded id: whether somebody logged on
	accounts map[uint64]bool // of those who logged on
}

// NewCensus is of a day without rows.
func NewCensus() *Census {
	return &Census{seed: maphash.MakeSeed(), devices: make(map[uint64]bool), accounts: make(map[uint64]bool)}
}

// CensusColumns are those that a census reads.
var CensusColumns = []string{"device_id", "cs_username", "status"}

// Counter counts rows for a Census. It serves one goroutine.
type Counter struct {
	census         *Census
	rows           *lake.Reader
	devices, names []uint64 // hashes, by number: of a row group
	seen, accounts map[uint64]bool
}

// Counter makes one.
func (c *Census) Counter() *Counter {
	n := &Counter{census: c, rows: lake.NewReader(lake.NewWords(), CensusColumns...)}
	n.rows.Number("device_id", func(id []byte) activity.Word { return numbered(&n.devices, c.device(id)) })
	n.rows.Number("cs_username", func(name []byte) activity.Word { return numbered(&n.names, c.account(name)) })
	return n
}

func numbered(hashes *[]uint64, hash uint64) activity.Word {
	*hashes = append(*hashes, hash)
	return activity.Word(len(*hashes)) // 0 is none
}

func (c *Census) device(id []byte) uint64 {
	return maphash.String(c.seed, activesync.FoldDevice(string(id)))
}

func (c *Census) account(name []byte) uint64 {
	return maphash.String(c.seed, activesync.Account(string(name)))
}

// Count counts the rows of a row group.
func (n *Counter) Count(g lake.Group) error {
	n.devices, n.names = n.devices[:0], n.names[:0]
	n.seen, n.accounts = make(map[uint64]bool), make(map[uint64]bool)
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
	c := n.census
	c.mu.Lock()
	defer c.mu.Unlock()
	for device, known := range n.seen {
		c.devices[device] = c.devices[device] || known
	}
	for account := range n.accounts {
		c.accounts[account] = true
	}
	return nil
}

func (n *Counter) batch(b *activity.Batch) {
	for i := range b.Len() {
		if b.DeviceID[i] == 0 {
			continue
		}
		device := n.devices[b.DeviceID[i]-1]
		n.seen[device] = n.seen[device] || loggedOn(b, i)
		if name := b.CSUsername[i]; name != 0 && loggedOn(b, i) {
			n.accounts[n.names[name-1]] = true
		}
	}
}

// loggedOn reports whether row i is of somebody who logged on. What a server could not do at
// all, for a sender without a name, says nothing.
func loggedOn(b *activity.Batch, i int) bool {
	return !Anonymous(b, i) && (b.CSUsername[i] != 0 || b.Status[i] < 500)
}

// Strangers is how many devices there are on which nobody logged on.
func (c *Census) Strangers() (n int64) {
	for _, known := range c.devices {
		if !known {
			n++
		}
	}
	return n
}

// Folding folds the rows of strangers. Of the texts in them those stay that name an account
// which logged on elsewhere, and the commands of ActiveSync.
func (c *Census) Folding() *lake.Folding {
	return &lake.Folding{
		Knows:    func(id []byte) bool { return c.devices[c.device(id)] },
		Names:    func(name []byte) bool { return c.accounts[c.account(name)] },
		Commands: isCommand, Other: FoldedText,
	}
}

// FoldedText stands for the commands and error texts of folded rows.
const FoldedText = "(other)"

// isCommand reports whether a text is a command of ActiveSync as it is written in the lake.
func isCommand(text []byte) bool {
	for command := activesync.Ping; command < activesync.Other; command++ {
		if strings.EqualFold(command.String(), string(text)) {
			return true
		}
	}
	return false
}
