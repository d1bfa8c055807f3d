package operate_test

import (
	"bytes"
	"context"
	"io"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// compacted has copies of all days.
func (w *world) compacted(t *testing.T) *world {
	t.Helper()
	c := compact.Compactor{Lake: w.lake, Delete: w.lake.Delete, TempDir: t.TempDir()}
	if err := c.Before(t.Context(), lake.DayOf(christmas.AddDate(0, 0, 7).Unix()), func(compact.Result) {}); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestForgetCopies: what is forgotten is not in copies of days either, and those without
// it stay.
func TestForgetCopies(t *testing.T) {
	for name, test := range map[string]struct {
		forget func(*operate.Forget) error
		left   []string
	}{
		"source": {func(f *operate.Forget) error {
			return f.Source(t.Context(), lake.NewSourceID("logs", "cas01/b.log"))
		}, []string{"2011-12-23"}},
		"day": {func(f *operate.Forget) error {
			return f.Day(t.Context(), lake.DayOf(christmas.Unix()))
		}, []string{"2011-12-23", "2011-12-25"}},
		"user": {func(f *operate.Forget) error {
			return forgetUser(t, f, "anna")
		}, []string{"2011-12-25"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := forgetWorld(t).compacted(t)
			w.forgetting(t, test.forget)
			var want []string
			for _, day := range test.left {
				want = append(want, "request_day/v2/dt="+day+"/requests.parquet")
			}
			if diff := cmp.Diff(want, keys(t, w.lake, lake.ReconciledPrefix)); diff != "" {
				t.Errorf("copies (-want +got):\n%s", diff)
			}
		})
	}
}

// TestForgetUserWhileCompacting has a user forgotten before each call of a compaction,
// which also stops there: no copy has a row of him.
func TestForgetUserWhileCompacting(t *testing.T) {
	for step := int64(0); ; step++ {
		w := forgetWorld(t)
		var calls atomic.Int64 // a compaction reads side by side
		c := compact.Compactor{TempDir: t.TempDir(), Wait: func(context.Context, int) error { return nil }}
		c.Lake = &faulty.Store{Store: w.lake, Hook: func(_ context.Context, _ faulty.Call, next func() error) error {
			if calls.Add(1) == step+1 {
				f := operate.Forget{Lake: w.lake, Sure: true, TempDir: t.TempDir(), Told: func(operate.Change) {}}
				if err := forgetUser(t, &f, "anna"); err != nil {
					return err
				}
			}
			return next()
		}}
		if _, err := c.Day(t.Context(), lake.DayOf(christmas.Unix())); err != nil {
			t.Fatalf("step %d: %v", step, err)
		}
		if calls.Load() <= step {
			return // there is no such step any more
		}
		for _, key := range keys(t, w.lake, lake.ReconciledPrefix) {
			if namesAnna(t, w.lake, key) {
				t.Fatalf("forgotten before call %d of %d, and in %s", step+1, calls.Load(), key)
			}
		}
	}
}

// TestForgetBrokenCopies: a copy that cannot be read goes, and so does one that was only
// begun: it may be written over with rows that were read before.
func TestForgetBrokenCopies(t *testing.T) {
	w := forgetWorld(t).compacted(t)
	claim, err := lake.EncodeEmpty(lake.Reconciled{Claim: "mine"})
	if err != nil {
		t.Fatal(err)
	}
	begun, err := io.ReadAll(claim)
	if err != nil {
		t.Fatal(err)
	}
	put(t, w.lake, "request_day/v2/dt=2011-12-23/requests.parquet", "no Parquet")
	put(t, w.lake, "request_day/v2/dt=2011-12-24/requests.parquet", string(begun))
	w.forgetting(t, func(f *operate.Forget) error { return forgetUser(t, f, "nobody") })
	if diff := cmp.Diff([]string{"request_day/v2/dt=2011-12-25/requests.parquet"}, keys(t, w.lake, lake.ReconciledPrefix)); diff != "" {
		t.Errorf("copies (-want +got):\n%s", diff)
	}
}

func namesAnna(t *testing.T, s store.Reader, key string) bool {
	t.Helper()
	body, _, err := s.Get(t.Context(), key, store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := lake.OpenRows(bytes.NewReader(b), int64(len(b)), key)
	if err != nil {
		t.Fatal(err)
	}
	named, err := rows.Names(func(user string) bool { return user == "anna" })
	if err != nil {
		t.Fatal(err)
	}
	return named
}
