package finding

import (
	"time"

	"github.com/easreport/easreport/internal/report"
)

// repeated finds a day with more than so many requests of a command.
func repeated(command string, most limit) check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.Commands.Of(command), most(t)+1) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			d := s.busiest(func(d *day) int64 { return d.commands.Of(command) })
			n := d.commands.Of(command)
			if n <= most(t) {
				return e
			}
			g := s.cells(func(c *report.Cell) bool { return c.Command == command })
			e.during(g.first, g.last)
			e.hits = n
			e.add("%s %s on %s, %s: %s.", command, times(n), d.name, s.from(g.first, g.last), list(g.outcomes, 3))
			return e
		},
	}
}

// provisioning finds devices that are sent back for the policy again and again, or that ask
// for it again and again.
func provisioning() check {
	sentBack := count(policy, func(t *Thresholds) int64 { return t.Provisioning })
	asks := repeated("Provision", func(t *Thresholds) int64 { return t.ProvisionRequests })
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return max(sentBack.hint(s, t), asks.hint(s, t)) },
		judge: func(s *Subject, t *Thresholds) evidence {
			e := sentBack.judge(s, t)
			if e.hits > 0 {
				e.add("The device asked for the policy (Provision) %s.", times(s.Row.Commands.Of("Provision")))
				return e
			}
			return asks.judge(s, t)
		},
	}
}

// How synchronizations from the beginning lie that a new phone does not make: for hours,
// or very many.
const (
	fullSyncSpan  = 2 * time.Hour
	fullSyncTimes = 4 // of the limit
)

// fullSyncs finds days with synchronizations from the beginning in many minutes.
func fullSyncs() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.FullSyncs, t.FullSyncs) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			d := s.busiest(fullSyncsOf)
			if d.fullMinutes < t.FullSyncs || d.lastFull.Sub(d.firstFull) < fullSyncSpan && d.fullMinutes < fullSyncTimes*t.FullSyncs {
				return e
			}
			e.during(d.firstFull, d.lastFull)
			e.hits = d.fullSyncs
			e.add("%s requests on %s synchronized a folder from the beginning (sync key 0), %s.", number(d.fullSyncs), d.name, s.from(d.firstFull, d.lastFull))
			return e
		},
	}
}

// recoverySyncs finds synchronizations that are repeated or have a key that the
// server does not know.
func recoverySyncs() check {
	of := func(r *report.Row) int64 { return r.RecoverySyncs + r.InvalidSyncs }
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(of(s.Row), t.RecoverySyncs) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			r := s.Row
			if of(r) < t.RecoverySyncs*days(r.First, r.Last) {
				return e
			}
			e.during(r.First, r.Last)
			e.hits = of(r)
			if r.RecoverySyncs > 0 {
				e.add("%s requests repeated the synchronization before (recovery), %s.", number(r.RecoverySyncs), s.from(r.First, r.Last))
			}
			if r.InvalidSyncs > 0 {
				e.add("%s requests had a sync key that the server does not know, %s.", number(r.InvalidSyncs), s.from(r.First, r.Last))
			}
			return e
		},
	}
}

// largeSyncState finds devices of which Exchange keeps very much.
func largeSyncState() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.SyncStateMax, t.SyncStateKB+1) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			g := s.cells(func(c *report.Cell) bool { return c.SyncStateMax > t.SyncStateKB })
			if !g.daily(t.SyncStateRequests) {
				return e
			}
			e.during(g.first, g.last)
			e.hits = g.hits
			e.add("The sync state has up to %s KB (limit %s KB), in %s requests, %s.", number(s.Row.SyncStateMax), number(t.SyncStateKB), number(g.hits), s.from(g.first, g.last))
			return e
		},
	}
}

// massUpload finds devices that send very many items.
func massUpload() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.Uploaded, t.UploadedItems) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			r := s.Row
			if r.Uploaded < t.UploadedItems*days(r.First, r.Last) {
				return e
			}
			e.during(r.First, r.Last)
			e.hits = r.Hits
			e.add("The device sent %s new, changed or deleted items, %s (limit %s a day).", number(r.Uploaded), s.from(r.First, r.Last), number(t.UploadedItems))
			return e
		},
	}
}

// throttledDelays finds devices whose requests Exchange holds back.
func throttledDelays() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.Throttled.Sum/1000, t.ThrottleSeconds) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			r := s.Row
			if r.Throttled.Sum/1000 < t.ThrottleSeconds*days(r.First, r.Last) {
				return e
			}
			e.during(r.First, r.Last)
			e.hits = r.Throttled.Count
			e.add("Exchange held %s requests back for %s in all, the longest for %s, %s.",
				number(r.Throttled.Count), duration(r.Throttled.Sum), duration(r.Throttled.Max), s.from(r.First, r.Last))
			return e
		},
	}
}

// during widens the span that the evidence is about.
func (e *evidence) during(first, last time.Time) {
	if e.first.IsZero() || first.Before(e.first) {
		e.first = first
	}
	if last.After(e.last) {
		e.last = last
	}
}
