package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest/interleave"
)

// everyInterleaving names the variable that asks for all searches, which take some
// minutes and 2 GB of memory: make test-interleavings.
const everyInterleaving = "EASREPORT_INTERLEAVINGS"

const bucket = "logs"

// bounds are how far a search goes. What goes wrong in one goes wrong any number
// of times, at any step.
type bounds struct {
	workers                int
	crashes, lost, repeats bool
	// inTurn has calls that are made side by side made in the order in which they are
	// written down: one of their orders instead of all.
	inTurn bool
}

func (b bounds) String() string {
	name := fmt.Sprint(b.workers, " workers")
	for _, fault := range []struct {
		happens bool
		name    string
	}{{b.crashes, ", crashes"}, {b.lost, ", lost answers"}, {b.repeats, ", repeats"}, {b.inTurn, ", calls in turn"}} {
		if fault.happens {
			name += fault.name
		}
	}
	return name
}

// searches are the bounds within which a history is searched.
func (h history) searches() []bounds {
	quiet := bounds{workers: 2}
	faulty := bounds{workers: 2, crashes: true, lost: true, repeats: true, inTurn: h.slow || h.files != nil}
	short := len(h.revisions) <= 2
	switch {
	case os.Getenv(everyInterleaving) == "" && h.slow:
		return nil
	case os.Getenv(everyInterleaving) == "" && h.quick:
		return []bounds{quiet, faulty}
	case os.Getenv(everyInterleaving) == "":
		return []bounds{quiet}
	case short && h.files == nil: // and has two events, so that a third worker needs a repeat
		return []bounds{quiet, faulty, {workers: 3, repeats: true, inTurn: true}}
	case short || h.slow:
		return []bounds{quiet, faulty}
	}
	return []bounds{quiet, faulty, {workers: 3, crashes: true, inTurn: true}}
}

// TestInterleavings lets workers bring the lake to each state of a source in turn,
// in every order of their calls. Whenever all is done the lake has the rows of the
// source as it is then and none else; and at any time a worker alone can mend it.
func TestInterleavings(t *testing.T) {
	for _, h := range histories {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			for _, b := range h.searches() {
				t.Run(b.String(), func(t *testing.T) {
					h.inTurn = b.inTurn
					sys := system(t, h, rule{})
					sys.Workers, sys.Crashes, sys.LostAnswers, sys.Repeats = b.workers, b.crashes, b.lost, b.repeats
					if r := search(t, sys); r.Violation != nil {
						t.Errorf("%v\n%s", r.Violation, strings.Join(r.Trace, "\n"))
					}
				})
			}
		})
	}
}

// TestEveryRuleIsNeeded breaks the rules of the protocol, one at a time: the search
// finds the order of calls that it is there for.
func TestEveryRuleIsNeeded(t *testing.T) {
	for _, broken := range slices.Concat(rules, growingRules) {
		t.Run(broken.name, func(t *testing.T) {
			t.Parallel()
			at := slices.IndexFunc(histories, func(h history) bool { return h.name == broken.needed })
			if h := histories[at]; h.slow && h.files != nil && os.Getenv(everyInterleaving) == "" {
				t.Skip("a search of some seconds: make test-interleavings")
			}
			sys := system(t, histories[at], broken)
			sys.Repeats = broken.repeats
			r := search(t, sys)
			if r.Violation == nil {
				t.Fatalf("without the rule, the protocol holds in the history %q", broken.needed)
			}
			t.Logf("%v\n%s", r.Violation, strings.Join(r.Trace, "\n"))
		})
	}
}

// system is two workers on a history, with a rule that is broken. A worker does
// one attempt: Ingest is attempts, one after the other, that share nothing, and an
// event that comes again is one more.
func system(t *testing.T, h history, broken rule) interleave.System {
	t.Helper()
	states := h.uploads(t)
	etag := memstore.ContentETag
	if broken.etag != nil {
		etag = broken.etag
	}
	memory := NewMemory(1)
	var revisions []string
	for _, state := range states {
		o, err := state.Head(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		if broken.undated {
			o.Modified = time.Time{}
		}
		revisions = append(revisions, lake.Revision(o))
	}
	return interleave.System{
		Source: states, Shared: memstore.New(memstore.WithETags(etag)), Workers: 2, Alone: true,
		Work: func(ctx context.Context, from store.Reader, to store.Store) error {
			in := Ingester{Bucket: bucket, BucketSeconds: 60, Memory: memory, lineageSpan: span}
			in.concurrently = to.(interleave.Concurrent).Concurrently
			if h.inTurn {
				in.concurrently = inTurn
			}
			if broken.wrap != nil {
				from, to = broken.wrap(from, to)
			}
			in.Source, in.Lake = from, neverCompacted{to}
			_, err := in.attempt(ctx, source)
			return err
		},
		AtRest: func(ctx context.Context, state int, s store.Reader) error {
			return h.atRest(ctx, state, revisions[state], s)
		},
		Describe: func(_ string, body []byte) string { return describe(t, body, states) },
	}
}

// inTurn makes calls one after the other.
func inTurn(calls []func()) {
	for _, call := range calls {
		call()
	}
}

func search(t *testing.T, sys interleave.System) interleave.Result {
	t.Helper()
	if testing.Short() {
		t.Skip("a long search, of one thread: nothing for the race detector")
	}
	r, err := sys.Search(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d states, %d of them at rest, %d states of the lake, %d points of a worker", r.States, r.Rests, r.Contents, r.Points)
	if r.Violation == nil && r.Rests < len(sys.Source) {
		t.Errorf("only %d states at rest: nothing was checked", r.Rests)
	}
	return r
}

// describe tells which revision an object of the lake is of.
func describe(t *testing.T, body []byte, states []*memstore.Store) string {
	var stamp struct {
		Revision string `json:"source_revision"`
	}
	if table, err := lake.OpenTable(bytes.NewReader(body), int64(len(body))); err == nil {
		stamp.Revision = table.Stamp().Revision
	} else if err := json.Unmarshal(body, &stamp); err != nil {
		return fmt.Sprintf("%d bytes", len(body))
	}
	for i, state := range slices.Backward(states) {
		o, err := state.Head(t.Context(), source)
		if err != nil {
			t.Error(err)
		}
		if lake.Revision(o) == stamp.Revision {
			return fmt.Sprintf("of state %d", i)
		}
	}
	return "of another revision"
}
