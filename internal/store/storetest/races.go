package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/easreport/easreport/internal/store"
)

// racers is how many try at once; one may win.
const racers = 20

func raceForAbsent(t *testing.T, s tester) {
	race(t, s, "deep/er/k", store.Condition{Absent: true})
}

func raceForETag(t *testing.T, s tester) {
	o := s.put("deep/er/k", "from")
	race(t, s, "deep/er/k", store.Condition{ETag: o.ETag})
}

func race(t *testing.T, s tester, key string, c store.Condition) {
	errs := make([]error, racers)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range racers {
		wg.Go(func() {
			<-start
			_, errs[i] = s.putIf(key, fmt.Sprint("racer ", i), c)
		})
	}
	close(start)
	wg.Wait()

	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner < 0:
			winner = i
		case err == nil:
			t.Errorf("racers %d and %d both won", winner, i)
		case !errors.Is(err, store.ErrPrecondition) && !errors.Is(err, store.ErrConflict):
			t.Errorf("racer %d: %v", i, err)
		}
	}
	if winner < 0 {
		t.Fatal("nobody won")
	}
	s.has(key, fmt.Sprint("racer ", winner))
}

// noTornReads reads an object while it is replaced: each reader must see one
// body, whole, and described by its own ETag and size.
func noTornReads(t *testing.T, s tester) {
	const changes, readers = 30, 4
	// Body i is its number, over and over, of a length of its own.
	text := func(i int) string { return strings.Repeat(fmt.Sprintf("%04d", i), 10_000+i) }
	type seen struct{ etag, body string }
	var (
		written = make(map[string]string)
		all     = make([]map[seen]bool, readers)
		done    = make(chan struct{})
		wg      sync.WaitGroup
	)
	written[s.put("k", text(0)).ETag] = text(0)
	for r := range readers {
		all[r] = make(map[seen]bool)
		wg.Go(func() {
			for {
				b, o, err := read(t.Context(), s, "k", store.Range{}, "")
				if err != nil || o.Size != int64(len(b)) {
					t.Errorf("read %d bytes of %d, error %v", len(b), o.Size, err)
				}
				all[r][seen{o.ETag, string(b)}] = true
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	stop := sync.OnceFunc(func() { close(done); wg.Wait() })
	defer stop() // also when a put ends the test
	for i := 1; i <= changes; i++ {
		written[s.put("k", text(i)).ETag] = text(i)
	}
	stop()
	for _, reads := range all {
		for got := range reads {
			if want, ok := written[got.etag]; !ok || got.body != want {
				t.Fatalf("a read with ETag %s gave %s (%d bytes), want %s (%d bytes)",
					got.etag, brief(got.body), len(got.body), brief(want), len(want))
			}
		}
	}
}
