package publish

import (
	"context"
	"time"
)

// clock is the time by which claims end. The zero clock is the machine's.
type clock struct {
	now   func() time.Time
	sleep func(ctx context.Context, d time.Duration) error
}

func (c clock) time() time.Time {
	if c.now == nil {
		return time.Now().UTC()
	}
	return c.now()
}

// wait returns after some time, or with ctx's error when ctx is done.
func (c clock) wait(ctx context.Context, d time.Duration) error {
	if c.sleep != nil {
		return c.sleep(ctx, d)
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
