package interleave

import (
	"context"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// System is what is searched: workers, what they read and what they write.
type System struct {
	// Source has what the workers read in each of its states, in order. Each new
	// state raises an event, as the first one did. One event may stand for several
	// states, if none was taken in between.
	Source []*memstore.Store
	// Shared is what the workers read and write, as it is at first. Its ETags must
	// follow from the bytes, or there is no end of states; times are hidden.
	Shared *memstore.Store
	// Work is what a worker does for an event; after an error the event is given
	// out again. What it does must follow from the answers of the stores alone, and it
	// must call one of them at a time, except by way of Concurrent.
	Work func(ctx context.Context, source store.Reader, shared store.Store) error
	// Workers is how many there are at a time, up to MaxWorkers.
	Workers int
	// Tend is what others do to what is shared, up to MaxTenders, each as Work does what
	// it does. No event calls them: each begins at any time and any number of times, and
	// when it fails nobody makes up for it.
	Tend []func(ctx context.Context, shared store.Store) error

	// Crashes: a worker may stop before any call. Its event is given out again. Who tends
	// may stop as well.
	Crashes bool
	// LostAnswers: a Put or Delete may fail in ways that do not tell whether it
	// was done; it may have been or not.
	LostAnswers bool
	// Repeats: an event may be given out any number of times.
	Repeats bool
	// Alone: at any time, if all workers stop where they are, one event must be
	// enough for one worker to set everything right, at the first attempt.
	Alone bool

	// AtRest checks what is shared when nobody works, no event is left and the
	// source is in this state.
	AtRest func(ctx context.Context, state int, shared store.Reader) error
	// Describe, if not nil, tells what an object is, for the Trace.
	Describe func(key string, body []byte) string
	// MaxStates is where the search gives up, 0 for nowhere. A state takes some 100
	// bytes.
	MaxStates int
}

// MaxWorkers is how many workers a System may have, MaxTenders how many others.
const (
	MaxWorkers = 3
	MaxTenders = 2
)

// Result is what a search found.
type Result struct {
	// States counts the states of the whole system, Rests those of them where
	// nobody works and no event is left, Contents what was shared at some time.
	States, Rests, Contents int
	// Points counts the points that a worker came to, each reached by running it.
	Points int
	// Violation is what AtRest said, or how a worker failed Alone; nil if all is
	// well. Trace is a shortest way to it.
	Violation error
	Trace     []string
}

// Concurrent makes calls side by side: any of them may be done before any other. What
// Work and Tend are given for their stores is one.
type Concurrent interface {
	Concurrently(calls []func())
}

// Deleter deletes under a condition, as S3 does since 2025. What Work is given
// for its shared store is one.
type Deleter interface {
	DeleteIf(ctx context.Context, key string, c store.Condition) error
}
