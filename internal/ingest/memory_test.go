package ingest

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestMemoryBoundsReading lets many sources wait for the lake at once, and
// checks that no more of them are read at a time than there is memory for.
func TestMemoryBoundsReading(t *testing.T) {
	const sources, parts = 40, 3
	w := newWorld(t)
	for i := range sources {
		text := strings.ReplaceAll(log(map[string]int{"2011-12-24": i + 1}), "10.1.1.1", fmt.Sprintf("10.1.1.%d", i)) // no copies
		if _, err := w.raw.Put(t.Context(), fmt.Sprint(i), strings.NewReader(text), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	w.Memory = NewMemory(parts)
	var reading, most atomic.Int64
	w.Source = &faulty.Store{Store: w.raw, Body: func(_ faulty.Call, body io.ReadCloser) io.ReadCloser {
		begun := false
		read := newMeter(body, func(int64) {
			if begun {
				return
			}
			begun = true
			n := reading.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
		})
		return closing{metered{read, body}, func() {
			if begun {
				reading.Add(-1)
			}
		}}
	}}
	// The rows of each are written when all have come so far.
	var all sync.WaitGroup
	all.Add(sources)
	w.Lake = &faulty.Store{Store: w.lake, Hook: faulty.Only(faulty.Put, lake.ActivityPrefix, func(_ context.Context, _ faulty.Call, next func() error) error {
		all.Done()
		all.Wait()
		return next()
	})}
	var group sync.WaitGroup
	for i := range sources {
		group.Go(func() {
			if _, err := w.Ingest(t.Context(), fmt.Sprint(i)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if most.Load() > parts {
		t.Errorf("%d sources were read at once, with memory for %d", most.Load(), parts)
	}
	w.holds(t, map[string]int{"2011-12-24": sources * (sources + 1) / 2})
}

type closing struct {
	io.ReadCloser
	closed func()
}

func (c closing) Close() error {
	c.closed()
	return c.ReadCloser.Close()
}

// TestSecondHandMemory checks that memory which other sources had been read in,
// well or not, makes no difference to a file's bytes.
func TestSecondHandMemory(t *testing.T) {
	days := map[string]int{"2011-12-23": 40, "2011-12-24": 3}
	want := filesOf(t, nil, days)
	memory := NewMemory(1)
	for _, before := range []map[string]int{days, {"2011-12-25": 500}, {}, {"2011-12-23": 1, "2011-12-24": 1, "2011-12-25": 1}} {
		filesOf(t, memory, before)
		if got := filesOf(t, memory, days); got != want {
			t.Errorf("after a log of %v the same log gives other files", before)
		}
	}
	w := newWorld(t)
	w.Memory = memory
	w.upload(t, log(days)[:200]+"\x00%PDF")
	if _, err := w.Ingest(t.Context(), source); err != nil {
		t.Log(err)
	}
	w.Source = &faulty.Store{Store: w.raw, Body: func(_ faulty.Call, b io.ReadCloser) io.ReadCloser { return faulty.Reset(b, 500, errNetwork) }}
	w.upload(t, log(days))
	if _, err := w.Ingest(t.Context(), source); err == nil {
		t.Error("a body that breaks off is no error")
	}
	if got := filesOf(t, memory, days); got != want {
		t.Error("after a failure the same log gives other files")
	}
}

// filesOf gives the bytes of all files that a log makes.
func filesOf(t *testing.T, memory *Memory, days map[string]int) string {
	t.Helper()
	w := newWorld(t)
	w.Memory = memory
	w.upload(t, log(days))
	w.ingest(t, Applied)
	var b strings.Builder
	for o, err := range w.lake.List(t.Context(), lake.ActivityPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		body, _, err := w.lake.Get(t.Context(), o.Key, store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&b, body); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
