package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// The function does not look at the lake's version, which would cost each cold start a
// request: it writes to the folders of its own schema alone, and refuses stamps of a
// newer one that it finds there. The report function and the command mark the lake.

// tries bounds how often an object is tried in one invocation. What a few seconds
// mend need not go back to the queue, which brings it again after minutes only.
const tries = 3

func (f *function) ingest(ctx context.Context, key string) (result ingest.Result, err error) {
	for n := 1; ; n++ {
		start := time.Now()
		result, err = f.ingester.Ingest(ctx, key)
		if err == nil || final(err) || n == tries || !pause(ctx, n, time.Since(start)) {
			return result, err
		}
	}
}

// final tells that the next try would end like this one.
func final(err error) bool {
	return errors.Is(err, store.ErrNotExist) || errors.Is(err, lake.ErrNewer)
}

// pause waits before the next try, up to 2 s and then up to 4 s. It returns false at
// once if there would be no time for a try that takes as long as the last one.
func pause(ctx context.Context, n int, took time.Duration) bool {
	wait := rand.N(time.Second << n)
	if deadline, bounded := ctx.Deadline(); bounded && time.Until(deadline) < wait+took {
		return false
	}
	select {
	case <-time.After(wait):
		return true
	case <-ctx.Done():
		return false
	}
}
