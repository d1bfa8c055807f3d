package compact_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

func TestBefore(t *testing.T) {
	w := newWorld(t)
	w.holds(t, sunday, friday+" written", saturday+" written")
	w.holds(t, sunday, friday+" unchanged", saturday+" unchanged")
	if diff := cmp.Diff([]string{friday, saturday}, w.right(t)); diff != "" {
		t.Errorf("days with a copy (-want +got):\n%s", diff)
	}
	r, err := w.Day(t.Context(), day(t, sunday))
	if err != nil || r.Outcome != compact.Written || r.Files != 1 || r.Rows != 1 || r.Bytes == 0 || r.CompactedBytes == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	w.holds(t, friday, friday+" unchanged", saturday+" unchanged", sunday+" unchanged") // also copies that are not of old days

	// A late upload takes the copy away, and a new one has its rows.
	w.upload(t, cas01, map[string]int{friday: 2, saturday: 9})
	if diff := cmp.Diff([]string{sunday}, w.right(t)); diff != "" {
		t.Errorf("days with a copy (-want +got):\n%s", diff)
	}
	w.holds(t, saturday, friday+" written", saturday+" written", sunday+" unchanged")

	// A day whose files have expired.
	for o, err := range w.lake.List(t.Context(), lake.ActivityDayPrefix(day(t, saturday))) {
		if err = errors.Join(err, w.lake.Delete(t.Context(), o.Key)); err != nil {
			t.Fatal(err)
		}
	}
	w.holds(t, saturday, friday+" unchanged", saturday+" removed", sunday+" unchanged")
	w.holds(t, saturday, friday+" unchanged", sunday+" unchanged")
	if r, err := w.Day(t.Context(), day(t, saturday)); err != nil || r.Outcome != compact.Unchanged {
		t.Errorf("a day that is not there: %+v, %v", r, err)
	}
}

func TestDaysAtOnce(t *testing.T) {
	w := newWorld(t)
	w.AtOnce = 3
	n := 0
	if err := w.Before(t.Context(), day(t, sunday)+1, func(compact.Result) { n++ }); err != nil || n != 3 || len(w.right(t)) != 3 {
		t.Errorf("%d days told, error %v", n, err)
	}
	w.Lake = &faulty.Store{Store: w.lake, Hook: faulty.Only(faulty.Get, "", faulty.Before(errNetwork))}
	if err := w.Before(t.Context(), day(t, sunday), func(compact.Result) {}); !errors.Is(err, errNetwork) {
		t.Errorf("a store that fails: %v", err)
	}
}

func TestDryRun(t *testing.T) {
	w := newWorld(t)
	w.holds(t, saturday, friday+" written")
	w.upload(t, cas01, map[string]int{friday: 3})
	w.DryRun = true
	w.Lake = &faulty.Store{Store: w.lake, Hook: func(_ context.Context, c faulty.Call, next func() error) error {
		if c.Op == faulty.Put || c.Op == faulty.Delete {
			t.Errorf("%v", c)
		}
		return next()
	}}
	w.holds(t, sunday, friday+" written", saturday+" written")
}

