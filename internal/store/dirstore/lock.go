package dirstore

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a lock that another process holds is asked for. It is
// held for a few system calls only, never while a body is read.
const lockPoll = 2 * time.Millisecond

// lock takes the lock that all processes with this root share. The goroutines
// of this one first take turns, so that only one of them polls.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the lock: %w", ctx.Err())
	}
	f := flock.New(filepath.Join(s.root, lockName), flock.SetPermissions(fileMode))
	if _, err := f.TryLockContext(ctx, lockPoll); err != nil {
		<-s.turn
		return nil, fmt.Errorf("take the lock: %w", err)
	}
	return func() {
		// Closing the file releases it; there is nothing to do if that fails.
		_ = f.Close()
		<-s.turn
	}, nil
}
