package ingest

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// TestRequests counts the requests of an ingest over stores where each takes a second,
// and the seconds: the round trips.
func TestRequests(t *testing.T) {
	first, second := log(revision{saturday: 3}), log(revision{saturday: 5})
	for _, c := range []struct {
		name            string
		before          string // the state of the source that was ingested before, if any
		now             string
		outcome         Outcome
		requests, trips int
	}{
		{"a new object", "", first, Applied, 9, 6},
		{"a new object of two days", "", log(revision{saturday: 3, sunday: 1}), Applied, 12, 9},
		{"another state of it", first, second, Applied, 10, 7},
		{"the same state again", first, first, Unchanged, 5, 3},
		{"no log", "", "%PDF-1.7 this is no log", Quarantined, 7, 4},
		{"no log again", "%PDF-1.7 this is no log", "%PDF-1.7 this is no log", Quarantined, 4, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				if c.before != "" {
					w.upload(t, c.before)
					if _, err := w.Ingest(t.Context(), source); err != nil {
						t.Fatal(err)
					}
				}
				if c.now != c.before {
					w.upload(t, c.now)
				}
				var requests atomic.Int64
				slow := faulty.Chain(func(_ context.Context, _ faulty.Call, next func() error) error {
					requests.Add(1)
					return next()
				}, faulty.Delay(time.Second))
				w.Source = &faulty.Store{Store: w.raw, Hook: slow}
				w.Lake = &faulty.Store{Store: w.lake, Hook: slow}
				start := time.Now()
				w.ingest(t, c.outcome)
				if trips := int(time.Since(start) / time.Second); int(requests.Load()) != c.requests || trips != c.trips {
					t.Errorf("%d requests in %d round trips, want %d in %d", requests.Load(), trips, c.requests, c.trips)
				}
			})
		})
	}
}

// TestUnchangedIsNotRead: of a source that the lake has, one request is made and nothing
// read, also by a store that reads ahead, and no memory is waited for.
func TestUnchangedIsNotRead(t *testing.T) {
	w := newWorld(t)
	w.upload(t, log(revision{saturday: 30}))
	w.ingest(t, Applied)
	gets, read := 0, int64(0)
	below := &faulty.Store{
		Store: w.raw,
		Hook: faulty.Only(faulty.Get, "", func(_ context.Context, _ faulty.Call, next func() error) error {
			gets++
			return next()
		}),
		Body: func(_ faulty.Call, body io.ReadCloser) io.ReadCloser {
			return metered{newMeter(body, func(n int64) { read += n }), body}
		},
	}
	w.Source = readahead.New(below, readahead.Options{RangeBytes: 100, Streams: 4})
	w.Memory = NewMemory(1)
	if _, free := w.Memory.tryTake(); !free {
		t.Fatal("there is no memory")
	}
	w.ingest(t, Unchanged)
	if gets != 1 || read != 0 {
		t.Errorf("%d requests, %d bytes read", gets, read)
	}
}

type metered struct {
	io.Reader
	io.Closer
}

// TestWaitingForMemory: a source that waits for memory is closed meanwhile, and then read
// as it is.
func TestWaitingForMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.upload(t, log(revision{saturday: 1}))
		var open atomic.Int64
		w.Source = &faulty.Store{Store: w.raw, Body: func(_ faulty.Call, body io.ReadCloser) io.ReadCloser {
			open.Add(1)
			return closing{body, func() { open.Add(-1) }}
		}}
		w.Memory = NewMemory(1)
		part, _ := w.Memory.tryTake()
		ended := make(chan error)
		go func() {
			_, err := w.Ingest(t.Context(), source)
			ended <- err
		}()
		synctest.Wait()
		if open.Load() != 0 {
			t.Error("it waits with an open body")
		}
		w.upload(t, log(revision{saturday: 2}))
		w.Memory.give(part, 0)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		w.holds(t, revision{saturday: 2})
	})
}
