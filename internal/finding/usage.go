package finding

import (
	"slices"
	"time"

	"github.com/easreport/easreport/internal/report"
)

const ping = "Ping"

// day is what a device did on a day of the report's time zone.
type day struct {
	name                string
	hits, pings         int64
	fullMinutes         int64 // minutes with synchronizations from the beginning
	fullSyncs           int64
	firstFull, lastFull time.Time
	commands            report.Tally[string]
	first, last         time.Time
}

// counts is a quantity of a day.
type counts func(*day) int64

func allHits(d *day) int64     { return d.hits }
func hitsNoPing(d *day) int64  { return d.hits - d.pings }
func fullSyncsOf(d *day) int64 { return d.fullMinutes }

// busiest is the day that has most of something, the first of equals.
func (s *Subject) busiest(of counts) (most day) {
	if s.daily == nil {
		s.daily = s.addUpDays()
	}
	for i := range s.daily {
		if d := &s.daily[i]; of(d) > of(&most) {
			most = *d
		}
	}
	return most
}

// addUpDays adds the minutes up by days; where they are not known there is a mean day.
func (s *Subject) addUpDays() []day {
	if s.Detail.NoMinutes {
		return []day{s.meanDay()}
	}
	all := []day{}
	var end time.Time
	for i := range s.Detail.Minutes {
		m := &s.Detail.Minutes[i]
		if !m.Start.Before(end) {
			start := m.Start.In(s.Zone)
			_, end = report.Day(start)
			all = append(all, day{name: start.Format(time.DateOnly), first: m.Start})
		}
		d := &all[len(all)-1]
		d.hits += m.Hits
		d.pings += m.Commands.Of(ping)
		if m.FullSyncs > 0 {
			if d.fullMinutes++; d.firstFull.IsZero() {
				d.firstFull = m.Start
			}
			d.lastFull = m.Start
			d.fullSyncs += m.FullSyncs
		}
		d.commands.Merge(m.Commands)
		d.last = m.Start
	}
	return all
}

// meanDay is what the device did on a day of the span on average. Each synchronization
// counts as if it had a minute of its own.
func (s *Subject) meanDay() day {
	n := days(s.Row.First, s.Row.Last)
	d := day{
		name: "an average day", hits: s.Row.Hits / n, pings: s.Row.Commands.Of(ping) / n, fullMinutes: s.Row.FullSyncs / n, fullSyncs: s.Row.FullSyncs / n,
		firstFull: s.Row.First, lastFull: s.Row.Last,
	}
	for _, c := range s.Row.Commands {
		d.commands.Add(c.Key, c.N/n)
	}
	d.first, d.last = s.Row.First, s.Row.Last
	return d
}

// byMinute reports whether the clock minutes of the requests are known.
func (s *Subject) byMinute() bool { return !s.Detail.NoMinutes && !s.Detail.Coarse }

// usage finds days with very many requests, with or without Ping.
func usage() check {
	type level struct {
		of         counts
		high, most limit
	}
	levels := []level{
		{allHits, func(t *Thresholds) int64 { return t.HighUsage }, func(t *Thresholds) int64 { return t.SuspiciousUsage }},
		{hitsNoPing, func(t *Thresholds) int64 { return t.HighUsageWithoutPing }, func(t *Thresholds) int64 { return t.SuspiciousUsageWithoutPing }},
	}
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			whole := day{hits: s.Row.Hits, pings: s.Row.Commands.Of(ping)}
			for _, l := range levels {
				if l.of(&whole) > l.high(t) {
					return whole.hits
				}
			}
			return 0
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			for _, l := range levels {
				d := s.busiest(l.of)
				n := l.of(&d)
				if n <= l.high(t) || e.hits > 0 && n <= l.most(t) {
					continue
				}
				above := l.high(t)
				e = evidence{first: d.first, last: d.last, hits: d.hits, note: n <= l.most(t)}
				if !e.note {
					above = l.most(t)
				}
				e.add("%s requests on %s, %s without Ping (limit %s): %s.", number(d.hits), d.name, number(hitsNoPing(&d)), number(above), list(d.commands, 4))
				if !e.note {
					return e
				}
			}
			return e
		},
	}
}

// burst finds minutes with more requests than a phone can mean. Challenges do not count:
// they come before requests that do.
func burst() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(s.Row.PeakPerMinute, t.Burst+1) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			if s.Detail.NoMinutes && s.Row.PeakPerMinute > t.Burst {
				e.first, e.last, e.hits, e.note = s.Row.First, s.Row.Last, s.Row.PeakPerMinute, true
				e.add("%s requests in one minute (limit %s).", number(s.Row.PeakPerMinute), number(t.Burst))
			}
			if !s.byMinute() {
				return e
			}
			served := s.served()
			var worst *report.Minute
			var minutes, failures int64
			for i := range s.Detail.Minutes {
				m := &s.Detail.Minutes[i]
				if served(m.Hits) <= t.Burst {
					continue
				}
				if minutes++; minutes == 1 {
					e.first = m.Start
				}
				e.last = m.Start
				e.hits += m.Hits
				failures += m.Failures
				if worst == nil || m.Hits > worst.Hits {
					worst = m
				}
			}
			if worst == nil {
				return e
			}
			e.note = minutes < t.BurstMinutes*days(e.first, e.last) && 2*failures < e.hits
			e.add("%s requests in the minute from %s, %s of them failed; more than %s in a minute happened %s.",
				number(worst.Hits), worst.Start.In(s.Zone).Format("2006-01-02 15:04"), number(worst.Failures), number(t.Burst), times(minutes))
			e.add("Commands in that minute: %s.", list(worst.Commands, 3))
			return e
		},
	}
}

