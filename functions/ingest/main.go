// Function ingest brings logs into the lake as they arrive: S3 says that an object
// was created, mostly through a queue, and the function makes the lake's rows of that
// object current. The event is a hint only; what counts is the object as it is.
//
// This package holds what only the function has: its environment, the answers that
// Lambda wants, the deadline, the log and the metrics. It must not know how a log is
// read or rows are written.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go/logging"

	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/queue/sqsqueue"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/s3store"
	"github.com/easreport/easreport/internal/version"
)

// main asks nothing of the network: how long a cold start takes is up to it.
func main() {
	log := lambdacontext.NewLogger().With(slog.String("version", version.Current()))
	slog.SetDefault(log) // what libraries print by package log is then a line like ours
	c, err := configure(os.Getenv)
	if err != nil {
		log.Error("configuration", slog.Any("error", err))
		os.Exit(1)
	}
	c.limitMemory()
	sdk, err := config.LoadDefaultConfig(context.Background(), config.WithLogger(sdkLog(log)))
	if err != nil {
		log.Error("configuration of the AWS SDK", slog.Any("error", err))
		os.Exit(1)
	}
	client := s3.NewFromConfig(sdk)
	// Keys in events are those of the whole bucket, and so are those that sources are
	// known by; which of them are wanted is checked one by one.
	bucket := s3store.Location{Bucket: c.logs.Bucket, Owner: c.logs.Owner, AnyKey: true}
	logs := readahead.New(s3store.New(client, bucket), c.readAhead())
	f := newFunction(c, logs, s3store.New(client, c.lake), log, metrics.NewWriter(os.Stdout, c.stack))
	if c.queue != "" {
		queue := sqsqueue.New(sqs.NewFromConfig(sdk), c.queue)
		f.hide, f.send = queue.Hide, queue.Send
	}
	lambda.Start(f.invoke)
}

// sdkLog makes lines of the log of what the SDK has to say, which would be plain text.
func sdkLog(log *slog.Logger) logging.Logger {
	return logging.LoggerFunc(func(_ logging.Classification, format string, values ...any) {
		log.Debug("aws sdk", slog.String("says", fmt.Sprintf(format, values...)))
	})
}
