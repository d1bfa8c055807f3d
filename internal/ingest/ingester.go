package ingest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// ParserVersion is the version of what this program reads out of a log. It goes
// up by one with every change that gives other rows for the same log: sources
// read by a lower version are then read again.
const ParserVersion = 1

// maxAttempts bounds how often an ingest starts over because the source or an
// output changed under it.
const maxAttempts = 5

// ErrBusy says that the source kept changing, or other workers kept writing its
// rows, until the attempts were spent. Trying again later is safe.
var ErrBusy = errors.New("the source kept changing while it was read")

// Ingester brings sources of one bucket into a lake. It may be used by many
// goroutines at once.
type Ingester struct {
	// Source is where logs are, Bucket its name ("" for this machine's files).
	Source store.Reader
	Bucket string
	// Lake is where rows go, or Gathering if that is not nil.
	Lake      store.Store
	Gathering *Gathering
	// BucketSeconds is the time span of a row, a divisor of 86400.
	BucketSeconds int
	// Memory bounds how many sources are read at once; nil is no bound.
	Memory *Memory
	// TempDir is where many rows wait until they are written, "" for the system's.
	TempDir string
	// Progress, if not nil, is told of bytes of the source that were read; below
	// zero when an attempt starts over.
	Progress func(bytes int64)
	// Wait waits before an ingest starts over for the nth time, and returns an error
	// if it is not to. By default it waits a random part of 0.2 s, 0.4 s and so on:
	// workers that stood in each other's way must not do so in step.
	Wait func(ctx context.Context, n int) error

	// concurrently makes calls that need not wait for each other, nil for the usual
	// way: a test has them in any order.
	concurrently func(calls []func())
	// lineageSpan is lake.LineageSpan, if not 0.
	lineageSpan int64
}

// Outcome says what an ingest came to.
type Outcome uint8

const (
	// Unchanged means that the lake had the source's rows already.
	Unchanged Outcome = iota
	// Applied means that the source's rows were written.
	Applied
	// Quarantined means that the source cannot be read; the lake keeps what it had of it.
	Quarantined
)

// Result is what became of one source.
type Result struct {
	Outcome Outcome
	ID      lake.SourceID
	// Stamp is what the lake now holds of the source; of a quarantined one it
	// names the source and its revision only.
	Stamp lake.Stamp
	// Days are the UTC days that the source has rows of; of a quarantined one
	// those that it once had.
	Days []lake.Day
	// Reason says why the source was quarantined.
	Reason string
}

// Ingest makes the lake's rows of a source current. An error means that it may
// not be: try again. A source that is not a readable log is no error but
// Quarantined; one that does not exist is store.ErrNotExist.
func (in *Ingester) Ingest(ctx context.Context, key string) (Result, error) {
	for n := range maxAttempts {
		if n > 0 {
			if err := in.wait(ctx, n); err != nil {
				return Result{}, fmt.Errorf("ingesting %s: %w", key, err)
			}
		}
		result, err := in.try(ctx, key, n)
		if !errors.Is(err, errStale) {
			if err != nil {
				err = fmt.Errorf("ingesting %s: %w", key, err)
			}
			return result, err
		}
	}
	return Result{}, fmt.Errorf("ingesting %s: %w", key, ErrBusy)
}

// try is try n, counted from 0.
func (in *Ingester) try(ctx context.Context, key string, n int) (Result, error) {
	if in.Gathering != nil {
		return in.gather(ctx, key, n > 0)
	}
	return in.attempt(ctx, key)
}

func (in *Ingester) wait(ctx context.Context, n int) error {
	if in.Wait != nil {
		return in.Wait(ctx, n)
	}
	select {
	case <-time.After(rand.N(100 * time.Millisecond << n)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
