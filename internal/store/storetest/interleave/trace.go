package interleave

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// names are those of the workers of a state, and of who tends.
type names [MaxWorkers + MaxTenders]string

var firstNames = names{"A", "B", "C", "tender 1", "tender 2"}

// trace tells how a state was come to.
func (s *search) trace(ctx context.Context, last int) (lines []string) {
	var way []int
	for i := last; i >= 0; i = int(s.parent[i]) {
		way = append(way, i)
	}
	slices.Reverse(way)
	who := firstNames
	for i := range way[1:] {
		to := s.states[way[i+1]]
		found := false
		// What led here was done once: it cannot fail.
		_ = s.moves(ctx, s.states[way[i]], func(m move) {
			said := []string{s.describe(m, who)}
			settled, _ := s.settle(ctx, m.to, func(m move) { said = append(said, s.describe(m, who)) })
			if !found && settled.ordered() == to {
				found = true
				lines = append(lines, said...)
				who = reordered(settled, who)
			}
		})
	}
	return lines
}

// reordered gives the names of workers when they are in order.
func reordered(st state, who names) (now names) {
	order := []int{0, 1, 2, 3, 4}
	slices.SortStableFunc(order[:MaxWorkers], func(i, j int) int { return int(st.workers[j] - st.workers[i]) })
	for to, from := range order {
		now[to] = who[from]
	}
	return now
}

func (s *search) describe(m move, who names) string {
	if m.worker < 0 {
		return fmt.Sprintf("the source is in state %d", m.to.at)
	}
	name := who[m.worker]
	if m.call < 0 {
		return name + " crashes"
	}
	line := name + ": " + s.said(m.call, m.answer)
	if m.done && errors.Is(s.answers.of(m.answer).err, lostAnswer.err) {
		line += ", but it was done"
	}
	switch {
	case m.err != nil:
		line += "; fails: " + m.err.Error()
	case m.to.workers[m.worker] == 0:
		line += "; ends"
	}
	return line
}

// said is a call and its answer.
func (s *search) said(n, answer int) string {
	c, a := s.calls.of(n), s.answers.of(answer)
	line := c.String()
	if c.body > 0 {
		line += " " + s.of(c.Key, c.body)
	}
	switch {
	case a.err != nil:
		return line + ": " + cause(a.err).Error()
	case a.body > 0:
		return line + ": " + s.of(c.Key, a.body)
	case a.list != nil:
		for _, o := range a.list {
			line += " " + o.Key
		}
	case c.Op == faulty.Head:
		line += ": " + a.object.ETag
	}
	return line
}

func (s *search) of(key string, body int) string {
	if s.Describe == nil {
		return fmt.Sprintf("%.20q", s.bodies.body(body))
	}
	return "(" + s.Describe(key, s.bodies.body(body)) + ")"
}

// cause is what an error began with: the call has been told.
func cause(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}
