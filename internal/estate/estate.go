package estate

import (
	"fmt"
	"slices"
)

// Estate is an Exchange estate whose requests are settled and whose logs can be
// written, once.
type Estate struct {
	seed     uint64
	options  Options
	err      error
	people   []*Person
	devices  []*Device
	requests []Request // listed ones; nil if they are invented
	added    []Request // to the invented ones
}

// New returns an estate that invents its people, devices and requests.
func New(seed uint64, o Options) *Estate {
	e := &Estate{seed: seed}
	if e.options, e.err = o.complete(); e.err == nil {
		e.people, e.devices = populate(seed, &e.options)
	}
	return e
}

// Case returns an estate with the given requests and no others. Of the options, those on
// servers and logs count.
func Case(o Options, requests ...Request) *Estate {
	e := &Estate{seed: 1, requests: slices.Clone(requests)}
	slices.SortStableFunc(e.requests, func(a, b Request) int { return int(min(max(a.End-b.End, -1), 1)) })
	if len(e.requests) == 0 {
		e.err = fmt.Errorf("a case needs a request")
		return e
	}
	first, last := e.requests[0].End, e.requests[len(e.requests)-1].End
	o.Start = first / dayMs * dayMs
	o.Hours = int((last-o.Start)/hourMs) + 1
	e.options, e.err = o.complete()
	known := make(map[*Person]bool)
	for i := range e.requests {
		if l := e.requests[i].Login; l != nil && !known[l.Person] {
			known[l.Person] = true
			e.people = append(e.people, l.Person)
		}
	}
	return e
}

// Write writes the logs below dir, in folders by server and site, and returns the truth
// about them. It streams: memory grows with devices and hours, not with requests.
func (e *Estate) Write(dir string) (*Truth, error) {
	if e.err != nil {
		return nil, fmt.Errorf("making an estate: %w", e.err)
	}
	truth := &Truth{days: make(map[cellKey]*Cell)}
	servers, err := newServers(e.seed, &e.options)
	if err != nil {
		return nil, fmt.Errorf("making an estate: %w", err)
	}
	s := &scribe{
		options: &e.options, servers: servers, random: newRandom(e.seed, streamRows),
		damage: damager{newRandom(e.seed, streamDamage), e.options.Damaged}, noise: noise{random: newRandom(e.seed, streamNoise)},
		tally: tally{cells: make(map[cellKey]*Cell), emit: e.options.OnHour, truth: truth},
	}
	s.second = e.options.Start/1000 - s.window()
	for _, l := range s.servers.logs {
		l.dir = dir
	}
	if err := e.each(s.request); err != nil {
		return nil, err
	}
	if err := s.finish(e.options.end()); err != nil {
		return nil, err
	}
	truth.Silences, truth.Loads = s.servers.silences, s.servers.loads()
	for _, l := range s.servers.logs {
		truth.Logs = append(truth.Logs, l.closed...)
	}
	truth.finish(e.people)
	return truth, e.duplicate(dir, truth)
}

func (e *Estate) each(yield func(*Request) error) error {
	if e.requests == nil {
		return e.withAdded(newTraffic(e.seed, &e.options, e.devices).each, yield)
	}
	for i := range e.requests {
		if err := yield(&e.requests[i]); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what waits and closes the logs.
func (s *scribe) finish(end int64) error {
	if err := s.advance(end + (s.window()+4)*1000); err != nil {
		return err
	}
	s.tally.close(end + 2*hourMs)
	for _, l := range s.servers.logs {
		if err := l.close(); err != nil {
			return err
		}
	}
	return nil
}
