package cloud

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Upload puts a log into the bucket of logs, past the faults.
func (c *Cloud) Upload(ctx context.Context, key string, log io.ReadSeeker) error {
	bucket := Logs
	if _, err := c.S3.Client().PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: log}); err != nil {
		return fmt.Errorf("uploading %s: %w", key, err)
	}
	c.untold.add(key, 1)
	return nil
}

// Settle returns when S3 has told of every upload and the queue is empty.
func (c *Cloud) Settle(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if c.untold.count() == 0 {
			c.Events.Wait()
			if ready, hidden := c.Queue.Depth(); ready+hidden == 0 {
				return nil
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			ready, hidden := c.Queue.Depth()
			return fmt.Errorf("waiting for the queue, with %d uploads that S3 has not told of, %d messages ready, %d hidden: %w",
				c.untold.count(), ready, hidden, ctx.Err())
		}
	}
}

// Failed counts the events for which the ingest function gave no answer.
func (c *Cloud) Failed() int64 { return c.failed.Load() }

// untold counts the uploads of each key that S3 has not told of yet. The two come in any
// order, and S3 tells of an upload twice that was sent twice.
type untold struct {
	mu       *sync.Mutex
	balances map[string]int // uploads less tellings, by key
}

func newUntold() untold { return untold{new(sync.Mutex), make(map[string]int)} }

func (u untold) add(key string, n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.balances[key] += n
}

func (u untold) count() (n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, balance := range u.balances {
		n += max(balance, 0)
	}
	return n
}
