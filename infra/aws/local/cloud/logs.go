package cloud

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Upload puts a log into the bucket of logs, past the faults. Keys are as S3 has them,
// and must be uploaded one after the other.
func (c *Cloud) Upload(ctx context.Context, key string, log io.ReadSeeker) error {
	bucket := Logs
	if _, err := c.S3.Client().PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: log}); err != nil {
		return fmt.Errorf("uploading %s: %w", key, err)
	}
	c.uploaded.Add(1)
	return nil
}

// Settle returns when S3 has told of every upload and the queue is empty.
func (c *Cloud) Settle(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if c.notified.Load() >= c.uploaded.Load() {
			c.Events.Wait()
			if ready, hidden := c.Queue.Depth(); ready+hidden == 0 {
				return nil
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			ready, hidden := c.Queue.Depth()
			return fmt.Errorf("waiting for the queue, of %d uploads %d were told and %d messages are ready, %d hidden: %w",
				c.uploaded.Load(), c.notified.Load(), ready, hidden, ctx.Err())
		}
	}
}

// Failed counts the events for which the ingest function gave no answer.
func (c *Cloud) Failed() int64 { return c.failed.Load() }
