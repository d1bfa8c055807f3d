package ingest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestGoroutines takes Ingest itself, in goroutines on one store, through orders
// drawn by lot. They end where the search has been, which does without goroutines
// and does each thing once.
func TestGoroutines(t *testing.T) {
	const draws = 50
	for _, h := range histories {
		if !h.quick && h.name != "move" {
			continue // to save time
		}
		t.Run(h.name, func(t *testing.T) {
			ends := make(map[string]bool)
			sys := system(t, h, rule{})
			sys.AtRest = func(ctx context.Context, _ int, shared store.Reader) error {
				found, err := inventory(ctx, shared)
				ends[found] = true
				return err
			}
			search(t, sys)
			for seed := range uint64(draws) {
				end, err := drawn(t, h, rand.New(rand.NewPCG(seed, 0)))
				if err != nil {
					t.Fatal(err)
				}
				if !ends[end] {
					t.Errorf("seed %d ends where the search has not been:\n%s", seed, end)
				}
			}
		})
	}
}

// inventory is what a store holds.
func inventory(ctx context.Context, s store.Reader) (string, error) {
	var b strings.Builder
	for o, err := range s.List(ctx, "") {
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&b, o.Key, o.ETag)
	}
	return b.String(), nil
}

// running is a worker in its goroutine.
type running struct {
	gate *faulty.Gate
	err  error
}

// drawn lets two workers see to a history in an order drawn by lot, and gives what
// the lake holds in the end.
func drawn(t *testing.T, h history, lot *rand.Rand) (string, error) {
	to := memstore.New(memstore.WithContentETags())
	states := h.uploads(t)
	from := &uploads{Store: states[0]}
	event := true
	memory := NewMemory(2)
	var workers [2]*running
	for {
		var moves []func()
		if left := states[1:]; len(left) > 0 {
			moves = append(moves, func() { from.Store, states, event = left[0], left, true })
		}
		for i, w := range workers {
			switch {
			case w == nil && event:
				moves = append(moves, func() { workers[i], event = begin(t, from, to, memory), false })
			case w != nil:
				moves = append(moves, func() {
					if !w.gate.Step(nil) {
						workers[i], event = nil, event || w.err != nil
					}
				})
			}
		}
		if len(moves) == 0 {
			return inventory(t.Context(), to)
		}
		moves[lot.IntN(len(moves))]()
	}
}

// uploads is the source in the state that it is in.
type uploads struct{ store.Store }

func begin(t *testing.T, from *uploads, to store.Store, memory *Memory) *running {
	w := &running{gate: faulty.NewGate()}
	in := Ingester{
		Source: &faulty.Store{Store: from, Hook: w.gate.Hook}, Bucket: bucket,
		Lake: &faulty.Store{Store: to, Hook: w.gate.Hook}, BucketSeconds: 60, Memory: memory, lineageSpan: span,
	}
	go func() {
		defer w.gate.Finish()
		if _, w.err = in.Ingest(t.Context(), source); w.err != nil && !errors.Is(w.err, ErrBusy) {
			t.Error(w.err)
		}
	}()
	return w
}
