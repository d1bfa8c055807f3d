package report

import "github.com/easreport/easreport/internal/activity"

// senders numbers the senders of rows. Rows of one sender mostly lie together: it
// remembers a few, and asks who for others. It serves one goroutine.
type senders struct {
	who    *who
	recent [recentSenders]struct {
		sender
		number, unit uint32
		known        bool
	}
}

// recentSenders is a power of two.
const recentSenders = 64

// of gives the numbers of the sender of row i, and of its unit.
func (s *senders) of(b *activity.Batch, i int) (number, unit uint32) {
	who := sender{b.DeviceID[i], b.DeviceType[i], b.UserName[i], b.UserAgent[i]}
	r := &s.recent[(who.device^who.user<<1^who.agent<<2^who.kind<<3)%recentSenders]
	if !r.known || r.sender != who {
		r.sender, r.known = who, true
		r.number, r.unit = s.who.number(who)
	}
	return r.number, r.unit
}
