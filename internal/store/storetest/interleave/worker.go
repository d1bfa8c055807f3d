package interleave

import (
	"context"
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

// point is what a worker has heard and does next. The points make a tree for each kind
// of worker: the way from its root has the answers in order.
type point struct {
	before int // the point that it was at
	answer int // what it heard there; of a root its kind, 0 or from 1 on who tends
	call   int // what it calls next, ended if nothing
	err    error
}

const (
	nowhere = 0 // the point before a root
	start   = 1 // the point of a worker that has heard nothing; then those of who tends
	ended   = -1
)

var errStopped = errors.New("the worker is stopped")

// past makes a worker hear again what it has heard, and stops it at its first call
// after that.
type past struct {
	*search
	calls, answers []int
	heard          int // how many of the answers
	stopped        bool
	next           int // the call at which it was stopped
	err            error
}

// after gives the point that a worker comes to by an answer.
func (s *search) after(ctx context.Context, at, answer int) (int, error) {
	key := pair{int32(at), int32(answer)}
	next, known := s.follow[key]
	if !known {
		p, err := s.reach(ctx, at, answer)
		if err != nil {
			return 0, err
		}
		next = len(s.points)
		s.points = append(s.points, p)
		s.follow[key] = next
	}
	return next, nil
}

// reach runs a worker from its start to a new point.
func (s *search) reach(ctx context.Context, before, answer int) (point, error) {
	p := past{search: s, next: ended}
	at, heard := before, answer
	for ; at != nowhere; at, heard = s.points[at].before, s.points[at].answer {
		p.calls = append(p.calls, s.points[at].call)
		p.answers = append(p.answers, heard)
	}
	slices.Reverse(p.calls)
	slices.Reverse(p.answers)
	var err error
	if kind := heard; kind == 0 {
		err = s.Work(ctx, player{&p, true}, player{&p, false})
	} else {
		err = s.Tend[kind-1](ctx, player{&p, false})
	}
	switch {
	case p.err != nil:
		return point{}, p.err
	case p.heard < len(p.answers):
		return point{}, fmt.Errorf("a worker ended after %d calls, and made %d the last time: %w", p.heard, len(p.answers), errUnsteady)
	case p.stopped:
		err = nil // of being stopped
	}
	return point{before, answer, p.next, err}, nil
}

var errUnsteady = errors.New("what a worker does must follow from the answers it has")

// ask gives the answer of the past to a call.
func (p *past) ask(c call) answer {
	if p.stopped {
		return answer{err: errStopped}
	}
	n := p.search.calls.number(c, c)
	switch {
	case p.heard == len(p.answers):
		p.next = n
	case p.calls[p.heard] != n:
		p.err = fmt.Errorf("a worker did %v, and %v the last time: %w", c, p.search.calls.of(p.calls[p.heard]), errUnsteady)
	default:
		p.heard++
		return p.search.answers.of(p.answers[p.heard-1])
	}
	p.stopped = true
	return answer{err: errStopped}
}
