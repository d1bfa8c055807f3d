package interleave

import "context"

// move leads to another state. What else it says is for the trace.
type move struct {
	to     state // not in order
	worker int   // -1: the source goes on
	call   int   // -1: the worker crashes
	answer int
	done   bool  // the call had an effect
	err    error // of the worker, which ended
}

// moves gives all moves from a state.
func (s *search) moves(ctx context.Context, st state, give func(move)) error {
	if int(st.at)+1 < len(s.Source) {
		next := st
		next.at++
		next.event = true
		give(move{to: next, worker: -1})
	}
	for i, w := range st.workers[:MaxWorkers+len(s.Tend)] {
		if i < MaxWorkers && (i >= s.Workers || i > 0 && w == st.workers[i-1]) {
			continue // there is none, or it is as that one
		}
		for _, begun := range s.begins(st, i) {
			if err := s.steps(ctx, begun, i, give); err != nil {
				return err
			}
		}
		if w != 0 && s.Crashes && s.hasWritten(w) {
			give(move{to: st.fail(i), worker: i, call: -1})
		}
	}
	return nil
}

// begins gives the state if worker i works, and else those in which it has just
// begun. That is no move of its own: before its first call it does nothing.
func (s *search) begins(st state, i int) (begun []state) {
	if st.workers[i] != 0 {
		return []state{st}
	}
	if i >= MaxWorkers {
		st.workers[i] = newWorker(start+1+i-MaxWorkers, false)
		return []state{st}
	}
	if s.Repeats {
		st.workers[i] = newWorker(start, false)
		begun = append(begun, st)
	}
	if st.event {
		st.event, st.workers[i] = false, newWorker(start, true)
		begun = append(begun, st)
	}
	return begun
}

// fail is the state when worker i has failed.
func (st state) fail(i int) state {
	st.event = st.event || st.workers[i].event()
	st.workers[i] = 0
	return st
}

// steps gives the moves of a worker's next calls.
func (s *search) steps(ctx context.Context, st state, i int, give func(move)) error {
	for n := range s.points[st.workers[i].point()].calls {
		if err := s.step(ctx, st, i, n, give); err != nil {
			return err
		}
	}
	return nil
}

// step gives the moves of one of them.
func (s *search) step(ctx context.Context, st state, i, n int, give func(move)) error {
	call := s.points[st.workers[i].point()].calls[n].call
	done := s.effect(ctx, st, call)
	ways := []effect{done}
	if s.LostAnswers && s.calls.of(call).changes() {
		lost := s.answers.number(lostAnswer.identity(), lostAnswer)
		ways = append(ways, effect{lost, st.contents})
		if done.contents != st.contents {
			ways = append(ways, effect{lost, done.contents})
		}
	}
	for _, e := range ways {
		if err := s.hear(ctx, st, i, n, e, give); err != nil {
			return err
		}
	}
	return nil
}

// hear gives the move of a worker that hears what came of its nth call.
func (s *search) hear(ctx context.Context, st state, i, n int, e effect, give func(move)) error {
	w := st.workers[i]
	next, err := s.after(ctx, w.point(), n, e.answer)
	if err != nil {
		return err
	}
	p := &s.points[next]
	m := move{worker: i, call: s.points[w.point()].calls[n].call, answer: e.answer, done: e.contents != st.contents, err: p.err}
	st.contents = e.contents
	switch {
	case !p.ended():
		st.workers[i] = newWorker(next, w.event())
	case p.err != nil:
		st = st.fail(i)
	default:
		st.workers[i] = 0
	}
	m.to = st
	give(m)
	return nil
}
