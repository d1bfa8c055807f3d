package publish

import (
	"context"
	"time"
)

// Clock is the time that claims are judged by. The zero Clock is the system's.
type Clock struct {
	// Now tells the time.
	Now func() time.Time
	// Sleep lets time pass, and returns an error if ctx ends first.
	Sleep func(ctx context.Context, d time.Duration) error
}

func (c Clock) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

func (c Clock) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
