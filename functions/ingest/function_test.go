package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/notify"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

var errNetwork = errors.New("the network broke")

const (
	allDone   = `{"batchItemFailures":[]}`
	testEvent = `{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"logs"}`
)

func TestInvoke(t *testing.T) {
	// Names as administrators give them, each of a log of two requests.
	names := []string{"iis/a b.log", "iis/a+b.log", "iis/a%2Bb.log", "iis/100%.log", "iis/%25.log", "iis/Müller/日本.log", "iis/other/a b.log", "iis/" + strings.Repeat("ü", 508) + ".log"}
	var ofNames []string
	for _, name := range names {
		ofNames = append(ofNames, created(name))
	}
	each := func(outcome string) []string {
		return strings.Split(strings.Repeat(outcome+" ", len(names)-1)+outcome, " ")
	}
	bridge := func(key string) string {
		return fmt.Sprintf(`{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"logs"},"object":{"key":%q}}}`, key)
	}
	removed := strings.Replace(created(key), "ObjectCreated", "ObjectRemoved", 1)
	for _, c := range []struct {
		name, event string
		answer      string // empty: an error
		outcomes    []string
		hits        int64
	}{
		{"a queue's message", queued(created(key)), allDone, []string{"applied"}, 2},
		{"S3's event", created(key), "null", []string{"applied"}, 2},
		{"EventBridge's event", bridge(key), "null", []string{"applied"}, 2},
		{"EventBridge's event, queued", queued(bridge("iis/a+b.log")), allDone, []string{"applied"}, 2},
		{"test event", testEvent, "null", []string{"(event about nothing new)"}, 0},
		{"test event, queued", queued(testEvent), allDone, []string{"(event about nothing new)"}, 0},
		{"an empty batch", `{"Records":[]}`, "null", []string{"(event about nothing new)"}, 0},
		{"duplicates", queued(created(key), created(key)), allDone, []string{"applied", "unchanged"}, 2},
		{"names", queued(ofNames...), allDone, each("applied"), int64(2 * len(names))},
		{
			"a poison message", queued(created(key), "poison", created("iis/a b.log")), `{"batchItemFailures":[{"itemIdentifier":"1"}]}`,
			[]string{"applied", "(event not understood)", "applied"},
			4,
		},
		{
			"a poison record", queued(strings.Replace(created(key), `[{`, `[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"logs"},"object":{"key":"100% x"}}},{`, 1)),
			`{"batchItemFailures":[{"itemIdentifier":"0"}]}`,
			[]string{"(event not understood)", "applied"},
			2,
		},
		{"a poison event", `{"hello":1}`, "", []string{"(event not understood)"}, 0},
		{"not a log", queued(created("iis/letter.pdf"), created(key)), allDone, []string{"quarantined", "applied"}, 2},
		{"zero bytes", queued(created("iis/empty.log")), allDone, []string{"applied"}, 0},
		{"folder marker and removal", queued(created("iis/CAS01/"), removed), allDone, []string{"(event about nothing new)", "(event about nothing new)"}, 0},
		{"deleted before it was read", queued(created("iis/gone.log")), allDone, []string{"gone"}, 0},
		{"of the lake", queued(created("iis/lake/activity/v2/dt=2011-12-24/0.parquet")), allDone, []string{"refused"}, 0},
		{"outside of the logs", queued(created("iisx/a.log"), created("iis"), notify.Message("other", key)), allDone, []string{"refused", "refused", "refused"}, 0},
		{"a key that no store holds", queued(created("iis//a.log"), created(key)), allDone, []string{"quarantined", "applied"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			for i, name := range append(names, key) { // copies of one log would count once
				w.upload(t, name, strings.ReplaceAll(log(2), "10.1.1.1", fmt.Sprintf("10.1.1.%d", 1+i)))
			}
			w.upload(t, "iis/letter.pdf", "%PDF-1.7 this is no log")
			w.upload(t, "iis/empty.log", "")
			answer, err := w.send(t.Context(), c.event)
			if answer != c.answer || (err == nil) != (c.answer != "") {
				t.Errorf("answer %s, %v; want %s", answer, err, c.answer)
			}
			if diff := cmp.Diff(c.outcomes, w.outcomes(t)); diff != "" {
				t.Errorf("the log (-want +got):\n%s", diff)
			}
			if hits := w.hits(t); hits != c.hits {
				t.Errorf("%d hits in the lake, want %d", hits, c.hits)
			}
		})
	}
}

// TestOldAfterNew: an event is a hint, so that an old one does no harm.
func TestOldAfterNew(t *testing.T) {
	w := newWorld(t)
	for _, requests := range []int{2, 5} {
		w.upload(t, key, log(requests))
		for range 2 {
			if answer, err := w.send(t.Context(), queued(created(key))); answer != allDone || err != nil {
				t.Errorf("answer %s, %v", answer, err)
			}
		}
	}
	if diff := cmp.Diff([]string{"applied", "unchanged", "applied", "unchanged"}, w.outcomes(t)); diff != "" {
		t.Errorf("the log (-want +got):\n%s", diff)
	}
	if hits := w.hits(t); hits != 5 {
		t.Errorf("%d hits", hits)
	}
}

