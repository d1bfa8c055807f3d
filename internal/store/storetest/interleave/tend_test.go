package interleave_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/interleave"
)

type tend = func(ctx context.Context, shared store.Store) error

// TestTendStates counts the states where others tend what nobody else looks at.
func TestTendStates(t *testing.T) {
	writes := func(n int) tend {
		return func(ctx context.Context, shared store.Store) error {
			for range n {
				if err := put(ctx, shared, 0, store.Condition{}); err != nil { // which it was before
					return err
				}
			}
			return nil
		}
	}
	sys := interleave.System{
		Source: []*memstore.Store{holding(t, 0)}, Shared: holding(t, 0), Workers: 1,
		Work: func(ctx context.Context, source store.Reader, _ store.Store) error {
			_, err := source.Head(ctx, "n")
			return err
		},
	}
	const alone = 2 // the event is there, or done
	for _, test := range []struct {
		tend []tend
		want int
	}{
		{nil, alone},
		{[]tend{writes(1)}, alone},
		{[]tend{writes(4)}, alone * 4},
		{[]tend{writes(4), writes(3)}, alone * 4 * 3},
		{[]tend{writes(3), writes(3)}, alone * 3 * 3},
	} {
		sys.Tend = test.tend
		for _, sys.Crashes = range []bool{false, true} {
			if r, err := sys.Search(t.Context()); err != nil || r.Violation != nil || r.States != test.want {
				t.Errorf("%d tend: %d states, want %d, %v, %v", len(test.tend), r.States, test.want, r.Violation, err)
			}
		}
	}
}

// TestTendPlanted: one who tends puts a number off and on again, which is no harm unless
// he stops in between, or another was faster.
func TestTendPlanted(t *testing.T) {
	offAndOn := func(ctx context.Context, shared store.Store) error {
		n, _, err := get(ctx, shared)
		if err != nil {
			return err
		}
		return errors.Join(put(ctx, shared, -1, store.Condition{}), put(ctx, shared, n, store.Condition{}))
	}
	sys := interleave.System{
		Source: []*memstore.Store{holding(t, 1)}, Shared: holding(t, 1), Workers: 1,
		Work: func(ctx context.Context, source store.Reader, _ store.Store) error {
			_, err := source.Head(ctx, "n")
			return err
		},
		AtRest: func(ctx context.Context, _ int, shared store.Reader) error { return is(ctx, shared, 1) },
	}
	worked := "A: source head n: " + memstore.ContentETag([]byte("1")) + "; ends"
	for _, test := range []struct {
		tend    []tend
		crashes bool
		want    []string
	}{
		{[]tend{offAndOn}, false, nil},
		{[]tend{offAndOn}, true, []string{
			worked, `tender 1: shared get n: "1"`, `tender 1: shared put n "-1"`, `tender 1 crashes`,
		}},
		{[]tend{offAndOn, offAndOn}, false, []string{
			worked, `tender 1: shared get n: "1"`, `tender 1: shared put n "-1"`,
			`tender 2: shared get n: "-1"`, `tender 1: shared put n "1"; ends`,
			`tender 2: shared put n "-1"`, `tender 2: shared put n "-1"; ends`,
		}},
	} {
		sys.Tend, sys.Crashes = test.tend, test.crashes
		r, err := sys.Search(t.Context())
		if err != nil || (r.Violation != nil) != (test.want != nil) {
			t.Fatal(r.Violation, err)
		}
		if diff := cmp.Diff(test.want, r.Trace); diff != "" {
			t.Errorf("%d tend, crashes %t: trace (-want +got):\n%s", len(test.tend), test.crashes, diff)
		}
	}
	sys.Tend = make([]tend, interleave.MaxTenders+1)
	if _, err := sys.Search(t.Context()); err == nil {
		t.Error("more tend than there may: no error")
	}
}
