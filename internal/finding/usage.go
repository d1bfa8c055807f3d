package finding

import (
	"time"

	"github.com/easreport/easreport/internal/report"
)

const ping = "Ping"

// day is what a device did on a day of the report's time zone.
type day struct {
	name                   string
	hits, pings, fullSyncs int64
	commands               report.Tally[string]
	first, last            time.Time
}

// counts is a quantity of a day.
type counts func(*day) int64

func allHits(d *day) int64     { return d.hits }
func hitsNoPing(d *day) int64  { return d.hits - d.pings }
func fullSyncsOf(d *day) int64 { return d.fullSyncs }

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
		d.fullSyncs += m.FullSyncs
		d.commands.Merge(m.Commands)
		d.last = m.Start
	}
	return all
}

// meanDay is what the device did on a day of the span on average.
func (s *Subject) meanDay() day {
	n := days(s.Row.First, s.Row.Last)
	d := day{name: "an average day", hits: s.Row.Hits / n, pings: s.Row.Commands.Of(ping) / n, fullSyncs: s.Row.FullSyncs / n}
	for _, c := range s.Row.Commands {
		d.commands.Add(c.Key, c.N/n)
	}
	d.first, d.last = s.Row.First, s.Row.Last
	return d
}

// byMinute tells whether the clock minutes of the requests are known.
func (s *Subject) byMinute() bool { return !s.Detail.NoMinutes && !s.Detail.Coarse }

// usage finds days with more than so many requests.
func usage(of counts, least limit) check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool {
			return of(&day{hits: s.Row.Hits, pings: s.Row.Commands.Of(ping)}) > least(t)
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			d := s.busiest(of)
			n := of(&d)
			if n <= least(t) {
				return e
			}
			e.first, e.last, e.hits = d.first, d.last, n
			e.add("%s requests on %s, %s of them Ping; more than %s count as too many.", number(d.hits), d.name, number(d.pings), number(least(t)))
			e.add("Commands: %s.", list(d.commands, 4))
			return e
		},
	}
}

// upTo leaves to a rule of higher limits what is above them.
func (c check) upTo(of counts, most limit) check {
	return check{hint: c.hint, judge: func(s *Subject, t *Thresholds) evidence {
		if d := s.busiest(of); of(&d) > most(t) {
			return evidence{}
		}
		return c.judge(s, t)
	}}
}

func burst() check {
	return check{
		hint: func(s *Subject, t *Thresholds) bool { return s.Row.PeakPerMinute > t.Burst },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			if s.Detail.NoMinutes && s.Row.PeakPerMinute > t.Burst {
				e.first, e.last, e.hits = s.Row.First, s.Row.Last, s.Row.PeakPerMinute
				e.add("%s requests in one minute; more than %s count as too many.", number(s.Row.PeakPerMinute), number(t.Burst))
			}
			if !s.byMinute() {
				return e
			}
			var worst *report.Minute
			var minutes int64
			for i := range s.Detail.Minutes {
				m := &s.Detail.Minutes[i]
				if m.Hits <= t.Burst {
					continue
				}
				if minutes++; minutes == 1 {
					e.first = m.Start
				}
				e.last = m.Start
				e.hits += m.Hits
				if worst == nil || m.Hits > worst.Hits {
					worst = m
				}
			}
			if worst == nil {
				return e
			}
			e.add("%s requests in the minute from %s, %s of them failed; more than %s in a minute was seen %s.",
				number(worst.Hits), worst.Start.In(s.Zone).Format("2006-01-02 15:04"), number(worst.Failures), number(t.Burst), times(minutes))
			e.add("Commands in that minute: %s.", list(worst.Commands, 3))
			return e
		},
	}
}