// TestFaults breaks the stores for a while: what mends in time is not given back.
func TestFaults(t *testing.T) {
	broken := faulty.Before(errNetwork)
	for _, c := range []struct {
		name       string
		logs, lake faulty.Hook
		time       time.Duration
		failures   string
		outcomes   []string
		most       time.Duration // that it takes
	}{
		{"logs, once", faulty.Times(1, broken), nil, time.Minute, ``, []string{"applied", "unchanged"}, 2 * time.Second},
		{"the lake's mark, twice", nil, faulty.Times(2, broken), time.Minute, ``, []string{"applied", "unchanged"}, 6 * time.Second},
		{"logs, for long", broken, nil, time.Minute, `{"itemIdentifier":"0"},{"itemIdentifier":"1"}`, []string{"failed", "failed"}, 12 * time.Second},
		{"logs, no time to wait", broken, nil, time.Millisecond, `{"itemIdentifier":"0"},{"itemIdentifier":"1"}`, []string{"failed", "failed"}, time.Millisecond},
		{
			"a storm", nil, faulty.Only(faulty.Put, "activity/", faulty.Before(store.ErrPrecondition)), time.Minute,
			`{"itemIdentifier":"0"},{"itemIdentifier":"1"}`,
			[]string{"failed", "failed"},
			30 * time.Second,
		},
		{
			"a slow network", nil, faulty.Delay(40 * time.Second), time.Minute, `{"itemIdentifier":"0"},{"itemIdentifier":"1"}`,
			[]string{"stopped", "(stopped before the deadline)"},
			54 * time.Second,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.upload(t, key, log(2))
				w.logs.Hook, w.lake.Hook = c.logs, c.lake
				ctx, cancel := context.WithTimeout(t.Context(), c.time)
				defer cancel()
				start := time.Now()
				answer, err := w.send(ctx, queued(created(key), created(key)))
				if want := `{"batchItemFailures":[` + c.failures + `]}`; answer != want || err != nil {
					t.Errorf("answer %s, %v; want %s", answer, err, want)
				}
				if took := time.Since(start); took > c.most {
					t.Errorf("took %v, more than %v", took, c.most)
				}
				if diff := cmp.Diff(c.outcomes, w.outcomes(t)); diff != "" {
					t.Errorf("the log (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestNothingBesides: a cold start costs no request, and so neither does looking at the
// lake's mark.
func TestNothingBesides(t *testing.T) {
	w := newWorld(t)
	w.upload(t, key, log(2))
	w.lake.Hook = func(_ context.Context, c faulty.Call, next func() error) error {
		if c.Key == "lake.json" {
			t.Error(c)
		}
		return next()
	}
	if answer, err := w.send(t.Context(), created(key)); answer != "null" || err != nil {
		t.Errorf("answer %s, %v", answer, err)
	}
	if hits := w.hits(t); hits != 2 {
		t.Errorf("%d hits", hits)
	}
}

// TestDeadline: of a batch that is too long for its time, what was not begun is given
// back.
func TestDeadline(t *testing.T) {
	var w *world
	synctest.Test(t, func(t *testing.T) {
		w = newWorld(t)
		bodies := make([]string, 10)
		for i := range bodies {
			name := fmt.Sprintf("iis/%d.log", i)
			w.upload(t, name, log(1))
			bodies[i] = created(name)
		}
		w.logs.Hook = faulty.Only(faulty.Get, "", faulty.Delay(10*time.Second))
		ctx, cancel := context.WithTimeout(t.Context(), 45*time.Second)
		defer cancel()
		start := time.Now()
		answer, err := w.send(ctx, queued(bodies...))
		if took := time.Since(start); took != 40500*time.Millisecond || err != nil {
			t.Errorf("took %v, %v", took, err)
		}
		if want := `{"batchItemFailures":[{"itemIdentifier":"4"},{"itemIdentifier":"5"},{"itemIdentifier":"6"},{"itemIdentifier":"7"},{"itemIdentifier":"8"},{"itemIdentifier":"9"}]}`; answer != want {
			t.Errorf("answer %s", answer)
		}
		if diff := cmp.Diff([]string{"applied", "applied", "applied", "applied", "stopped", "(stopped before the deadline)"}, w.outcomes(t)); diff != "" {
			t.Errorf("the log (-want +got):\n%s", diff)
		}
	})
	// Outside, as what unpacks Parquet is pooled and waits for others.
	if hits := w.hits(t); hits != 4 {
		t.Errorf("%d hits", hits)
	}
}
