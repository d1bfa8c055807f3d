package finding

import (
	"math"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// How requests must lie to be called regular. People and mail come at random, which
// looks regular for a while: of random requests, one to five a minute all day long,
// the longest stretch that passes is below 110.
const (
	// evenly is how many requests more or fewer than evenly spaced ones there may
	// have been at any time since the stretch began. A clock's stay within one
	// whatever the minutes are that they are counted by.
	evenly = 1.5
	// leastMinutes is what a stretch takes at least: any few minutes are even, and so is a
	// long download.
	leastMinutes = 60
)

// stretch is a part of the requests of a command, one after the other.
type stretch struct {
	requests    int64
	minutes     int64
	first, last time.Time // minutes
}

// interval is the time from one request to the next.
func (s *stretch) interval() time.Duration {
	return time.Duration(s.minutes) * time.Minute / time.Duration(max(1, s.requests))
}

// longestEven is the longest stretch in which the requests of a command are evenly
// spaced in time. It follows the sum of the requests along a cone of all slopes
// that no minute has ruled out, and begins again where none is left.
func longestEven(minutes []report.Minute, command string) (longest stretch) {
	var now stretch
	var end, low, high float64 // of the minute before; slopes in requests a minute
	for i := range minutes {
		n := minutes[i].Commands.Of(command)
		if n == 0 {
			continue
		}
		start := float64(minutes[i].Start.Unix()) / 60
		l, h := narrow(low, high, start-end, float64(now.requests))
		l, h = narrow(l, h, start+1-end, float64(now.requests+n))
		if now.first.IsZero() || l > h {
			// The first minute may have begun before the requests did: it is not counted.
			now = stretch{first: minutes[i].Start, last: minutes[i].Start}
			end, low, high = start+1, 0, math.Inf(1)
			continue
		}
		low, high = l, h
		now.requests += n
		now.last = minutes[i].Start
		now.minutes = int64(start + 1 - end)
		if now.minutes >= leastMinutes && now.requests > longest.requests {
			longest = now
		}
	}
	return longest
}

// narrow leaves of the slopes those that come near n requests after so many minutes.
func narrow(low, high, minutes, n float64) (float64, float64) {
	if minutes <= 0 {
		return low, high
	}
	return max(low, (n-evenly)/minutes), min(high, (n+evenly)/minutes)
}

// failedWithAll reports whether most of a stretch failed in the time of a trouble that many
// devices met: a phone tries again at its interval.
func (s *Subject) failedWithAll(even *stretch) bool {
	return slices.ContainsFunc(s.Troubles, func(x Trouble) bool {
		return x.kind != 0 && x.From.Before(even.last) && x.To.After(even.first) && 2*s.failuresIn(&x) >= even.requests
	})
}

// waited reports whether nearly all of a stretch was refused without a reason of the device's
// own before it was let in: it waited for an administrator.
func (s *Subject) waited(even *stretch) bool {
	refused := s.cells(failed)
	return !refused.first.Truncate(time.Minute).After(even.first) && !even.last.After(refused.last) && s.letIn(&refused)
}

func steady() check {
	return check{
		hint: func(s *Subject, t *Thresholds) (most int64) {
			for _, c := range s.Row.Commands {
				if c.Key != ping {
					most = max(most, from(c.N, t.SteadyRequests))
				}
			}
			return most
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			if !s.byMinute() {
				return e
			}
			for _, c := range s.Row.Commands.Ranked() {
				if c.Key == ping || c.N < t.SteadyRequests {
					continue
				}
				even := longestEven(s.Detail.Minutes, c.Key)
				if even.requests < t.SteadyRequests || even.interval() > time.Duration(t.SteadySeconds)*time.Second || s.withAll(even.first, even.last) || s.failedWithAll(&even) || s.waited(&even) {
					continue
				}
				e.add("%s %s one after the other, every %s, %s.", quote(c.Key), times(even.requests),
					duration(even.interval().Milliseconds()), s.from(even.first, even.last))
				if e.hits == 0 || even.first.Before(e.first) {
					e.first = even.first
				}
				if even.last.After(e.last) {
					e.last = even.last
				}
				e.hits += even.requests
			}
			return e
		},
	}
}
