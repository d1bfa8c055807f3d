package interleave

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// state is one of the whole system. Workers all do the same, so states that differ
// in who does what are one: the workers are in order, those that work first. After
// them come those who tend, each with a place of its own.
type state struct {
	contents int32
	at       int8 // of Source
	event    bool
	workers  [MaxWorkers + MaxTenders]worker
}

func (st state) atRest() bool { return !st.event && st.workers == [MaxWorkers + MaxTenders]worker{} }

func (st state) ordered() state {
	slices.SortFunc(st.workers[:MaxWorkers], func(a, b worker) int { return int(b - a) })
	return st
}

// pair is a key of what was learnt.
type pair struct{ a, b int32 }

// search is a System and what was learnt about it.
type search struct {
	*System
	bodies   bodies
	calls    numbered[call, call]
	answers  numbered[string, answer]
	contents numbered[string, contents]
	points   []point

	follow  map[answered]int
	reached map[string]int  // what a worker has heard: its point
	effects map[pair]effect // contents and call: what comes of it
	looks   map[pair]int    // state of the source and call: the answer
	rested  map[pair]error  // state of the source and contents: what AtRest says
	checked map[pair]bool   // state of the source and contents: by a worker alone

	written map[string]bool // keys of what is shared that somebody writes
	again   bool            // one of them was not known

	visited
	rests int
}

// Search goes through all states. An error is one of the System itself, such as
// workers whose doings do not follow from their answers, or too many states.
func (sys System) Search(ctx context.Context) (Result, error) {
	s := &search{
		System: &sys, bodies: newBodies(),
		calls: newNumbered[call, call](), answers: newNumbered[string, answer](), contents: newNumbered[string, contents](),
		points: make([]point, start),
		follow: make(map[answered]int), reached: make(map[string]int), effects: make(map[pair]effect), looks: make(map[pair]int),
		rested: make(map[pair]error), checked: make(map[pair]bool), written: make(map[string]bool),
	}
	violation, trace, err := s.run(ctx)
	return Result{
		States: len(s.states), Rests: s.rests, Contents: len(s.contents.things), Points: len(s.points) - start,
		Violation: violation, Trace: trace,
	}, err
}

// run searches breadth first, so that no violation is nearer than the first.
func (s *search) run(ctx context.Context) (violation error, trace []string, err error) {
	if s.Workers < 1 || s.Workers > MaxWorkers || len(s.Tend) > MaxTenders || len(s.Source) == 0 {
		return nil, nil, fmt.Errorf("%d workers and %d others on %d states of a source", s.Workers, len(s.Tend), len(s.Source))
	}
	for kind := range 1 + len(s.Tend) {
		at, err := s.point(ctx, kind, nil)
		if err != nil {
			return nil, nil, err
		}
		if s.points[at].ended() {
			return nil, nil, errors.New("a worker calls no store")
		}
	}
	begin, err := s.begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	for s.again = true; s.again; {
		s.again, s.rests, s.visited = false, 0, newVisited()
		clear(s.checked)
		if violation, trace, err = s.from(ctx, begin); violation != nil || err != nil {
			return violation, trace, err
		}
	}
	return nil, nil, nil
}

// from searches from the beginning, until all is searched or it must be begun again.
func (s *search) from(ctx context.Context, begin int) (violation error, trace []string, err error) {
	s.add(state{contents: int32(begin), event: true}, -1)
	for i := 0; i < len(s.states) && !s.again; i++ {
		violation, trace, err := s.check(ctx, s.states[i])
		if violation != nil {
			trace = append(s.trace(ctx, i), trace...)
		}
		if violation != nil || err != nil {
			return violation, trace, err
		}
		if s.MaxStates > 0 && len(s.states) > s.MaxStates {
			return nil, nil, fmt.Errorf("more than %d states", s.MaxStates)
		}
		var unsettled error
		err = s.moves(ctx, s.states[i], func(m move) {
			to, err := s.settle(ctx, m.to, func(move) {})
			unsettled = errors.Join(unsettled, err)
			s.add(to.ordered(), i)
		})
		if err = errors.Join(err, unsettled); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, nil
}
