package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/interleave"
)

// neverCompacted is a lake in which nothing is compacted: to ask is no step then.
type neverCompacted struct{ store.Store }

func (s neverCompacted) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	if isCompacted(key) {
		return nil, store.Object{}, store.ErrNotExist
	}
	return s.Store.Get(ctx, key, r, etag)
}

func isCompacted(key string) bool { return strings.HasPrefix(key, lake.ReconciledPrefix) }

// compaction is a search of ingests while others compact Saturday all the time.
type compaction struct {
	history    history
	bounds     bounds
	compacting int
	whole      bool // only if all searches are asked for
}

func (c compaction) String() string {
	return fmt.Sprintf("%s, %v, %d compacting", c.history.name, c.bounds, c.compacting)
}

var (
	changed  = history{name: "change", revisions: []revision{{saturday: 1}, {saturday: 2}}}
	dropped  = history{name: "drop", revisions: []revision{{saturday: 1}, {}}}
	reverted = history{name: "revert", revisions: []revision{{saturday: 1}, {saturday: 2}, {saturday: 1}}}
	damaged  = history{name: "damage", revisions: []revision{{saturday: 1}, {saturday: 2}, nil}}
)

var compactions = []compaction{
	{changed, bounds{workers: 1, crashes: true, lost: true}, 1, false},
	{dropped, bounds{workers: 1, crashes: true, lost: true}, 1, false},
	{damaged, bounds{workers: 1, crashes: true}, 1, false},
	{changed, bounds{workers: 2}, 1, false},
	{changed, bounds{workers: 2, crashes: true, lost: true}, 1, true},
	{changed, bounds{workers: 1, crashes: true}, 2, true},
	{reverted, bounds{workers: 1, crashes: true, lost: true}, 1, true},
	{damaged, bounds{workers: 2, crashes: true}, 1, true},
}

// TestInterleavingsWithCompaction: whenever no ingest is left to do there is no copy of
// the day or a right one, wherever those who made it have stopped.
func TestInterleavingsWithCompaction(t *testing.T) {
	for _, c := range compactions {
		if c.whole && os.Getenv(everyInterleaving) == "" {
			continue
		}
		t.Run(c.String(), func(t *testing.T) {
			if r := search(t, c.system(t, compactionRule{})); r.Violation != nil {
				t.Errorf("%v\n%s", r.Violation, strings.Join(r.Trace, "\n"))
			}
		})
	}
}

// TestEveryRuleOfCompactionIsNeeded breaks the rules, one at a time.
func TestEveryRuleOfCompactionIsNeeded(t *testing.T) {
	for _, broken := range compactionRules {
		t.Run(broken.name, func(t *testing.T) {
			r := search(t, broken.needed.system(t, broken))
			if r.Violation == nil {
				t.Fatalf("without the rule, it holds: %v", broken.needed)
			}
			t.Logf("%v\n%s", r.Violation, strings.Join(r.Trace, "\n"))
		})
	}
}

var errOnce = errors.New("one attempt is enough")

func (c compaction) system(t *testing.T, broken compactionRule) interleave.System {
	t.Helper()
	day, err := lake.ParseDay(saturday)
	if err != nil {
		t.Fatal(err)
	}
	tempDir, memory := t.TempDir(), NewMemory(1)
	sys := system(t, c.history, rule{})
	sys.Shared = beside(t)
	sys.Workers, sys.Crashes, sys.LostAnswers, sys.Repeats = c.bounds.workers, c.bounds.crashes, c.bounds.lost, c.bounds.repeats
	sys.Work = func(ctx context.Context, from store.Reader, to store.Store) error {
		in := Ingester{Source: from, Bucket: bucket, BucketSeconds: 60, Memory: memory}
		in.concurrently = to.(interleave.Concurrent).Concurrently
		if broken.ingest != nil {
			to = broken.ingest(to)
		}
		in.Lake = to
		_, err := in.attempt(ctx, source)
		return err
	}
	for n := range c.compacting {
		if broken.oneClaim {
			n = 0
		}
		sys.Tend = append(sys.Tend, func(ctx context.Context, shared store.Store) error {
			if broken.compact != nil {
				shared = broken.compact(shared)
			}
			one := compact.Compactor{
				Lake: shared, Delete: shared.Delete, TempDir: tempDir, Readers: 1, Claim: func() string { return fmt.Sprint(n) },
				Wait: func(context.Context, int) error { return errOnce },
			}
			_, err := one.Day(ctx, day)
			return err
		})
	}
	rowsAreRight := sys.AtRest
	sys.AtRest = func(ctx context.Context, state int, s store.Reader) error {
		return errors.Join(rowsAreRight(ctx, state, s), copyIsRight(ctx, s, day))
	}
	others := sys.Describe
	sys.Describe = func(key string, body []byte) string {
		if isCompacted(key) {
			return describeCopy(t, day, body)
		}
		return others(key, body)
	}
	return sys
}

// describeCopy tells what lies where a copy may.
func describeCopy(t *testing.T, day lake.Day, body []byte) string {
	s := memstore.New()
	if _, err := s.Put(t.Context(), lake.ReconciledKey(day), bytes.NewReader(body), store.Condition{}); err != nil {
		t.Error(err)
	}
	stamp, _, err := lake.ReadReconciled(t.Context(), s, day)
	switch {
	case err != nil:
		return err.Error()
	case stamp.Empty():
		return "empty"
	case stamp.Claim != "":
		return "claim " + stamp.Claim
	}
	return fmt.Sprintf("copy of %d files", len(stamp.Inputs))
}

// beside is a lake that has another source's rows of Saturday.
func beside(t *testing.T) *memstore.Store {
	t.Helper()
	const other = "CAS02/W3SVC1/u_ex111224.log"
	logs, s := memstore.New(), memstore.New(memstore.WithContentETags())
	if _, err := logs.Put(t.Context(), other, strings.NewReader(strings.ReplaceAll(log(revision{saturday: 4}), "DeviceId=", "DeviceId=Other")), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	in := Ingester{Source: logs, Bucket: bucket, Lake: s, BucketSeconds: 60}
	if _, err := in.Ingest(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	return s
}

// copyIsRight checks that there is no copy of a day, or one of what the day has.
func copyIsRight(ctx context.Context, s store.Reader, day lake.Day) error {
	stamp, _, err := lake.ReadReconciled(ctx, s, day)
	if errors.Is(err, store.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	copied, err := requestsOf(ctx, s, day)
	if err != nil {
		return err
	}
	var inputs []lake.Input
	want := int64(0)
	for o, err := range s.List(ctx, lake.ActivityDayPrefix(day)) {
		if err != nil {
			return err
		}
		_, id, _ := lake.ParseActivityKey(o.Key)
		inputs = append(inputs, lake.Input{Source: id, ETag: o.ETag})
		hits, err := hitsOf(ctx, s, o.Key)
		if err != nil {
			return err
		}
		want += hits
	}
	if len(stamp.Inputs) == 0 && copied == 0 || stamp.Of(inputs) && copied == want {
		return nil
	}
	return fmt.Errorf("a copy with %d hits is left of a day with %d", copied, want)
}

// requestsOf is how many requests the file of request_day of a day has.
func requestsOf(ctx context.Context, s store.Reader, day lake.Day) (hits int64, err error) {
	table, err := lake.OpenRequests(ctx, s, day)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	rows := lake.NewRequestReader(lake.NewWords())
	defer rows.Close()
	for group := range table.Groups() {
		n, err := hitsIn(rows.Open(group), rows.Next)
		if err != nil {
			return 0, err
		}
		hits += n
	}
	return hits, nil
}
