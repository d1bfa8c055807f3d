package cloud

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/easreport/easreport/infra/aws/local/lambda"
	"github.com/easreport/easreport/infra/aws/local/mapping"
)

// As in template.yaml, but for times: nobody waits an hour here for a message to come
// again.
const (
	receives = 12 // of a message, before it is a dead letter
	batch    = 1
	memory   = 1769 // MB
	timeout  = time.Minute
)

// startFunctions starts the functions, and feeds the one from the queue. They get this
// environment, and nothing of it is for tests.
func (c *Cloud) startFunctions(ctx context.Context, o Options, sdk []string) error {
	settings := slices.Concat(sdk, []string{"EASREPORT_LAKE=s3://" + Lake, "EASREPORT_LOGS=s3://" + Logs})
	function := func(name string, concurrency int, more ...string) (*lambda.Function, error) {
		folder := filepath.Join(o.Folder, name)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("making a folder for %s: %w", name, err)
		}
		f := lambda.New(lambda.Configuration{
			Name: name, Program: filepath.Join(o.Functions, name, "bootstrap"), Environment: slices.Concat(settings, more),
			Folder: folder, Memory: memory, Timeout: timeout, Concurrency: concurrency, Log: o.Log,
		})
		c.atEnd(f.Close)
		return f, nil
	}
	var err error
	if c.Ingest, err = function("ingest", o.Concurrency, "AWS_ENDPOINT_URL_SQS="+c.sqs, "EASREPORT_QUEUE="+c.queueURL(ingestQueue)); err != nil {
		return err
	}
	// The report's way to S3 has no faults of its own: it is asked once, and by nobody
	// who would ask again.
	if c.Report, err = function("report", 1, slices.Concat(c.S3.Environment(), o.Mail, o.Report)...); err != nil {
		return err
	}
	m := mapping.Mapping{
		Queue: c.Queue, Invoke: c.Ingest.Invoke, Batch: batch, Concurrency: o.Concurrency,
		Failed: func(err error) {
			c.failed.Add(1)
			_, _ = fmt.Fprintln(o.Log, err)
		},
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	var feeding sync.WaitGroup
	feeding.Go(func() { m.Run(ctx) })
	c.atEnd(func() { stop(); feeding.Wait() })
	return nil
}
