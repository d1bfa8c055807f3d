package interleave

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// worker is where a worker is, and whether what it does is an event, which comes
// back if it fails, or a repeat of one. 0 is none.
type worker int32

func newWorker(point int, event bool) worker {
	w := worker(point << 1)
	if event {
		w |= 1
	}
	return w
}

func (w worker) point() int  { return int(w >> 1) }
func (w worker) event() bool { return w&1 == 1 }

// point is what a worker has heard, and the calls that it makes next, side by side: none
// if it has ended. In which order it heard of calls made side by side makes no
// difference to it, so that is no part of a point.
type point struct {
	kind  int     // 0, or from 1 on who tends
	heard []heard // in the order of their steps
	calls []waiting
	err   error // that the worker ended with
}

func (p *point) ended() bool { return len(p.calls) == 0 }

// step is the place of a call in what a worker does. Calls of one set are made side by
// side, if they are in different lanes of it.
type step struct{ set, lane, n int16 }

func (s step) compare(o step) int {
	return slices.Compare([]int16{s.set, s.lane, s.n}, []int16{o.set, o.lane, o.n})
}

// waiting is a call without an answer yet, heard one with its answer.
type waiting struct {
	step
	call int
}

type heard struct {
	waiting
	answer int
}

// start is the point of a worker that has heard nothing; then come those of who tends.
const start = 1

var errStopped = errors.New("the worker is stopped")

// answered is an answer to one of the calls of a point.
type answered struct{ point, call, answer int32 }

// after gives the point that a worker comes to by the answer to one of its calls.
func (s *search) after(ctx context.Context, at, call, answer int) (int, error) {
	key := answered{int32(at), int32(call), int32(answer)}
	next, known := s.follow[key]
	if known {
		return next, nil
	}
	p := s.points[at]
	all := append(slices.Clone(p.heard), heard{p.calls[call], answer})
	slices.SortFunc(all, func(a, b heard) int { return a.compare(b.step) })
	next, err := s.point(ctx, p.kind, all)
	if err == nil {
		s.follow[key] = next
	}
	return next, err
}

// point gives the point of a worker that has heard this.
func (s *search) point(ctx context.Context, kind int, all []heard) (int, error) {
	identity := binary.AppendVarint(nil, int64(kind))
	for _, h := range all {
		for _, n := range []int{int(h.set), int(h.lane), int(h.n), h.answer} {
			identity = binary.AppendVarint(identity, int64(n))
		}
	}
	at, known := s.reached[string(identity)]
	if !known {
		p, err := s.reach(ctx, kind, all)
		if err != nil {
			return 0, err
		}
		at = len(s.points)
		s.points = append(s.points, p)
		s.reached[string(identity)] = at
	}
	return at, nil
}

// reach runs a worker from its start to a new point.
func (s *search) reach(ctx context.Context, kind int, all []heard) (point, error) {
	p := past{search: s, all: all}
	var err error
	if kind == 0 {
		err = s.Work(ctx, player{&p, true}, player{&p, false})
	} else {
		err = s.Tend[kind-1](ctx, player{&p, false})
	}
	switch {
	case p.err != nil:
		return point{}, p.err
	case p.repeated < len(all):
		return point{}, fmt.Errorf("a worker repeated %d of %d calls: %w", p.repeated, len(all), errUnsteady)
	case len(p.calls) > 0:
		err = nil // of being stopped
	}
	return point{kind, all, p.calls, err}, nil
}

var errUnsteady = errors.New("what a worker does must follow from the answers it has")
