package intake

import (
	"math"
	"math/bits"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// Presence is when a log has requests on a day.
type Presence struct {
	// First and Last are the times of the first and the last request, zero if there is none.
	First, Last time.Time
	// Servers are those of requests in the span of the Intake.
	Servers []ServerPresence
}

// ServerPresence is in which quarters of an hour a log has requests of a server, on either
// side (activesync.Side.OfTwo).
type ServerPresence struct {
	Server      string
	Front, Back Quarters
}

// Quarters are quarters of an hour, as bits, counted on a grid that the beginning of the
// span is on. That is the finest grain that the hours of a report need: no time zone has had
// another offset from UTC than by quarters since 1972 (tz database), and IIS is younger.
type Quarters [2]uint64

const quarterSeconds = 15 * 60

// grid is where the quarters of a day lie, and which requests are in the span.
type grid struct {
	lead     int64 // seconds from the start of quarter 0 to midnight UTC
	from, to int64 // milliseconds since 1970 UTC
}

func newGrid(from, to time.Time) grid {
	g := grid{from: math.MinInt64, to: math.MaxInt64}
	if !from.IsZero() {
		g.from = from.UnixMilli()
		g.lead = (quarterSeconds - from.Unix()%quarterSeconds) % quarterSeconds
	}
	if !to.IsZero() {
		g.to = to.UnixMilli()
	}
	return g
}

// EachQuarter calls do with the start of each of the quarters, in seconds from midnight UTC:
// the first may begin before.
func (in *Intake) EachQuarter(of *Quarters, do func(second int64)) {
	for i, set := range of {
		for ; set != 0; set &= set - 1 {
			do(int64(i*64+bits.TrailingZeros64(set))*quarterSeconds - in.grid.lead)
		}
	}
}

// Sightings gathers the presence of servers in a log or a part of one. Nothing is allocated
// for a request whose like was seen.
type Sightings struct {
	grid   grid
	all    []sighting
	places map[sighted]int
	last   int // the sighting of the request before
}

// Sightings makes empty Sightings.
func (in *Intake) Sightings() *Sightings {
	return &Sightings{grid: in.grid, places: make(map[sighted]int)}
}

// sighted is a day, counted from 1970, and a server as logged.
type sighted struct {
	day    int64
	server string
}

type sighting struct {
	sighted
	front, back Quarters
	first, last int64 // milliseconds since 1970 UTC
}

// Reset forgets what was seen.
func (s *Sightings) Reset() {
	s.all, s.last = s.all[:0], 0
	clear(s.places)
}

// See notes a request.
func (s *Sightings) See(q *activesync.Request) {
	second := q.UnixMilli / 1000 // iislog reads no time before 1990
	day := second / activity.SecondsPerDay
	server := q.Server
	if len(server) > activesync.MaxText { // a hostile log may have many
		server = []byte(activesync.Text(server))
	}
	at := s.last
	if at >= len(s.all) || s.all[at].day != day || s.all[at].server != string(server) {
		at = s.place(sighted{day, string(server)}, q.UnixMilli)
		s.last = at
	}
	one := &s.all[at]
	one.first, one.last = min(one.first, q.UnixMilli), max(one.last, q.UnixMilli)
	if q.UnixMilli < s.grid.from || q.UnixMilli >= s.grid.to {
		return
	}
	of := &one.front
	if q.Side.OfTwo() == activesync.BackEnd {
		of = &one.back
	}
	quarter := (second%activity.SecondsPerDay + s.grid.lead) / quarterSeconds
	of[quarter/64] |= 1 << (quarter % 64)
}

func (s *Sightings) place(of sighted, first int64) int {
	at, known := s.places[of]
	if !known {
		at = len(s.all)
		s.places[of] = at
		s.all = append(s.all, sighting{sighted: of, first: first})
	}
	return at
}

// Add takes in what another one has seen.
func (s *Sightings) Add(o *Sightings) {
	for i := range o.all {
		from := &o.all[i]
		to := &s.all[s.place(from.sighted, from.first)]
		to.first, to.last = min(to.first, from.first), max(to.last, from.last)
		to.front.add(from.front)
		to.back.add(from.back)
	}
}

func (q *Quarters) add(o Quarters) {
	for i := range q {
		q[i] |= o[i]
	}
}

// Days are what was seen, by day.
func (s *Sightings) Days() map[lake.Day]Presence {
	days := make(map[lake.Day]Presence)
	for i := range s.all {
		one := &s.all[i]
		p := days[lake.Day(one.day)]
		if first := time.UnixMilli(one.first).UTC(); p.First.IsZero() || first.Before(p.First) {
			p.First = first
		}
		if last := time.UnixMilli(one.last).UTC(); last.After(p.Last) {
			p.Last = last
		}
		p.Servers = append(p.Servers, ServerPresence{activesync.Text([]byte(one.server)), one.front, one.back})
		days[lake.Day(one.day)] = p
	}
	return days
}
