package interleave

import (
	"errors"
	"fmt"
	"slices"
)

// past makes a worker hear again what it has heard, and stops it at its first calls
// after that.
type past struct {
	*search
	all      []heard
	repeated int       // how many of all the worker has heard again
	calls    []waiting // at which it was stopped

	at      step
	lanes   bool // the worker makes calls side by side
	stopped bool // the worker, or this lane of it
	err     error
}

// ask gives the answer of the past to a call.
func (p *past) ask(c call) answer {
	if p.stopped {
		return answer{err: errStopped}
	}
	w := waiting{p.at, p.search.calls.number(c, c)}
	p.next()
	i, found := slices.BinarySearchFunc(p.all, w.step, func(h heard, s step) int { return h.compare(s) })
	switch {
	case !found:
		p.calls = append(p.calls, w)
	case p.all[i].call != w.call:
		p.err = fmt.Errorf("a worker did %v, and %v the last time: %w", c, p.search.calls.of(p.all[i].call), errUnsteady)
	default:
		p.repeated++
		return p.answers.of(p.all[i].answer)
	}
	p.stopped = true
	return answer{err: errStopped}
}

// next goes on to the step of the next call.
func (p *past) next() {
	if p.lanes {
		p.at.n++
		return
	}
	p.at = step{set: p.at.set + 1}
}

// Concurrently makes the calls of a worker side by side, each in a lane. A lane that
// waits for an answer does not stop the others; the worker goes on when all have ended.
func (p *past) Concurrently(lanes []func()) {
	if p.lanes {
		p.err = errors.New("a worker makes calls side by side within such calls")
	}
	p.lanes = true
	before := p.stopped
	for i, lane := range lanes {
		p.at.lane, p.at.n, p.stopped = int16(i), 0, before || p.err != nil
		lane()
	}
	p.lanes = false
	p.stopped = before || p.err != nil || len(p.calls) > 0
	p.next()
}
