package interleave_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/interleave"
)

type work = func(ctx context.Context, source store.Reader, shared store.Store) error

// holding is a store with the object n.
func holding(t *testing.T, n int) *memstore.Store {
	t.Helper()
	s := memstore.New(memstore.WithContentETags())
	if err := put(t.Context(), s, n, store.Condition{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func put(ctx context.Context, s store.Store, n int, c store.Condition) error {
	_, err := s.Put(ctx, "n", strings.NewReader(strconv.Itoa(n)), c)
	return err
}

func get(ctx context.Context, s store.Reader) (n int, etag string, err error) {
	body, o, err := s.Get(ctx, "n", store.Range{}, "")
	if err != nil {
		return 0, "", err
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return 0, "", err
	}
	n, err = strconv.Atoi(string(b))
	return n, o.ETag, err
}

func is(ctx context.Context, s store.Reader, want int) error {
	n, _, err := get(ctx, s)
	if err == nil && n != want {
		err = fmt.Errorf("%d where %d should be", n, want)
	}
	return err
}

// TestStates counts the states of workers that never meet: known figures.
func TestStates(t *testing.T) {
	for n := 1; n < 9; n++ {
		look := func(ctx context.Context, s store.Reader) error {
			for i := range n {
				if _, err := s.Head(ctx, strconv.Itoa(i)); !errors.Is(err, store.ErrNotExist) {
					return err
				}
			}
			return nil
		}
		write := func(ctx context.Context, _ store.Reader, shared store.Store) error {
			for range n {
				if err := put(ctx, shared, 0, store.Condition{}); err != nil { // which it was before
					return err
				}
			}
			return nil
		}
		atShared := func(ctx context.Context, _ store.Reader, shared store.Store) error { return look(ctx, shared) }
		atSource := func(ctx context.Context, source store.Reader, _ store.Store) error { return look(ctx, source) }
		countStates(t, write, n, n)
		// When a worker looks at what nobody changes makes no difference, but for its
		// last look, with which the event is done.
		countStates(t, atShared, n, min(n, 2))
		countStates(t, atSource, n, min(n, 2))
	}
}

// countStates counts the states of workers that make so many calls, of which so many
// make a difference.
func countStates(t *testing.T, steps work, calls, n int) {
	t.Helper()
	sys := interleave.System{
		Source: []*memstore.Store{holding(t, 0)}, Shared: holding(t, 0), Work: steps, Repeats: true, Crashes: true,
	}
	// A worker is idle or at one of n-1 places between its calls: n places for a
	// repeat of the event, n-1 for the event itself, which is there once: left,
	// with one of the workers, or done. Who does what makes no difference.
	for workers, want := range map[int]int{
		1: 2*n + (n - 1),
		2: 2*n*(n+1)/2 + (n-1)*n,
		3: 2*n*(n+1)*(n+2)/6 + (n-1)*n*(n+1)/2,
	} {
		sys.Workers = workers
		r, err := sys.Search(t.Context())
		if err != nil || r.Violation != nil {
			t.Fatal(err, r.Violation)
		}
		got := [...]int{r.States, r.Points, r.Contents, r.Rests}
		if diff := cmp.Diff([...]int{want, calls + 1, 1, 1}, got); diff != "" {
			t.Errorf("%d workers of %d steps: states, points, contents, rests (-want +got):\n%s", workers, n, diff)
		}
	}
}

// replace brings the shared number to that of the source; in this order it is
// right, for what was written since the look at it stands in the way.
func replace(ctx context.Context, source store.Reader, shared store.Store) error {
	_, etag, err := get(ctx, shared)
	if err != nil {
		return err
	}
	n, _, err := get(ctx, source)
	if err != nil {
		return err
	}
	return put(ctx, shared, n, store.Condition{ETag: etag})
}

func replaceInTheWrongOrder(ctx context.Context, source store.Reader, shared store.Store) error {
	n, _, err := get(ctx, source)
	if err != nil {
		return err
	}
	_, etag, err := get(ctx, shared)
	if err != nil {
		return err
	}
	return put(ctx, shared, n, store.Condition{ETag: etag})
}

// replaceOnce does nothing where it finds that it has been begun.
func replaceOnce(ctx context.Context, source store.Reader, shared store.Store) error {
	_, err := shared.Put(ctx, "begun", strings.NewReader(""), store.Condition{Absent: true})
	if errors.Is(err, store.ErrPrecondition) {
		return nil
	}
	if err != nil {
		return err
	}
	return replace(ctx, source, shared)
}

// addOne is right as long as it is done once.
func addOne(ctx context.Context, _ store.Reader, shared store.Store) error {
	n, etag, err := get(ctx, shared)
	if err != nil {
		return err
	}
	return put(ctx, shared, n+1, store.Condition{ETag: etag})
}

func fails(ctx context.Context, source store.Reader, _ store.Store) error {
	_, err := source.Head(ctx, "n")
	return errors.Join(err, errors.New("never"))
}

// TestPlanted finds errors that were planted, by the shortest way to each, and none
// where there is none.
func TestPlanted(t *testing.T) {
	type faults struct{ crashes, lost, repeats, alone bool }
	for _, test := range []struct {
		name   string
		states int // of the source, which holds 1, 2, ...
		work   work
		faults faults
		steps  int // of the shortest way to a violation, 0 if there is none
	}{
		{"no error", 3, replace, faults{true, true, true, true}, 0},
		{"wrong order", 1, replaceInTheWrongOrder, faults{true, true, true, true}, 0},
		{"wrong order", 2, replaceInTheWrongOrder, faults{}, 7},
		{"wrong order", 3, replaceInTheWrongOrder, faults{true, true, true, true}, 7},
		{"once", 1, replaceOnce, faults{repeats: true}, 0},
		{"once", 1, replaceOnce, faults{crashes: true}, 3},
		{"once", 1, replaceOnce, faults{lost: true}, 2},
		{"once", 1, replaceOnce, faults{alone: true}, 2},
		{"again", 1, addOne, faults{crashes: true}, 0},
		{"again", 1, addOne, faults{lost: true}, 4},
		{"again", 1, addOne, faults{repeats: true}, 4},
		{"again", 1, addOne, faults{alone: true}, 4},
		{"never", 1, fails, faults{crashes: true}, 0},
		{"never", 1, fails, faults{alone: true}, 1},
	} {
		t.Run(fmt.Sprint(test.name, " ", test.states, " ", test.faults), func(t *testing.T) {
			sys := interleave.System{
				Shared: holding(t, 0), Work: test.work, Workers: 2,
				Crashes: test.faults.crashes, LostAnswers: test.faults.lost, Repeats: test.faults.repeats, Alone: test.faults.alone,
				AtRest: func(ctx context.Context, state int, shared store.Reader) error {
					return is(ctx, shared, state+1)
				},
			}
			for n := range test.states {
				sys.Source = append(sys.Source, holding(t, n+1))
			}
			r, err := sys.Search(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if (r.Violation != nil) != (test.steps > 0) || len(r.Trace) != test.steps {
				t.Errorf("violation %v in %d steps, want %d\n%s", r.Violation, len(r.Trace), test.steps, strings.Join(r.Trace, "\n"))
			}
		})
	}
}

// TestTrace checks that a way is told so that it can be followed.
func TestTrace(t *testing.T) {
	sys := interleave.System{
		Source: []*memstore.Store{holding(t, 1), holding(t, 2)}, Shared: holding(t, 0), Work: replaceInTheWrongOrder, Workers: 2,
		AtRest: func(ctx context.Context, state int, shared store.Reader) error {
			return is(ctx, shared, state+1)
		},
	}
	r, err := sys.Search(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`A: source get n: "1"`,
		`the source is in state 1`,
		`B: source get n: "2"`,
		`B: shared get n: "0"`,
		`B: shared put n "2"; ends`,
		`A: shared get n: "2"`,
		`A: shared put n "1"; ends`,
	}
	if diff := cmp.Diff(want, r.Trace); diff != "" {
		t.Errorf("trace (-want +got):\n%s", diff)
	}
}

// TestRefused has systems that cannot be searched.
func TestRefused(t *testing.T) {
	calls := 0
	for name, spoil := range map[string]func(sys *interleave.System){
		"not by its answers alone": func(sys *interleave.System) {
			sys.Work = func(ctx context.Context, source store.Reader, _ store.Store) error {
				calls++
				_, err := source.Head(ctx, strconv.Itoa(calls))
				return err
			}
		},
		"does nothing": func(sys *interleave.System) {
			sys.Work = func(context.Context, store.Reader, store.Store) error { return nil }
		},
		"nobody":          func(sys *interleave.System) { sys.Workers = 0 },
		"everybody":       func(sys *interleave.System) { sys.Workers = interleave.MaxWorkers + 1 },
		"nothing to read": func(sys *interleave.System) { sys.Source = nil },
		"too many states": func(sys *interleave.System) { sys.MaxStates = 2 },
	} {
		sys := interleave.System{Source: []*memstore.Store{holding(t, 1)}, Shared: holding(t, 0), Work: replace, Workers: 1}
		spoil(&sys)
		if r, err := sys.Search(t.Context()); err == nil {
			t.Errorf("%s: no error, after %d states", name, r.States)
		}
	}
}

// TestConcurrently: calls made side by side are done in every order, with what others do
// in between. Of two workers that read a and b side by side while the other writes both,
// one may see each of the four pairs.
func TestConcurrently(t *testing.T) {
	const a, b = "a", "b"
	seen := make(map[string]bool)
	sys := interleave.System{
		Source: []*memstore.Store{holding(t, 0)}, Shared: memstore.New(memstore.WithContentETags()), Workers: 2, Repeats: true,
		Work: func(ctx context.Context, _ store.Reader, shared store.Store) error {
			var found [2]string
			var failed [2]error
			look := func(i int, key string) func() {
				return func() {
					_, err := shared.Head(ctx, key)
					if failed[i] = err; errors.Is(err, store.ErrNotExist) {
						found[i], failed[i] = "no "+key, nil
					} else if err == nil {
						found[i] = key
					}
				}
			}
			shared.(interleave.Concurrent).Concurrently([]func(){look(0, a), look(1, b)})
			if err := errors.Join(failed[:]...); err != nil {
				return err
			}
			seen[found[0]+", "+found[1]] = true
			for _, key := range []string{b, a} { // so that a alone is seen by who looks at b first
				if _, err := shared.Put(ctx, key, strings.NewReader(""), store.Condition{}); err != nil {
					return err
				}
			}
			return nil
		},
	}
	r, err := sys.Search(t.Context())
	if err != nil || r.Violation != nil {
		t.Fatal(err, r.Violation)
	}
	want := map[string]bool{"a, b": true, "no a, no b": true, "no a, b": true, "a, no b": true}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("what a worker saw (-want +got):\n%s", diff)
	}
}
