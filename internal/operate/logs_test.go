package operate_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

func states(t *testing.T, c *operate.Comparison) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for log, err := range c.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all[log.Key] = log.State.String()
	}
	return all
}

// TestComparison has a log in each state, in a bucket with versions and in one
// without; and counts the requests that it takes.
func TestComparison(t *testing.T) {
	for name, versions := range map[string]bool{"versions": true, "no versions": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if versions {
				w.Source = versioned{w.raw}
			}
			day := "2011-12-24 anna"
			w.add(t, "cas01/current.log", logOf(day))
			w.add(t, "cas01/grown.log", logOf(day))
			w.add(t, "cas01/damaged.log", logOf(day))
			w.add(t, "cas01/broken.log", "no log at all")
			w.add(t, "cas01/broke.log", logOf(day))
			put(t, w.raw, "cas01/grown.log", logOf(day, day))
			put(t, w.lake, lake.DoneKey(lake.NewSourceID("logs", "cas01/damaged.log")), "{")
			w.add(t, "cas01/broke.log", "no log any more")
			w.add(t, "cas01/mended.log", "no log yet")
			put(t, w.raw, "cas01/mended.log", logOf(day))
			put(t, w.raw, "cas01/new.log", logOf(day))
			put(t, w.raw, "cas02/new.log", logOf(day))
			want := map[string]string{
				"cas01/current.log": "current", "cas01/grown.log": "changed", "cas01/damaged.log": "new",
				"cas01/broken.log": "unreadable", "cas01/broke.log": "unreadable", "cas01/mended.log": "changed", "cas01/new.log": "new", "cas02/new.log": "new",
			}
			c := w.comparison()
			if diff := cmp.Diff(want, states(t, c)); diff != "" {
				t.Errorf("states (-want +got):\n%s", diff)
			}
			c.Parser = ingest.ParserVersion + 1
			for key, state := range want {
				if state == "current" || state == "unreadable" {
					want[key] = "reread"
				}
			}
			if diff := cmp.Diff(want, states(t, c)); diff != "" {
				t.Errorf("states for a newer parser (-want +got):\n%s", diff)
			}
			c = w.comparison()
			c.Logs.Prefix = "cas02/"
			if diff := cmp.Diff(map[string]string{"cas02/new.log": "new"}, states(t, c)); diff != "" {
				t.Errorf("of a prefix (-want +got):\n%s", diff)
			}
			c.Logs.Prefix, c.Logs.Except = "", "cas01/"
			if diff := cmp.Diff(map[string]string{"cas02/new.log": "new"}, states(t, c)); diff != "" {
				t.Errorf("but for a prefix (-want +got):\n%s", diff)
			}
		})
	}
}

// TestComparisonSameSecond: a log was replaced by one of the same size within the
// same second, so that only its version, or its ETag, tells.
func TestComparisonSameSecond(t *testing.T) {
	w := newWorld(t)
	w.Source = versioned{seconds{w.raw}}
	w.add(t, "k.log", logOf("2011-12-24 anna"))
	put(t, w.raw, "k.log", logOf("2011-12-24 emma"))
	if got := states(t, w.comparison()); got["k.log"] != "changed" {
		t.Errorf("the log is %s", got["k.log"])
	}
}

// seconds tells times in whole seconds.
type seconds struct{ store.Store }

func (s seconds) Head(ctx context.Context, key string) (store.Object, error) {
	o, err := s.Store.Head(ctx, key)
	o.Modified = o.Modified.Truncate(time.Second)
	return o, err
}

func (s seconds) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		for o, err := range s.Store.List(ctx, prefix) {
			o.Modified = o.Modified.Truncate(time.Second)
			if !yield(o, err) {
				return
			}
		}
	}
}

