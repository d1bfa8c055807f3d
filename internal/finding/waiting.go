package finding

import (
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// What Ping is answered with below 101: MS-ASCMD, "Status (Ping)".
const pingUnchanged = 1

// pingsRefused finds Pings that the server does not take.
func pingsRefused() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.Commands.Of(ping), t.PingsRefused) },
		judge: func(s *Subject, t *Thresholds) evidence {
			g := s.cells(pingRefused)
			if g.daily(t.PingsRefused) {
				return g.evidence(s)
			}
			return evidence{}
		},
	}
}

// pingRefused reports whether a cell's Pings failed by a status of Ping's own.
func pingRefused(c *report.Cell) bool {
	return c.Command == ping && activesync.CommandStatus(ping, c.EASStatus) != "" && !collision.of(c)
}

// pingsAtOnce finds Pings that succeed and do not wait, by the minutes that have several.
func pingsAtOnce() check {
	const several = 3
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			if s.Row.PeakPerMinute < several {
				return 0
			}
			return from(s.Row.Commands.Of(ping), t.PingsAtOnce)
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(func(c *report.Cell) bool { return c.Command == ping && !failed(c) && !challenged(c) })
			if !s.byMinute() || !g.daily(t.PingsAtOnce) {
				return e
			}
			var minutes int64
			for i := range s.Detail.Minutes {
				m := &s.Detail.Minutes[i]
				n := m.Commands.Of(ping)
				if n < several {
					continue
				}
				if minutes++; minutes == 1 {
					e.first = m.Start
				}
				e.hits, e.last = e.hits+n, m.Start
			}
			if e.hits = min(e.hits, g.hits); e.hits < t.PingsAtOnce*days(e.first, e.last) {
				return evidence{}
			}
			e.add("%s Pings in %s minutes, %s: %s.", number(e.hits), number(minutes), s.from(e.first, e.last), list(g.outcomes, 2))
			return e
		},
	}
}

// heartbeats finds Pings that end early without a reason. The lake has no
// heartbeat, but it has how long requests took: a Ping that ended without changes
// took as long as its heartbeat, and one whose connection was cut ended there.
func heartbeats() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.Commands.Of(ping), t.ShortHeartbeats) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(func(c *report.Cell) bool {
				return cutPing(c) || unansweredPing(c) || pingEnded(c) && c.EASStatus == pingUnchanged
			})
			if !g.daily(t.ShortHeartbeats) || g.time.Count == 0 {
				return e
			}
			mean := g.time.Sum / g.time.Count
			if mean >= 1000*t.ShortHeartbeat {
				return e
			}
			e.during(g.first, g.last)
			e.hits = g.hits
			cut := s.cells(func(c *report.Cell) bool { return cutPing(c) || unansweredPing(c) })
			nearlyAll := cut.daily(t.ShortHeartbeats) && 5*cut.hits >= 4*s.Row.Commands.Of(ping)
			e.note = !g.daily(t.HeartbeatsCut) && !nearlyAll || s.cutWithOthers()
			e.add("%s Pings ended without a change, after %s on average and %s at most, %s: %s.",
				number(g.hits), duration(mean), duration(g.time.Max), s.from(g.first, g.last), list(g.outcomes, 3))
			return e
		},
	}
}

// pingEnded reports whether a cell's Pings ended without an error.
func pingEnded(c *report.Cell) bool {
	return c.Command == ping && c.Status == 200 && c.Error == ""
}

// cutPing reports whether a cell's Pings lost their connection.
func cutPing(c *report.Cell) bool {
	return pingEnded(c) && c.EASStatus == activity.Absent && c.Win32Status > 0
}

// unansweredPing reports whether the server with the mailbox, whose logs are there alone, began
// a cell's Pings and logged no answer: it logs a status of each that it answers.
func unansweredPing(c *report.Cell) bool {
	return pingEnded(c) && c.EASStatus == activity.Absent && c.LoggedBy == activesync.BackEnd.String()
}

// cutWithOthers reports whether many devices lose their connections.
func (s *Subject) cutWithOthers() bool {
	return slices.ContainsFunc(s.Troubles, func(x Trouble) bool { return x.kind&(1<<report.Cut) != 0 && x.kind&noKind == 0 })
}

// slow finds requests that take long although they neither wait nor fail: failures
// are answered late by design. A phone on a thin line for an hour is slow as well, for
// IIS counts the time until the last packet is acknowledged (KB944884): so it takes one
// request in five.
func slow() check {
	return check{
		hint: func(s *Subject, t *Thresholds) (slow int64) {
			if s.Row.Times.Count() < t.SlowRequests {
				return 0
			}
			for _, bin := range s.Row.Times {
				if bin.Index >= activity.BinOf(t.SlowMilliseconds) {
					slow += int64(bin.Count)
				}
			}
			return slow
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			var all activity.Histogram
			var commands report.Tally[string]
			for i := range s.Detail.Cells {
				c := &s.Detail.Cells[i]
				if failed(c) || c.Times.Count() == 0 {
					continue
				}
				all.Merge(c.Times)
				for _, bin := range c.Times {
					if bin.Index >= activity.BinOf(t.SlowMilliseconds) {
						commands.Add(c.Command, int64(bin.Count))
					}
				}
			}
			most, _ := all.Quantile(0.8)
			if all.Count() < t.SlowRequests || int64(most) < t.SlowMilliseconds || s.onSlowServer() {
				return e
			}
			half, _ := all.Quantile(0.5)
			e.during(s.Row.First, s.Row.Last)
			e.hits = commands.Total()
			e.add("Of %s requests that do not wait, 1 in 5 took %s or longer; the median is %s.",
				number(all.Count()), duration(int64(most)), duration(int64(half)))
			e.add("The slow ones: %s.", list(commands, 3))
			return e
		},
	}
}
