package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

const source = "CAS01/W3SVC1/u_ex111224.log"

// log writes a log with so many Sync requests of one device on each day.
func log(days map[string]int) string {
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 7.5\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n")
	for _, day := range []string{"2011-12-23", "2011-12-24", "2011-12-25"} {
		for i := range days[day] {
			fmt.Fprintf(&b, "%s 10:%02d:00 10.1.1.1 POST /Microsoft-Server-ActiveSync/default.eas User=anna&DeviceId=A1&DeviceType=iPhone&Cmd=Sync 443 anna 203.0.113.9 Apple 200 0 0 15\r\n", day, i%60)
		}
	}
	return b.String()
}

// world is a bucket of logs, a lake, and an Ingester between them.
type world struct {
	raw, lake *memstore.Store
	Ingester
}

func newWorld(t *testing.T) *world {
	w := &world{raw: memstore.New(), lake: memstore.New(memstore.WithContentETags())}
	w.Ingester = Ingester{Source: w.raw, Bucket: "logs", Lake: w.lake, BucketSeconds: 60, TempDir: t.TempDir()}
	w.Wait = func(ctx context.Context, _ int) error { return ctx.Err() }
	return w
}

func (w *world) upload(t *testing.T, text string) {
	t.Helper()
	if _, err := w.raw.Put(t.Context(), source, strings.NewReader(text), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) ingest(t *testing.T, want Outcome) Result {
	t.Helper()
	r, err := w.Ingest(t.Context(), source)
	if err != nil || r.Outcome != want {
		t.Fatalf("outcome %d, want %d: %v", r.Outcome, want, err)
	}
	return r
}

// hits are the hits of each day that the lake has rows of.
func (w *world) hits(t *testing.T) map[string]int {
	t.Helper()
	days, err := lake.Days(t.Context(), w.lake)
	if err != nil {
		t.Fatal(err)
	}
	hits := make(map[string]int)
	for _, day := range days {
		r, err := assemble.Report(t.Context(), w.lake, report.Query{From: day.Start(), To: (day + 1).Start()})
		if err != nil || len(r.Coverage.Damaged) > 0 {
			t.Fatal(err, r.Coverage.Damaged)
		}
		if r.Totals.Hits > 0 {
			hits[day.String()] = int(r.Totals.Hits)
		}
	}
	return hits
}

func (w *world) holds(t *testing.T, want map[string]int) {
	t.Helper()
	if diff := cmp.Diff(want, w.hits(t)); diff != "" {
		t.Errorf("hits in the lake (-want +got):\n%s", diff)
	}
}

func TestGrowAndShrink(t *testing.T) {
	w := newWorld(t)
	for _, days := range []map[string]int{
		{"2011-12-24": 3},
		{"2011-12-24": 5, "2011-12-25": 2}, // grown over midnight
		{"2011-12-25": 2},                  // a day vanished
		{},                                 // all vanished
		{"2011-12-23": 1, "2011-12-24": 1, "2011-12-25": 1},
	} {
		w.upload(t, log(days))
		w.ingest(t, Applied)
		w.holds(t, days)
		w.ingest(t, Unchanged)
	}
}

func TestUnchangedWritesNothing(t *testing.T) {
	w := newWorld(t)
	w.upload(t, log(map[string]int{"2011-12-24": 3}))
	first := w.ingest(t, Applied)
	puts := 0
	w.Lake = &faulty.Store{Store: w.lake, Hook: func(_ context.Context, c faulty.Call, next func() error) error {
		if c.Op == faulty.Put {
			puts++
		}
		return next()
	}}
	again := w.ingest(t, Unchanged)
	if puts != 0 {
		t.Errorf("%d writes for an unchanged source", puts)
	}
	if diff := cmp.Diff(first.Stamp, again.Stamp); diff != "" {
		t.Errorf("the account of the reading is not kept (-first +again):\n%s", diff)
	}
	if diff := cmp.Diff(first.Days, again.Days); diff != "" {
		t.Errorf("days (-first +again):\n%s", diff)
	}
}

// TestSameBytes checks that the lake's file follows from the source alone.
func TestSameBytes(t *testing.T) {
	var files [2][]byte
	for i := range files {
		w := newWorld(t)
		w.upload(t, log(map[string]int{"2011-12-24": 50}))
		r := w.ingest(t, Applied)
		body, _, err := w.lake.Get(t.Context(), lake.ActivityKey(r.Days[0], r.ID), store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(body); err != nil {
			t.Fatal(err)
		}
		files[i] = b.Bytes()
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same source gives other bytes")
	}
}

func TestQuarantine(t *testing.T) {
	w := newWorld(t)
	good := map[string]int{"2011-12-24": 3}
	w.upload(t, log(good))
	w.ingest(t, Applied)

	w.upload(t, "%PDF-1.7 this is no log")
	r := w.ingest(t, Quarantined)
	if !strings.Contains(r.Reason, "PDF") {
		t.Errorf("reason %q does not say what was found", r.Reason)
	}
	w.holds(t, good) // a bad revision erases nothing
	if q := w.quarantined(t); len(q) != 1 || q[0].Key != source {
		t.Errorf("the report's coverage names %v", q)
	}
	if again := w.ingest(t, Quarantined); again.Reason != r.Reason {
		t.Errorf("reason %q, before it was %q", again.Reason, r.Reason)
	}

	w.upload(t, log(map[string]int{"2011-12-24": 4}))
	w.ingest(t, Applied)
	w.holds(t, map[string]int{"2011-12-24": 4})
	if q := w.quarantined(t); len(q) != 0 {
		t.Errorf("a source that can be read again is still in quarantine: %v", q)
	}
}

func (w *world) quarantined(t *testing.T) []lake.Quarantine {
	t.Helper()
	day := time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC)
	r, err := assemble.Report(t.Context(), w.lake, report.Query{From: day, To: day.AddDate(0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	return r.Coverage.Quarantined
}

func TestDamagedOutputIsReplaced(t *testing.T) {
	w := newWorld(t)
	days := map[string]int{"2011-12-24": 3}
	w.upload(t, log(days))
	r := w.ingest(t, Applied)
	for _, key := range []string{lake.ActivityKey(r.Days[0], r.ID), lake.DoneKey(r.ID)} {
		if _, err := w.lake.Put(t.Context(), key, strings.NewReader("bit rot"), store.Condition{}); err != nil {
			t.Fatal(err)
		}
	}
	w.ingest(t, Applied)
	w.holds(t, days)
}

func TestFinerBuckets(t *testing.T) {
	w := newWorld(t)
	w.upload(t, log(map[string]int{"2011-12-24": 3}))
	w.BucketSeconds = 300
	w.ingest(t, Applied)
	w.BucketSeconds = 60
	w.ingest(t, Applied) // minutes cannot be made of five minutes
	w.BucketSeconds = 3600
	w.ingest(t, Unchanged) // hours can be made of minutes
}

// TestBusySource uploads a new state of the source each time it is looked at.
func TestBusySource(t *testing.T) {
	w := newWorld(t)
	w.upload(t, log(map[string]int{"2011-12-24": 1}))
	n := 1
	w.Source = &faulty.Store{Store: w.raw, Hook: func(_ context.Context, _ faulty.Call, next func() error) error {
		n++
		w.upload(t, log(map[string]int{"2011-12-24": n}))
		return next()
	}}
	if _, err := w.Ingest(t.Context(), source); !errors.Is(err, ErrBusy) {
		t.Errorf("a source that never rests: %v", err)
	}
	w.holds(t, map[string]int{})
}

// TestPauses: attempts do not follow each other at once, and the end of the context
// ends a pause.
func TestPauses(t *testing.T) {
	conflict := faulty.Only(faulty.Put, lake.ActivityPrefix, faulty.Before(store.ErrConflict))
	for _, c := range []struct {
		name        string
		time        time.Duration // given to it
		want        error
		least, most time.Duration // that it takes
	}{
		{"a storm", time.Hour, ErrBusy, 10 * time.Millisecond, 3 * time.Second},
		{"the end", time.Millisecond, context.DeadlineExceeded, time.Millisecond, time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.upload(t, log(map[string]int{"2011-12-24": 1}))
			w.Wait = nil
			puts := 0
			w.Lake = &faulty.Store{Store: w.lake, Hook: faulty.Chain(func(_ context.Context, c faulty.Call, next func() error) error {
				if strings.HasPrefix(c.Key, lake.ActivityPrefix) && c.Op == faulty.Put {
					puts++
				}
				return next()
			}, conflict)}
			ctx, cancel := context.WithTimeout(t.Context(), c.time)
			defer cancel()
			start := time.Now()
			_, err := w.Ingest(ctx, source)
			if took := time.Since(start); !errors.Is(err, c.want) || took < c.least || took > c.most {
				t.Errorf("%s: %v after %v and %d writes", c.name, err, took, puts)
			}
			if errors.Is(c.want, ErrBusy) && puts != maxAttempts {
				t.Errorf("%s: %d writes, want %d", c.name, puts, maxAttempts)
			}
		})
	}
}

func TestMissingSource(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Ingest(t.Context(), source); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("no source: %v", err)
	}
}
