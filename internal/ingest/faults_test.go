package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

var errNetwork = errors.New("the network broke")

// nth applies a hook to the n-th call, from 0, and counts the calls.
func nth(n int, count *int, hook faulty.Hook) faulty.Hook {
	return func(ctx context.Context, call faulty.Call, next func() error) error {
		*count++
		if *count-1 == n {
			return hook(ctx, call, next)
		}
		return next()
	}
}

// TestFaultsAtEveryStep breaks every single call of an ingest that replaces an
// older state, before and after it took effect. Whatever the ingest then said,
// the lake never holds anything but what one of the two states gave for a day,
// and the redelivered event mends it.
func TestFaultsAtEveryStep(t *testing.T) {
	older := map[string]int{"2011-12-23": 2, "2011-12-24": 3}
	newer := map[string]int{"2011-12-24": 5, "2011-12-25": 1}
	for _, fault := range []struct {
		name string
		hook faulty.Hook
	}{
		{"before", faulty.Before(errNetwork)},
		{"after", faulty.After(errNetwork)},
		{"conflict", faulty.Only(faulty.Put, "", faulty.Before(store.ErrConflict))},
		{"precondition", faulty.Only(faulty.Put, "", faulty.After(store.ErrPrecondition))},
	} {
		t.Run(fault.name, func(t *testing.T) {
			for step := 0; ; step++ {
				w := newWorld(t)
				w.upload(t, log(older))
				w.ingest(t, Applied)
				w.upload(t, log(newer))
				calls := 0
				hook := nth(step, &calls, fault.hook)
				broken := w.Ingester
				broken.concurrently = inTurn // so that calls are counted
				broken.Source = &faulty.Store{Store: w.raw, Hook: hook}
				broken.Lake = &faulty.Store{Store: w.lake, Hook: hook}
				_, err := broken.Ingest(t.Context(), source)
				for day, hits := range w.hits(t) {
					if hits != older[day] && hits != newer[day] {
						t.Fatalf("step %d: %d hits on %s", step, hits, day)
					}
				}
				if err == nil {
					w.holds(t, newer)
				}
				if _, err := w.Ingest(t.Context(), source); err != nil {
					t.Fatalf("step %d: the event again: %v", step, err)
				}
				w.holds(t, newer)
				if t.Failed() {
					t.Fatalf("at step %d", step)
				}
				if calls <= step {
					return // there is no such step any more
				}
			}
		})
	}
}

// TestBrokenBody breaks the body of the source at several places: it is never
// taken for a shorter or a damaged log.
func TestBrokenBody(t *testing.T) {
	text := log(map[string]int{"2011-12-24": 30})
	for name, spoil := range map[string]func(io.ReadCloser, int64) io.ReadCloser{
		"reset": func(b io.ReadCloser, n int64) io.ReadCloser { return faulty.Reset(b, n, errNetwork) },
		"short": faulty.Short,
	} {
		for _, n := range []int{0, 1, 50, len(text) / 2, len(text) - 1} {
			t.Run(fmt.Sprint(name, " at ", n), func(t *testing.T) {
				w := newWorld(t)
				w.upload(t, text)
				w.Source = &faulty.Store{Store: w.raw, Body: func(_ faulty.Call, b io.ReadCloser) io.ReadCloser { return spoil(b, int64(n)) }}
				if r, err := w.Ingest(t.Context(), source); err == nil {
					t.Errorf("a body cut after %d of %d bytes gives outcome %d", n, len(text), r.Outcome)
				}
				w.holds(t, map[string]int{})
				w.Source = w.raw
				w.ingest(t, Applied)
				w.holds(t, map[string]int{"2011-12-24": 30})
			})
		}
	}
}