// TestDamaged: a day that cannot be read has no copy, not the one from before either,
// and does not keep others from theirs.
func TestDamaged(t *testing.T) {
	w := newWorld(t)
	w.holds(t, sunday, friday+" written", saturday+" written")
	key := lake.ActivityKey(day(t, friday), lake.NewSourceID("logs", cas01))
	if _, err := w.lake.Put(t.Context(), key, strings.NewReader("no Parquet"), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	w.holds(t, sunday, friday+" failed", saturday+" unchanged")
	if r, err := w.Day(t.Context(), day(t, friday)); err != nil || !errors.Is(r.Err, lake.ErrDamaged) || r.Outcome != compact.Failed {
		t.Errorf("%+v, %v", r, err)
	}
	if diff := cmp.Diff([]string{saturday}, w.right(t)); diff != "" {
		t.Errorf("days with a copy (-want +got):\n%s", diff)
	}
	// A damaged copy is made anew.
	if _, err := w.lake.Put(t.Context(), lake.ReconciledKey(day(t, saturday)), strings.NewReader("no Parquet"), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	if r, err := w.Day(t.Context(), day(t, saturday)); err != nil || r.Outcome != compact.Written {
		t.Errorf("%+v, %v", r, err)
	}
}

var errNetwork = errors.New("the network broke")

// TestFaultsAtEveryStep breaks every single call of a compaction: what is left is right,
// and the next one makes the copy.
func TestFaultsAtEveryStep(t *testing.T) {
	for name, fault := range map[string]faulty.Hook{
		"before":       faulty.Before(errNetwork),
		"after":        faulty.After(errNetwork),
		"conflict":     faulty.Only(faulty.Put, "", faulty.Before(store.ErrConflict)),
		"precondition": faulty.Only(faulty.Put, "", faulty.After(store.ErrPrecondition)),
	} {
		t.Run(name, func(t *testing.T) {
			eachStep(t, func(w *world, hook func(faulty.Hook) faulty.Hook) {
				broken := compact.Compactor{Lake: &faulty.Store{Store: w.lake, Hook: hook(fault)}, Delete: w.Delete, TempDir: w.TempDir, Readers: w.Readers, Wait: w.Wait}
				r, err := broken.Day(t.Context(), day(t, saturday))
				w.right(t)
				if (err == nil) != (r.Outcome == compact.Written) {
					t.Errorf("outcome %q, error %v", r.Outcome, err)
				}
				if r, err := w.Day(t.Context(), day(t, saturday)); err != nil || len(w.right(t)) != 1 {
					t.Errorf("the next time: outcome %q, error %v", r.Outcome, err)
				}
			})
		})
	}
}

// TestOvertakenAtEveryStep uploads a log again before every single call.
func TestOvertakenAtEveryStep(t *testing.T) {
	eachStep(t, func(w *world, hook func(faulty.Hook) faulty.Hook) {
		overtaken := compact.Compactor{Delete: w.Delete, TempDir: w.TempDir, Readers: w.Readers, Wait: w.Wait}
		overtaken.Lake = &faulty.Store{Store: w.lake, Hook: hook(func(_ context.Context, _ faulty.Call, next func() error) error {
			w.upload(t, cas02, map[string]int{saturday: 7, sunday: 1})
			return next()
		})}
		if r, err := overtaken.Day(t.Context(), day(t, saturday)); err != nil {
			t.Errorf("outcome %q, error %v", r.Outcome, err)
		}
		w.right(t)
	})
}

// eachStep does something again and again, which is given a hook for each call in turn.
func eachStep(t *testing.T, do func(w *world, hook func(faulty.Hook) faulty.Hook)) {
	t.Helper()
	for step := int64(0); ; step++ {
		w := newWorld(t)
		var calls atomic.Int64 // files are read side by side
		do(w, func(h faulty.Hook) faulty.Hook {
			return func(ctx context.Context, c faulty.Call, next func() error) error {
				if calls.Add(1) == step+1 {
					return h(ctx, c, next)
				}
				return next()
			}
		})
		if t.Failed() {
			t.Fatalf("at step %d of %d", step, calls.Load())
		}
		if calls.Load() <= step {
			return // there is no such step any more
		}
	}
}

// TestNeverDone has a day that changes whenever it was listed.
func TestNeverDone(t *testing.T) {
	w := newWorld(t)
	var gets atomic.Int64
	w.Lake = &faulty.Store{Store: w.lake, Hook: func(_ context.Context, c faulty.Call, next func() error) error {
		if c.Op == faulty.Get && strings.HasPrefix(c.Key, lake.ActivityPrefix) {
			w.upload(t, cas01, map[string]int{saturday: int(gets.Add(1))})
		}
		return next()
	}}
	r, err := w.Day(t.Context(), day(t, saturday))
	if err != nil || !errors.Is(r.Err, compact.ErrOvertaken) || r.Outcome != compact.Failed || gets.Load() < 2 {
		t.Errorf("after %d times: %+v, %v", gets.Load(), r, err)
	}
	w.right(t)
}

// TestMany compact the same lake at the same time, while logs are uploaded.
func TestMany(t *testing.T) {
	w := newWorld(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				if r, err := w.Day(t.Context(), day(t, saturday)); err != nil || r.Err != nil && !errors.Is(r.Err, compact.ErrOvertaken) {
					t.Errorf("%+v, %v", r, err)
				}
			}
		})
	}
	for n := range 10 {
		w.upload(t, cas01, map[string]int{saturday: n})
	}
	all.Wait()
	w.right(t)
	if r, err := w.Day(t.Context(), day(t, saturday)); err != nil || len(w.right(t)) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestSameBytes: a copy follows from the day's files alone.
func TestSameBytes(t *testing.T) {
	var files [2]bytes.Buffer
	for i := range files {
		w := newWorld(t)
		w.holds(t, sunday, friday+" written", saturday+" written")
		body, _, err := w.lake.Get(t.Context(), lake.ReconciledKey(day(t, saturday)), store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := files[i].ReadFrom(body); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("other bytes")
	}
}