// TestComparisonOfDays bounds when logs were modified.
func TestComparisonOfDays(t *testing.T) {
	w := newWorld(t)
	for day := range 4 {
		w.now = christmas.Truncate(24*time.Hour).AddDate(0, 0, day)
		put(t, w.raw, fmt.Sprint(day, ".log"), "")
	}
	c := w.comparison()
	day := christmas.Truncate(24 * time.Hour)
	c.Wanted = func(log operate.Log) bool { return log.Between(day.AddDate(0, 0, 1), day.AddDate(0, 0, 3)) }
	if diff := cmp.Diff(map[string]string{"1.log": "new", "2.log": "new"}, states(t, c)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestComparisonRequests counts what comparing takes: for each log a GET of what the
// lake says, and a HEAD only where versions hide whether that is true.
func TestComparisonRequests(t *testing.T) {
	const logs = 2500
	for _, versions := range []bool{false, true} {
		w := newWorld(t)
		if versions {
			w.Source = versioned{w.raw}
		}
		first := w.add(t, "0000.log", logOf("2011-12-24 anna"))
		for i := 1; i < logs; i++ {
			key := fmt.Sprintf("%04d.log", i)
			put(t, w.raw, key, "x")
			if i%5 == 0 {
				continue // new
			}
			o, err := w.Source.Head(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			stamp := first.Stamp
			stamp.Key, stamp.Revision, stamp.Size, stamp.Modified = key, lake.Revision(o), o.Size, o.Modified
			text, err := stamp.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			put(t, w.lake, lake.DoneKey(lake.NewSourceID("logs", key)), string(text))
		}
		calls := make(chan faulty.Call, 10*logs)
		count := func(_ context.Context, call faulty.Call, next func() error) error {
			calls <- call
			return next()
		}
		c := w.comparison()
		c.Lake = &faulty.Store{Store: w.lake, Hook: count}
		c.Logs.Store = &faulty.Store{Store: w.Source.(store.Store), Hook: count}
		order, last := 0, ""
		for log, err := range c.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if log.Key <= last {
				t.Fatalf("%s after %s", log.Key, last)
			}
			last = log.Key
			order++
		}
		close(calls)
		n := make(map[faulty.Op]int)
		for call := range calls {
			n[call.Op]++
		}
		heads := 0
		if versions {
			heads = logs - (logs-1)/5
		}
		if order != logs || n[faulty.Get] != logs || n[faulty.Head] != heads || n[faulty.List] != 2 {
			t.Errorf("versions %v: %d logs by %v", versions, order, n)
		}
	}
}

// TestComparisonFaults: any failure to look is an error, and none is taken for a log
// that the lake has or has not; but a log may go while we look.
func TestComparisonFaults(t *testing.T) {
	w := newWorld(t)
	w.Source = versioned{w.raw}
	w.add(t, "a.log", logOf("2011-12-24 anna"))
	w.add(t, "b.log", "no log")
	failed := errors.New("failed")
	for _, fault := range []struct {
		op     faulty.Op
		prefix string
		inLake bool
	}{
		{faulty.List, "", false},
		{faulty.List, lake.QuarantinePrefix, true},
		{faulty.Get, lake.QuarantinePrefix, true},
		{faulty.Get, lake.IndexPrefix, true},
		{faulty.Head, "", false},
	} {
		c := w.comparison()
		hook := faulty.Only(fault.op, fault.prefix, faulty.Before(failed))
		if fault.inLake {
			c.Lake = &faulty.Store{Store: w.lake, Hook: hook}
		} else {
			c.Logs.Store = &faulty.Store{Store: w.Source.(store.Store), Hook: hook}
		}
		var got error
		for _, err := range c.All(t.Context()) {
			got = errors.Join(got, err)
		}
		if !errors.Is(got, failed) || strings.Count(got.Error(), "failed") != 1 {
			t.Errorf("%s %s: %v", fault.op, fault.prefix, got)
		}
	}
	c := w.comparison()
	c.Logs.Store = &faulty.Store{Store: w.Source.(store.Store), Hook: faulty.Only(faulty.Head, "a", faulty.Before(store.ErrNotExist))}
	if diff := cmp.Diff(map[string]string{"b.log": "unreadable"}, states(t, c)); diff != "" {
		t.Errorf("a log that goes (-want +got):\n%s", diff)
	}
}
