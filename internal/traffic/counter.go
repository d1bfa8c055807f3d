package traffic

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/iislog"
)

const hourMs = 60 * 60 * 1000

// Counter counts the records of a part of a log. The zero Counter is ready for use, and
// nothing is allocated for a record whose hour and server were seen.
type Counter struct {
	slots  []slot
	places map[place]int // in slots
	last   int           // the slot of the record before
}

// place is an hour, counted from 1970 UTC, and a server as logged, "" where none is.
type place struct {
	hour   int64
	server string
}

// slot is the load of a server in an hour.
type slot struct {
	place
	loads loads
}

type loads [numSegments]load

// load is what was logged. A sum counts only if its bit is set in logged.
type load struct {
	hits, serverErrors   int64
	sent, received, took int64
	logged               uint8
}

// The bits of load.logged.
const (
	loggedSent = 1 << iota
	loggedReceived
	loggedTook
)

// Reset forgets what was counted.
func (c *Counter) Reset() {
	c.slots, c.last = c.slots[:0], 0
	clear(c.places)
}

// AddRequest counts a record that is an ActiveSync request.
func (c *Counter) AddRequest(q *activesync.Request) {
	l := &c.slot(q.UnixMilli, q.Server).loads[ActiveSync]
	l.add(int(q.Status), q.BytesSent, q.BytesReceived, q.TimeTaken)
}

// AddRecord counts a record that is not.
func (c *Counter) AddRecord(r *iislog.Record) {
	server := r.Value(iislog.ComputerName)
	if server == nil {
		server = r.Value(iislog.ServerIP)
	}
	l := &c.slot(r.UnixMilli, server).loads[SegmentOf(r.Value(iislog.Stem))]
	l.add(r.Status, size(r.Natural(iislog.BytesSent)), size(r.Natural(iislog.BytesReceived)), duration(r.Natural(iislog.TimeTaken)))
}

func (l *load) add(status int, sent, received, took int64) {
	l.hits++
	if status >= 500 {
		l.serverErrors++
	}
	if sent >= 0 {
		l.sent += sent
		l.logged |= loggedSent
	}
	if received >= 0 {
		l.received += received
		l.logged |= loggedReceived
	}
	if took >= 0 {
		l.took += took
		l.logged |= loggedTook
	}
}

// slot is the one of a time and a server. It holds until the next call.
func (c *Counter) slot(unixMilli int64, server []byte) *slot {
	hour := unixMilli / hourMs // iislog reads no time before 1990
	if c.last < len(c.slots) {
		if s := &c.slots[c.last]; s.hour == hour && s.server == string(server) {
			return s
		}
	}
	at, known := c.places[place{hour, string(server)}]
	if !known {
		at = c.open(hour, string(server))
	}
	c.last = at
	return &c.slots[at]
}

func (c *Counter) open(hour int64, server string) int {
	if c.places == nil {
		c.places = make(map[place]int)
	}
	at := len(c.slots)
	c.slots = append(c.slots, slot{place: place{hour, server}})
	c.places[c.slots[at].place] = at
	return at
}

// The largest numbers that make sense in a record, as for ActiveSync requests: larger
// ones are underflows, and count as not logged.
const (
	maxBytes     = 1 << 40
	maxTimeTaken = 7 * 24 * hourMs
	noSize       = 1<<32 - 1 // a -1 of 32 bits
)

// size is a number of bytes, or -1.
func size(n int64) int64 {
	if n > maxBytes || n == noSize {
		return -1
	}
	return n
}

// duration is a number of milliseconds, or -1.
func duration(n int64) int64 {
	if n > maxTimeTaken {
		return -1
	}
	return n
}
