package report

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// senders numbers the senders of rows. Rows of one sender mostly lie together: it
// remembers a few, and asks who for others. It serves one goroutine.
type senders struct {
	who    *who
	users  map[accounts]lake.Word // the effective ones
	recent [recentSenders]struct {
		logged
		number, unit uint32
		known        bool
	}
}

// logged is what a row says of who sent its requests.
type logged struct {
	device, kind, agent lake.Word
	accounts
}

// accounts are who logged on, and who the query says it is for.
type accounts struct{ username, queryUser lake.Word }

// recentSenders is a power of two.
const recentSenders = 64

// of gives the numbers of the sender of row i, and of its unit.
func (s *senders) of(b *activity.Batch, i int) (number, unit uint32) {
	row := logged{b.DeviceID[i], b.DeviceType[i], b.UserAgent[i], accounts{b.CSUsername[i], b.QueryUser[i]}}
	r := &s.recent[(row.device^row.username<<1^row.agent<<2^row.kind<<3^row.queryUser<<4)%recentSenders]
	if !r.known || r.logged != row {
		r.logged, r.known = row, true
		r.number, r.unit = s.who.number(sender{row.device, row.kind, s.user(row.accounts), row.agent})
	}
	return r.number, r.unit
}

// user is the effective user of a row with these accounts.
func (s *senders) user(a accounts) lake.Word {
	if a.username == a.queryUser || a.queryUser == 0 {
		return a.username
	}
	user, known := s.users[a]
	if !known {
		words := s.who.words
		user = words.Of(activesync.EffectiveUser(words.Text(a.username), words.Text(a.queryUser)))
		if s.users == nil {
			s.users = make(map[accounts]lake.Word)
		}
		s.users[a] = user
	}
	return user
}
