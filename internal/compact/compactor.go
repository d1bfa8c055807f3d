package compact

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/store"
)

// ErrOvertaken says that the day's files, or its file, kept changing until the attempts
// were spent. Trying again later is safe.
var ErrOvertaken = errors.New("the day kept changing while it was reconciled")

// maxAttempts bounds how often a file is begun again because the day changed under it.
const maxAttempts = 5

// Compactor reconciles days of a lake. It may be used by many goroutines at once, and many
// may work on one lake.
type Compactor struct {
	Lake store.Store
	// Delete is the lake's: it deletes the file of a day without logs. Where nothing may
	// be deleted it is nil, and the file stays, without requests.
	Delete func(ctx context.Context, key string) error
	// Verify reads all of a file before it takes it for right.
	Verify bool
	// DryRun makes it only say what it would do.
	DryRun bool
	// AtOnce is how many days are reconciled at the same time, one by default. Each takes
	// some 150 MB of memory, and all texts of the day, within the Limits.
	AtOnce int
	// Readers is how many files of a day are read at the same time, by default twice as
	// many as there are cores.
	Readers int
	// Limits are from when on the rows of strangers are folded, by default those of reports.
	Limits pairing.Limits
	// TempDir is where rows wait until they are written, "" for the system's.
	TempDir string
	// Claim gives a text that nobody was given before; by default a random one.
	Claim func() string
	// Wait waits before a day is begun again for the nth time, and returns an error if it
	// is not to be. By default it waits a random part of 0.2 s, 0.4 s and so on.
	Wait func(ctx context.Context, n int) error
}

// Outcome says what became of a day's file of request_day.
type Outcome string

// Outcomes.
const (
	Unchanged Outcome = "unchanged" // it was right, or there is no day
	Written   Outcome = "written"
	Removed   Outcome = "removed" // the day has no files any more
	Failed    Outcome = "failed"  // the day has no requests now
)

// Result is what became of a day.
type Result struct {
	Day     lake.Day
	Outcome Outcome
	// Files and Bytes are of the day's activity files.
	Files int
	Bytes int64
	// CompactedBytes and Rows are of the file of request_day, if it was written.
	CompactedBytes, Rows int64
	// Err is why it failed: lake.ErrDamaged, lake.ErrNewer or ErrOvertaken. Other errors
	// are not of the day, and end the work.
	Err error
}

// Before brings the files of all days before one up to date, and all others that there
// are. It calls told with what became of each day, one after the other.
func (c *Compactor) Before(ctx context.Context, before lake.Day, told func(Result)) error {
	days, err := c.days(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var workers sync.WaitGroup
	var telling sync.Mutex
	work := make(chan listing)
	for range max(1, c.AtOnce) {
		workers.Go(func() {
			for d := range work {
				r, err := c.kept(ctx, d)
				if err != nil {
					cancel(err)
					continue
				}
				telling.Lock()
				told(r)
				telling.Unlock()
			}
		})
	}
	for _, d := range days {
		if ctx.Err() == nil && (d.day < before || d.copied) {
			work <- d
		}
	}
	close(work)
	workers.Wait()
	return context.Cause(ctx)
}

// Day brings the file of a day up to date.
func (c *Compactor) Day(ctx context.Context, day lake.Day) (Result, error) {
	d, err := c.list(ctx, day)
	if err != nil {
		return Result{}, err
	}
	return c.compact(ctx, d)
}

// compact brings the file of a day up to date that was just listed.
func (c *Compactor) compact(ctx context.Context, d listing) (Result, error) {
	r := d.result()
	stamp, _, err := lake.ReadReconciled(ctx, c.Lake, d.day)
	if err == nil && c.Verify {
		err = lake.VerifyTable(ctx, c.Lake, lake.ReconciledKey(d.day))
	}
	absent := errors.Is(err, store.ErrNotExist)
	switch {
	case err != nil && !absent && !errors.Is(err, lake.ErrDamaged):
	case err == nil && stamp.Of(d.inputs), absent && len(d.inputs) == 0:
		r.Outcome, err = Unchanged, nil
	case err == nil && d.lacks(stamp) != nil:
		err = d.lacks(stamp)
	case c.DryRun:
		if r.Outcome, err = Written, nil; len(d.inputs) == 0 {
			r.Outcome = Removed
		}
	default:
		r, err = c.attempts(ctx, d.day)
	}
	if err == nil {
		return r, nil
	}
	err = fmt.Errorf("compacting %s: %w", d.day, err)
	if errors.Is(err, lake.ErrDamaged) || errors.Is(err, lake.ErrNewer) || errors.Is(err, ErrOvertaken) {
		r.Outcome, r.Err = Failed, err
		return r, nil
	}
	return r, err
}

func (c *Compactor) attempts(ctx context.Context, day lake.Day) (r Result, err error) {
	for n := range maxAttempts {
		if n > 0 {
			if err := c.wait(ctx, n); err != nil {
				return r, err
			}
		}
		if r, err = c.attempt(ctx, day); !errors.Is(err, errStale) {
			return r, err
		}
	}
	return r, ErrOvertaken
}

func (c *Compactor) wait(ctx context.Context, n int) error {
	if c.Wait != nil {
		return c.Wait(ctx, n)
	}
	select {
	case <-time.After(rand.N(100 * time.Millisecond << n)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
