package interleave

import (
	"context"
	"strings"
)

// steady reports whether no other can change what a call looks at: an object of the
// source, once that has no more states, or what nobody ever writes.
func (s *search) steady(c call, lastState bool) bool {
	if c.source {
		return lastState
	}
	if c.changes() {
		return false
	}
	for key := range s.written {
		if strings.HasPrefix(key, c.Key) {
			return false
		}
	}
	return true
}

// wrote notes that a key is written. What was searched so far took its objects for
// steady, so that the search begins again.
func (s *search) wrote(key string) {
	if !s.written[key] {
		s.written[key], s.again = true, true
	}
}

// settle lets the workers go on with what no other can change. When one does so makes no
// difference, but for the last call of an event, after which it cannot come back. The
// calls are told one by one.
func (s *search) settle(ctx context.Context, st state, tell func(move)) (state, error) {
	for i := range st.workers {
		for before := (state{}); st.workers[i] != 0 && st != before; {
			before = st
			var err error
			if st, err = s.settleOne(ctx, st, i, tell); err != nil {
				return st, err
			}
		}
	}
	return st, nil
}

// settleOne lets a worker go on with one such call, if there is one.
func (s *search) settleOne(ctx context.Context, st state, i int, tell func(move)) (to state, err error) {
	to = st
	for n, c := range s.points[st.workers[i].point()].calls {
		if !s.steady(s.calls.of(c.call), int(st.at)+1 == len(s.Source)) {
			continue
		}
		err := s.hear(ctx, st, i, n, s.effect(ctx, st, c.call), func(m move) {
			if m.to.workers[i] != 0 {
				to = m.to
				tell(m)
			}
		})
		if err != nil || to != st {
			return to, err
		}
	}
	return to, nil
}

// hasWritten reports whether one of a worker's last calls, of those that it made side by
// side, was to change something. Only then is a crash looked at: a worker that crashes
// after a look at something might as well have crashed before it, or not have begun.
// Looks at what may be steady do not count, for the worker may have gone on by itself.
func (s *search) hasWritten(w worker) bool {
	all := s.points[w.point()].heard
	last := int16(-1)
	for i := len(all) - 1; i >= 0; i-- {
		c := s.calls.of(all[i].call)
		if last < 0 && !s.steady(c, true) {
			last = all[i].set
		}
		if last >= 0 && all[i].set != last {
			return false
		}
		if c.changes() {
			return true
		}
	}
	return false
}
