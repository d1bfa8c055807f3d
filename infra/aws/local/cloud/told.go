package cloud

import (
	"context"
	"errors"
	"sync"
	"time"
)

// told knows of which objects S3 has told.
type told struct {
	mu    sync.Mutex
	times map[string]int // by key
	// more is closed, and made anew, when S3 tells.
	more chan struct{}
}

var errUntold = errors.New("the S3 server does not tell of it")

func newTold() *told { return &told{times: make(map[string]int), more: make(chan struct{})} }

func (t *told) tell(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.times[key]++
	close(t.more)
	t.more = make(chan struct{})
}

// wait returns when S3 has told once more of an object.
func (t *told) wait(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 10*time.Second, errUntold)
	defer cancel()
	for {
		t.mu.Lock()
		more, found := t.more, t.times[key] > 0
		if found {
			t.times[key]--
		}
		t.mu.Unlock()
		if found {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
