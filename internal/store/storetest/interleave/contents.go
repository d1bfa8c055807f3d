package interleave

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// contents are what the shared store holds at a time.
type contents struct {
	store  *memstore.Store // never changed
	bodies map[string]int  // of each key
}

// identity is equal for contents that nobody can tell apart.
func (c contents) identity() string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(c.bodies)) {
		fmt.Fprintf(&b, "%q %d;", key, c.bodies[key])
	}
	return b.String()
}

// begin numbers what is shared at first.
func (s *search) begin(ctx context.Context) (int, error) {
	c := contents{s.Shared.Clone(), make(map[string]int)}
	for o, err := range c.store.List(ctx, "") {
		if err != nil {
			return 0, err
		}
		a := s.bodies.do(ctx, c.store, call{Call: faulty.Call{Op: faulty.Get, Key: o.Key}})
		if a.err != nil {
			return 0, a.err
		}
		c.bodies[o.Key] = a.body
	}
	return s.contents.number(c.identity(), c), nil
}

// effect is what comes of a call: what the worker hears, and what is shared then.
type effect struct {
	answer   int
	contents int32
}

// effect gives what comes of a call in a state.
func (s *search) effect(ctx context.Context, st state, n int) effect {
	c := s.calls.of(n)
	if c.source {
		key := pair{int32(st.at), int32(n)}
		answer, known := s.looks[key]
		if !known {
			a := s.bodies.do(ctx, s.Source[st.at], c)
			answer = s.answers.number(a.identity(), a)
			s.looks[key] = answer
		}
		return effect{answer, st.contents}
	}
	key := pair{st.contents, int32(n)}
	e, known := s.effects[key]
	if !known {
		e = s.tryOut(ctx, st.contents, c)
		s.effects[key] = e
	}
	return e
}

// tryOut makes a call of a copy of the shared store.
func (s *search) tryOut(ctx context.Context, n int32, c call) effect {
	now := s.contents.of(int(n))
	if c.changes() {
		now = contents{now.store.Clone(), maps.Clone(now.bodies)}
	}
	a := s.bodies.do(ctx, now.store, c)
	if c.changes() && a.err == nil {
		delete(now.bodies, c.Key)
		if c.Op == faulty.Put {
			now.bodies[c.Key] = c.body
		}
		s.wrote(c.Key)
		n = int32(s.contents.number(now.identity(), now))
	}
	return effect{s.answers.number(a.identity(), a), n}
}
