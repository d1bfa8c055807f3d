package report

import (
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// presence is in which hours of a day a file has rows of a server, as bits, and of
// which sides.
type presence struct {
	server      lake.Word
	hours       uint32
	front, back bool
}

// add notes rows in an hour of the day.
func (p *presence) add(hour int, side activesync.Side) {
	p.hours |= 1 << hour
	if side == activesync.BackEnd {
		p.back = true
	} else {
		p.front = true
	}
}

// presences are what a scanner has seen in a row group. Rows of one server mostly
// lie together.
type presences struct {
	all   []presence
	place map[lake.Word]int
	last  int
}

func newPresences() presences { return presences{place: make(map[lake.Word]int)} }

// of gives the presence of a server, to be set at once.
func (p *presences) of(server lake.Word) *presence {
	if p.last < len(p.all) && p.all[p.last].server == server {
		return &p.all[p.last]
	}
	at, seen := p.place[server]
	if !seen {
		at = len(p.all)
		p.place[server] = at
		p.all = append(p.all, presence{server: server})
	}
	p.last = at
	return &p.all[at]
}

// take gives what was seen, and forgets it.
func (p *presences) take() []presence {
	all := slices.Clone(p.all)
	p.all = p.all[:0]
	clear(p.place)
	return all
}
