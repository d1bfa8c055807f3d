package cloud

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Upload puts a log into the bucket of logs, past the faults, and returns when S3 has
// told of it. One at a time may be uploaded.
func (c *Cloud) Upload(ctx context.Context, key string, log io.ReadSeeker) error {
	bucket := Logs
	_, err := c.front.Client().PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: log})
	if err == nil {
		err = c.told.wait(ctx, key)
	}
	if err != nil {
		return fmt.Errorf("uploading %s: %w", key, err)
	}
	return nil
}

// UploadEndpoint is where S3 takes uploads that it tells of.
func (c *Cloud) UploadEndpoint() string { return c.front.Endpoint }

// Settle returns when nothing is held back on its way to the queue, and the queue is
// empty.
func (c *Cloud) Settle(ctx context.Context) error {
	c.Events.Wait()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		ready, hidden := c.Queue.Depth()
		if ready+hidden == 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waiting for the queue, with %d messages ready, %d hidden: %w", ready, hidden, ctx.Err())
		}
	}
}

// Failed counts the events for which the ingest function gave no answer.
func (c *Cloud) Failed() int64 { return c.failed.Load() }