// served returns how many of so many requests were no challenges, by the device's share
// of them.
func (s *Subject) served() func(hits int64) int64 {
	challenges, all := s.cells(challenged).hits, s.Row.Hits
	return func(hits int64) int64 {
		if all == 0 {
			return hits
		}
		return hits - hits*min(challenges, all)/all
	}
}

var (
	sendCommands  = []string{"SendMail", "SmartReply", "SmartForward"}
	setupCommands = []string{
		"FolderSync", "Settings", "Options", "ResolveRecipients", "ValidateCert", "Search", "FolderCreate", "FolderUpdate", "FolderDelete", "GetHierarchy",
	}
)

// repeatedCommand finds commands that are sent more often than anybody means.
func repeatedCommand() check {
	sent := func(commands report.Tally[string]) (n int64) {
		for _, name := range sendCommands {
			n += commands.Of(name)
		}
		return n
	}
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			most := max(from(sent(s.Row.Commands), t.SendCommands), from(s.Row.Commands.Of(synchronize), fewSyncs*t.SyncMinutes))
			for _, name := range setupCommands {
				most = max(most, from(s.Row.Commands.Of(name), t.SetupCommands))
			}
			return most
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			tell := func(what string, limit int64, of counts, match func(command string) bool) {
				d := s.busiest(of)
				n := of(&d)
				if n < limit {
					return
				}
				g := s.cells(func(c *report.Cell) bool { return match(c.Command) })
				e.add("%s: %s requests on %s (limit %s), answered with %s.", what, number(n), d.name, number(limit), list(g.outcomes, 2))
				e.during(d.first, d.last)
				e.of = append(e.of, what)
				e.hits += n
			}
			tell("SendMail, SmartReply and SmartForward", t.SendCommands, func(d *day) int64 { return sent(d.commands) },
				func(command string) bool { return slices.Contains(sendCommands, command) })
			for _, name := range setupCommands {
				tell(name, t.SetupCommands, func(d *day) int64 { return d.commands.Of(name) }, func(command string) bool { return command == name })
			}
			if r := s.restless(); r.minutes >= t.SyncMinutes && 2*r.failures <= r.syncs && !s.withAll(r.first, r.last) {
				e.add("%s: %s requests in %s minutes on end, %s.", synchronize, number(r.syncs), number(r.minutes), s.from(r.first, r.last))
				e.during(r.first, r.last)
				e.of = append(e.of, synchronize)
				e.hits += r.syncs
			}
			return e
		},
	}
}

const (
	synchronize = "Sync"
	// fewSyncs a minute are not the work of mail that arrives, if it goes on for long.
	fewSyncs = 3
)

// syncing is a stretch of minutes without a pause.
type syncing struct {
	minutes, syncs, failures int64
	first, last              time.Time
}

// restless is the longest stretch of minutes each of which has several Syncs.
func (s *Subject) restless() (longest syncing) {
	if !s.byMinute() {
		return longest
	}
	var now syncing
	for i := range s.Detail.Minutes {
		m := &s.Detail.Minutes[i]
		n := m.Commands.Of(synchronize)
		if n < fewSyncs {
			continue
		}
		if now.minutes == 0 || m.Start.Sub(now.last) > time.Minute {
			now = syncing{first: m.Start}
		}
		now.minutes, now.syncs, now.failures, now.last = now.minutes+1, now.syncs+n, now.failures+m.Failures, m.Start
		if now.minutes > longest.minutes {
			longest = now
		}
	}
	return longest
}

// heavyData finds devices that move very much, by itself or beside what others move.
func heavyData() check {
	const megabyte = 1 << 20
	moved := func(s *Subject) int64 { return s.Row.BytesSent.Sum + s.Row.BytesReceived.Sum }
	// abovePeers leaves out phones that begin: their first synchronization is large.
	abovePeers := func(s *Subject, t *Thresholds) bool {
		return s.Crowd.Bytes > 0 && moved(s) >= t.PeerTimes*s.Crowd.Bytes && s.Row.FullSyncs < t.FullSyncs/2
	}
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			return from(moved(s)/megabyte, min(t.DataMegabytes, t.PeerMegabytes))
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			r := s.Row
			all, n := moved(s)/megabyte, days(r.First, r.Last)
			beside := abovePeers(s, t) && all >= t.PeerMegabytes*n
			if all < t.DataMegabytes*n && !beside {
				return e
			}
			e.during(r.First, r.Last)
			e.hits = r.Hits
			e.add("%s MB to the device and %s MB from it, %s (limit %s MB a day).",
				number(r.BytesSent.Sum/megabyte), number(r.BytesReceived.Sum/megabyte), s.from(r.First, r.Last), number(t.DataMegabytes))
			if beside {
				e.add("The median device of this report transferred %.1f MB: %s times less.", float64(s.Crowd.Bytes)/megabyte, number(moved(s)/s.Crowd.Bytes))
			}
			return e
		},
	}
}

// changingAgent finds devices that had too many user agents within 24 hours.
func changingAgent() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(int64(s.Row.UserAgents), t.UserAgents+1) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			agents := slices.Clone(s.Detail.UserAgents.Top)
			slices.SortFunc(agents, func(a, b report.Share) int { return a.Last.Compare(b.Last) })
			n := int(t.UserAgents)
			for i := 0; i+n < len(agents); i++ {
				within := agents[i : i+n+1]
				newest := slices.MaxFunc(within, func(a, b report.Share) int { return a.First.Compare(b.First) })
				if newest.First.Sub(within[0].Last) >= 24*time.Hour {
					continue
				}
				e.during(s.Row.First, s.Row.Last)
				e.hits = s.Row.Hits
				e.add("%d user agents: %s.", s.Detail.UserAgents.Names, addresses(s.Detail.UserAgents))
				return e
			}
			return e
		},
	}
}
