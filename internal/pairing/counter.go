package pairing

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// Counter counts rows for a Census. It serves one goroutine.
type Counter struct {
	census  *Census
	rows    *lake.Reader
	devices []countedDevice // by number: of a row group
	names   []username      // likewise
	claimed []uint64        // hashes of accounts in query_user, by number
	texts   [numTexts][]countedText

	logons   map[logon]bool
	persons  map[uint64]string // names in lower case
	accounts map[uint64]bool
}

// countedDevice is a device of a row group.
type countedDevice struct {
	hash     uint64
	loggedOn int64 // requests for which somebody logged on
	met      bool
}

// countedText is a text of a column and row group, and how many requests have it for which
// somebody logged on, and for which nobody did.
type countedText struct {
	hash           uint64
	proven, others int64
	bytes          int64
}

// username is a name in cs_username.
type username struct {
	text            string // in lower case
	person, account uint64 // hashes; person is 0 of who is none
}

// Counter makes one.
func (c *Census) Counter() *Counter {
	n := &Counter{census: c, rows: lake.NewReader(lake.NewWords(), append([]string{"device_id", "status", "hits"}, textColumns[:]...)...)}
	n.rows.Number("device_id", func(id []byte) activity.Word {
		n.devices = append(n.devices, countedDevice{hash: hashOfDevice(id)})
		return activity.Word(len(n.devices))
	})
	for i, column := range textColumns {
		n.rows.Number(column, func(text []byte) activity.Word { return n.number(i, text) })
	}
	n.rows.Number(textColumns[csUsernames], n.username)
	n.rows.Number(textColumns[queryUsers], func(name []byte) activity.Word {
		n.claimed = append(n.claimed, hashOfAccount(string(name)))
		return n.number(queryUsers, name)
	})
	return n
}

func (n *Counter) number(column int, text []byte) activity.Word {
	n.texts[column] = append(n.texts[column], countedText{hash: hashOf(text), bytes: int64(len(text))})
	return activity.Word(len(n.texts[column])) // 0 is none
}

func (n *Counter) username(text []byte) activity.Word {
	name := username{text: strings.ToLower(string(text))}
	name.account = hashOfAccount(name.text)
	if isPerson(name.text) {
		name.person = hashOf([]byte(name.text))
	}
	n.names = append(n.names, name)
	return n.number(csUsernames, text)
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
		n.texts[i] = n.texts[i][:0]
	}
	n.logons, n.persons, n.accounts = make(map[logon]bool), make(map[uint64]string), make(map[uint64]bool)
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
	words := [numTexts][]activity.Word{
		b.CSUsername, b.QueryUser, b.DeviceType, b.UserAgent, b.Command, b.Error, b.AccessState, b.MailboxServer, b.ClientAddress,
	}
	for i := range b.Len() {
		in, hits := loggedOn(b, i), b.Hits[i]
		for column := range words {
			switch word := words[column][i]; {
			case word == 0:
			case in:
				n.texts[column][word-1].proven += hits
			default:
				n.texts[column][word-1].others += hits
			}
		}
		n.sender(b, i, in)
	}
}

// sender counts the device of row i, and who logged on on it.
func (n *Counter) sender(b *activity.Batch, i int, in bool) {
	if b.DeviceID[i] == 0 {
		return
	}
	device := &n.devices[b.DeviceID[i]-1]
	if device.met = true; !in {
		return
	}
	device.loggedOn += b.Hits[i]
	if b.CSUsername[i] == 0 {
		return
	}
	name := &n.names[b.CSUsername[i]-1]
	n.accounts[name.account] = true
	if name.person != 0 {
		n.logons[logon{name.person, device.hash}] = true
		n.persons[name.person] = name.text
	}
}

// loggedOn reports whether row i is of somebody who logged on. What a server could not do at
// all, for a sender without a name, says nothing.
func loggedOn(b *activity.Batch, i int) bool {
	return !Anonymous(b, i) && (b.CSUsername[i] != 0 || b.Status[i] < 500)
}
