package finding

import (
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
)

func isLocked(c *report.Cell) bool { return refusedLogon(c) && c.Win32Status == activesync.LockedOut }

// withCodes matches logons that were refused for one of some reasons of Windows.
func withCodes(codes ...int64) func(*report.Cell) bool {
	return func(c *report.Cell) bool { return refusedLogon(c) && slices.Contains(codes, c.Win32Status) }
}

// uncheckedLogon reports whether the server could not check a cell's logons.
func uncheckedLogon(c *report.Cell) bool {
	return refusedLogon(c) && c.Answer().Owner() == activesync.Server
}

// ownReasons are those of refused logons that have rules of their own.
var ownReasons = withCodes(1327, 1328, 1329, 1330, 1331, 1385, 1793, 1907, activesync.LockedOut)

// otherLogon matches refused logons for which the name or the password is to blame.
func otherLogon(c *report.Cell) bool {
	return refusedLogon(c) && !ownReasons(c) && c.Answer().Owner() != activesync.Server
}

// wrongPassword matches logons that count towards a lockout.
var wrongPassword = withCodes(1326, 2148074252)

// refusals are how many logons of a row were refused, at most.
func refusals(r *report.Row) int64 { return failuresOf(r, 401) }

// logons finds refused ones, and where they come from.
func logons(match func(*report.Cell) bool, most limit) check {
	by := check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(refusals(s.Row), most(t)) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(match)
			if !g.daily(most(t)) || s.explained(&g, most(t)) {
				return e
			}
			e = g.evidence(s)
			s.addAddresses(&e)
			return e
		},
	}
	return by.state()
}

// addAddresses says where the requests come from, beside the numbers: it is what one acts by.
func (s *Subject) addAddresses(e *evidence) {
	if from := s.Detail.Clients; len(from.Top) > 0 {
		e.sentences = slices.Insert(e.sentences, 1, fmt.Sprintf("The device's requests come from %s.", addresses(from)))
	}
}

// lockout finds devices that lock their account out: they tried wrong passwords and meet
// the lock.
func lockout() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(refusals(s.Row), t.Lockouts) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			locked, wrong := s.cells(isLocked), s.cells(wrongPassword)
			if !locked.daily(t.Lockouts) || s.explained(&locked, t.Lockouts) || wrong.hits == 0 || s.lockedBy() != nil {
				return e
			}
			e = locked.evidence(s)
			s.addAddresses(&e)
			e.add("It tried a wrong password %s, %s.", times(wrong.hits), s.from(wrong.first, wrong.last))
			return e
		},
	}
}

// lockedElsewhere finds devices that meet a lock which they did not cause. It is a note
// where another device of the user did, which is told, and where the lock is over.
func lockedElsewhere() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(refusals(s.Row), t.Lockouts) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			locked := s.cells(isLocked)
			other := s.lockedBy()
			if !locked.daily(t.Lockouts) || other == nil && s.cells(wrongPassword).hits > 0 {
				return e
			}
			e = locked.evidence(s)
			if other == nil {
				if a := s.Account; a != nil && a.Elsewhere > 0 {
					e.add("Logons of this user were refused %s from networks where the device does not log on, most from address %s.", times(a.Elsewhere), quote(a.ElsewhereFrom))
				} else {
					e.add("No wrong password of this user was logged here.")
				}
				e.note = !s.lasts(&e)
				return e
			}
			e.note = true
			wrong := cellsOf(other, wrongPassword)
			e.add("Device %s of the same user tried a wrong password %s, from %s.", quote(other.DeviceID), times(wrong.hits), addresses(other.Clients))
			return e
		},
	}
}

// timesGuilty is how many times as many wrong passwords as a device another one must have
// tried to be the one that locked the account.
const timesGuilty = 4

// lockedBy is the user's other device with most wrong passwords, nil if none has far more than
// this one.
func (s *Subject) lockedBy() (most *report.Detail) {
	hits := max(0, timesGuilty*s.cells(wrongPassword).hits-1)
	for _, other := range s.Others {
		if n := cellsOf(other, wrongPassword).hits; n > hits {
			most, hits = other, n
		}
	}
	return most
}

// neverLogsOn finds devices that are challenged and not served. What they were served as the
// day began does not count: a Ping of the day before may end in it.
func neverLogsOn() check {
	const (
		allPercent = 98 // of its requests
		beginning  = 10 // a part of the device's time, one in so many
	)
	all := func(s *Subject, t *Thresholds) int64 {
		n := s.Row.Statuses.Of(401)
		if n*100 < allPercent*s.Row.Hits {
			return 0
		}
		return from(n, t.NeverLogsOn)
	}
	return check{
		hint: all,
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(challenged)
			served := s.cells(func(c *report.Cell) bool { return !challenged(c) && !failed(c) })
			soon := s.Row.First.Add(s.Row.Last.Sub(s.Row.First) / beginning)
			if all(s, t) == 0 || g.hits*2 < s.Row.Hits || served.hits > 0 && served.last.After(soon) || s.explained(&g, t.NeverLogsOn) {
				return e
			}
			e = g.evidence(s)
			s.addAddresses(&e)
			return e
		},
	}
}

// addresses writes where most requests come from.
func addresses(from report.Shares) string {
	var counts report.Tally[string]
	for _, share := range from.Top {
		counts.Add(share.Name, share.Hits)
	}
	const most = 3
	text := list(counts, most)
	if from.Names > len(from.Top) {
		text += fmt.Sprintf("; %d addresses in all", from.Names)
	}
	return text
}
