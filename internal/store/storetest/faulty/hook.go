package faulty

import (
	"context"
	"strings"
	"sync/atomic"
	"time"
)

// Before fails the call without doing it.
func Before(err error) Hook {
	return func(context.Context, Call, func() error) error { return err }
}

// After does the call and, if it went well, fails it all the same: a write
// happened of which the writer does not know.
func After(err error) Hook {
	return func(_ context.Context, _ Call, next func() error) error {
		if nextErr := next(); nextErr != nil {
			return nextErr
		}
		return err
	}
}

// Delay does the call after a time, or returns ctx's error.
func Delay(d time.Duration) Hook {
	return func(ctx context.Context, _ Call, next func() error) error {
		select {
		case <-time.After(d):
			return next()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Only applies the hook to calls of this operation under this prefix.
func Only(op Op, prefix string, h Hook) Hook {
	return func(ctx context.Context, call Call, next func() error) error {
		if call.Op != op || !strings.HasPrefix(call.Key, prefix) {
			return next()
		}
		return h(ctx, call, next)
	}
}

// Times applies the hook to the first n calls that reach it. Put it inside
// Only, so that other calls do not count.
func Times(n int, h Hook) Hook {
	var calls atomic.Int64
	return func(ctx context.Context, call Call, next func() error) error {
		if calls.Add(1) > int64(n) {
			return next()
		}
		return h(ctx, call, next)
	}
}

// Chain applies the hooks, the first outermost.
func Chain(hooks ...Hook) Hook {
	return func(ctx context.Context, call Call, next func() error) error {
		if len(hooks) == 0 {
			return next()
		}
		rest := Chain(hooks[1:]...)
		return hooks[0](ctx, call, func() error { return rest(ctx, call, next) })
	}
}
