package operate

import (
	"context"
	"sync"
)

// requests is how many requests to a store are under way at a time: one takes some
// 20 ms of waiting at S3, so that 100,000 are done in about a minute.
const requests = 32

// each does n things, some of them at a time, and ends early with the first error.
func each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(n, requests) {
		workers.Go(func() {
			for i := range next {
				if ctx.Err() != nil {
					continue
				}
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}
