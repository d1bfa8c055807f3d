package interleave

import (
	"context"
	"fmt"
)

// check checks a state at rest, and any state for what a worker makes of it alone.
func (s *search) check(ctx context.Context, st state) (violation error, trace []string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if st.atRest() {
		s.rests++
		if err := s.right(ctx, st); err != nil {
			return fmt.Errorf("at rest: %w", err), nil, nil
		}
	}
	key := pair{int32(st.at), st.contents}
	if !s.Alone || s.checked[key] {
		return nil, nil, nil
	}
	s.checked[key] = true
	return s.checkAlone(ctx, st)
}

func (s *search) checkAlone(ctx context.Context, st state) (violation error, trace []string, err error) {
	st.event, st.workers = false, [MaxWorkers + MaxTenders]worker{newWorker(start, true)}
	for !st.atRest() {
		m, err := s.stepAlone(ctx, st)
		if err != nil {
			return nil, nil, err
		}
		trace = append(trace, "alone, "+s.describe(m, firstNames))
		if m.err != nil {
			return fmt.Errorf("left alone, a worker fails: %w", m.err), trace, nil
		}
		st = m.to
	}
	if err := s.right(ctx, st); err != nil {
		return fmt.Errorf("after a worker that was left alone: %w", err), trace, nil
	}
	return nil, nil, nil
}

// stepAlone lets the first worker do its next call.
func (s *search) stepAlone(ctx context.Context, st state) (m move, err error) {
	call := s.points[st.workers[0].point()].calls[0].call
	err = s.hear(ctx, st, 0, 0, s.effect(ctx, st, call), func(to move) { m = to })
	return m, err
}

// right asks AtRest, once for all states that are alike to it.
func (s *search) right(ctx context.Context, st state) error {
	key := pair{int32(st.at), st.contents}
	err, known := s.rested[key]
	if !known {
		if s.AtRest != nil {
			err = s.AtRest(ctx, int(st.at), s.contents.of(int(st.contents)).store)
		}
		s.rested[key] = err
	}
	return err
}
