package page

import (
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
)

// What a page shows of a diagnosis.
const (
	// maxDevices is how many devices have a card and a sheet of their own.
	maxDevices = 100
	// openCards is how many cards are seen at first.
	openCards = 12
	// openGroup is how many of one cause.
	openGroup = 4
	// openKinds is how many rules are seen at first.
	openKinds = 8
	// openFindings is how many findings a card shows at first.
	openFindings = 3
)

// findings are what is wrong: with what devices share, by rule, and by device.
type findings struct {
	Shared []found
	// Kinds are those seen at first, MoreKinds the others.
	Kinds, MoreKinds []story.Cause
	// Groups are the devices by what to say of them first.
	Groups []group
	More   string
	// Well are devices that were asked for, of which nothing was found.
	Well []identity
}

// group is the devices of one cause.
type group struct {
	story.Cause
	// Cards are those seen at first, Folded the others.
	Cards, Folded []card
}

// newFindings is nil where nobody looked, or there was nothing to look at.
func newFindings(r *report.Report, s *story.Story) *findings {
	if !s.Judged || r.Totals.Hits == 0 {
		return nil
	}
	f := &findings{Kinds: s.Causes}
	for i := range s.Shared {
		shared := newFound(&r.Query, &s.Shared[i].Finding)
		shared.Anchor = sharedAnchor(i)
		f.Shared = append(f.Shared, shared)
	}
	if n := openKinds; len(f.Kinds) > n+1 {
		f.Kinds, f.MoreKinds = f.Kinds[:n], f.Kinds[n:]
	}
	left := openCards
	for i := range s.Causes {
		g := newGroup(r, s, &s.Causes[i], &left)
		if len(g.Cards)+len(g.Folded) > 0 {
			f.Groups = append(f.Groups, g)
		}
	}
	for i := range s.Well {
		f.Well = append(f.Well, newIdentity(min(len(s.Devices), maxDevices)+i, &s.Well[i]))
	}
	if n := len(s.Devices) - maxDevices; n > 0 {
		f.More = plural(int64(n), "more device has less severe findings", "more devices have less severe findings") + ": the table below finds them."
	}
	return f
}

// newGroup makes the cards of a cause. Those that are more than a few, or beyond what is
// left of the cards seen at first, are folded.
func newGroup(r *report.Report, s *story.Story, c *story.Cause, left *int) group {
	g := group{Cause: *c}
	for _, place := range c.First {
		if place >= maxDevices {
			continue
		}
		card := newCard(&r.Query, place, &s.Devices[place])
		if *left > 0 && len(g.Cards) < openGroup {
			g.Cards = append(g.Cards, card)
			*left--
		} else {
			g.Folded = append(g.Folded, card)
		}
	}
	return g
}
