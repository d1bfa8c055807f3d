package report

import (
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// presence is in which hours of a day a file has rows of a server, as bits, and of
// which sides.
type presence struct {
	server       lake.Word
	hours, sides uint32
}

func (p *presence) has(side activesync.Side) bool { return p.sides>>side&1 != 0 }

// presences are what a scanner has seen in a row group.
type presences struct {
	all   []presence
	place map[lake.Word]int
}

func newPresences() presences { return presences{place: make(map[lake.Word]int)} }

// of gives the presence of a server, which holds until that of another is asked for.
func (p *presences) find(server lake.Word) *presence {
	at, seen := p.place[server]
	if !seen {
		at = len(p.all)
		p.place[server] = at
		p.all = append(p.all, presence{server: server})
	}
	return &p.all[at]
}

// take gives what was seen, and forgets it.
func (p *presences) take() []presence {
	all := slices.Clone(p.all)
	p.all = p.all[:0]
	clear(p.place)
	return all
}
