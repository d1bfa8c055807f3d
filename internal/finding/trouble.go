package finding

import (
	"slices"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

// Trouble is something wrong with a server, or with anything else that many devices share,
// as far as it explains what a device met.
type Trouble struct {
	// From and To are when it was.
	From, To time.Time
	// SlowServer is the name of a server whose answers were slow, "" for other troubles.
	SlowServer string

	kind    kinds  // of what it explains
	address string // address or network from where logons were refused
	agent   string // user agent whose logons were refused
	// failing is a user agent whose requests fail, in the ways of outcomes.
	failing  string
	outcomes []string
	busier   bool   // all devices are
	account  string // whose password was guessed
	// challenges says that requests from the address were challenged, and none was refused.
	challenges bool
}

// kinds is a set of report.Kind, and one bit for what is of no kind.
type kinds uint16

const noKind kinds = 1 << report.Kinds

// explains is which kinds a shared trouble explains: one of any failure explains them all.
func explains(kind report.Kind) kinds {
	if kind == report.Failed {
		return 1<<report.Kinds | (1<<report.Kinds - 1)
	}
	return 1 << kind
}

// kindOf is the kind of a cell's requests, as a set.
func kindOf(c *report.Cell) kinds {
	if kind, known := report.KindOf(c.Answer(), c.Error); known {
		return 1 << kind
	}
	return noKind
}

// explained reports whether troubles that many devices share leave less than so many
// requests a day of what was found. Those in the time of a trouble count as explained:
// minutes tell how many failed then.
func (s *Subject) explained(g *group, limit int64) bool {
	if len(s.Troubles) == 0 {
		return false
	}
	left := g.hits
	for i := range s.Troubles {
		x := &s.Troubles[i]
		switch {
		case x.account != "" && s.Row.Stranger() && activesync.Account(s.Row.User) == x.account:
			return true // the device ids are the guesser's
		case x.address != "" || x.agent != "":
			if x.sent(s) && g.kinds == noKind && (g.refused == g.hits || x.challenges && g.refused == 0) {
				return true
			}
		case x.failing != "":
			if s.mostlyAgent(x.failing) {
				left -= g.endedAs(x.outcomes)
			}
		case x.kind&g.kinds == 0:
		case s.Detail.NoMinutes:
			if !g.first.Before(x.From) && g.last.Before(x.To) {
				return true
			}
		default:
			left -= s.failuresIn(x)
		}
	}
	return left < limit*days(g.first, g.last) || restPart*left <= g.hits
}

// restPart is the part of what was found, one in so many, that may lie just outside the time of a
// shared trouble, which is told by whole quarters of an hour.
const restPart = 10

// sent reports whether an attack sent most of a device's requests.
func (x *Trouble) sent(s *Subject) bool {
	if x.agent != "" {
		return s.Row.Stranger() && s.mostlyAgent(x.agent)
	}
	clients := s.Detail.Clients.Top
	return len(clients) > 0 && inNetwork(x.address, clients[0].Name)
}

// mostlyAgent reports whether a device's requests came from a user agent, or most of them.
func (s *Subject) mostlyAgent(name string) bool {
	agents := s.Detail.UserAgents.Top
	return len(agents) > 0 && agents[0].Name == name
}

// failuresIn is how many requests failed in the time of a trouble.
func (s *Subject) failuresIn(x *Trouble) (n int64) {
	for i := range s.Detail.Minutes {
		if m := &s.Detail.Minutes[i]; !m.Start.Before(x.From) && m.Start.Before(x.To) {
			n += m.Failures
		}
	}
	return n
}

// withAll reports whether a device was busy in the time in which all devices were busier than
// usual, and not far more than they.
func (s *Subject) withAll(first, last time.Time) bool {
	return s.Row.Hits <= timesOutlier*s.Crowd.Hits && slices.ContainsFunc(s.Troubles, func(x Trouble) bool {
		return x.busier && first.Before(x.To) && last.After(x.From)
	})
}

// slowPart is the share of a device's requests, in percent, that a slow server must have to
// explain that the device is slow.
const slowPart = 5

// onSlowServer reports whether the device used a server that was slow for all.
func (s *Subject) onSlowServer() bool {
	for i := range s.Troubles {
		for _, shares := range []report.Shares{s.Detail.Servers, s.Detail.Mailboxes} {
			for _, share := range shares.Top {
				if share.Name == s.Troubles[i].SlowServer && share.Hits*100 >= slowPart*s.Row.Hits {
					return true
				}
			}
		}
	}
	return false
}
