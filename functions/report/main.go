// Command report is the Lambda function that reports: once a day on the day
// before, each hour on devices that send too much if that is switched on, and by
// hand on anything. It stores the report in the lake and mails it by Amazon SES.
//
// This package holds what only the function has: its settings, its event, its log
// and its clock. It must not know how a number is made or a mail looks.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	_ "time/tzdata" // time zones by name: the runtime has none

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	awsathena "github.com/aws/aws-sdk-go-v2/service/athena"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/smithy-go/logging"

	"github.com/easreport/easreport/internal/athena"
	"github.com/easreport/easreport/internal/mail/sesmail"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/store/s3store"
	"github.com/easreport/easreport/internal/version"
)

func main() {
	log := lambdacontext.NewLogger().With("version", version.Current())
	slog.SetDefault(log) // what libraries print by package log is then a line like ours
	d := &deployment{log: log}
	f, err := newFunction(context.Background(), log)
	if err != nil {
		log.Error("the function cannot work", "error", err.Error())
		d.mistakes = err
	} else {
		d.next = f.handler()
	}
	lambda.Start(d)
}

func newFunction(ctx context.Context, log *slog.Logger) (*function, error) {
	c, err := newConfig(os.Getenv)
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	// A part is left for what the garbage collector does not count.
	debug.SetMemoryLimit(int64(c.memory) << 20 / 100 * 85)
	sdk, err := awsconfig.LoadDefaultConfig(ctx, awsconfig.WithLogger(sdkLog(log)))
	if err != nil {
		return nil, fmt.Errorf("reading the settings of AWS: %w", err)
	}
	f := &function{
		config:  c,
		lake:    s3store.New(s3.NewFromConfig(sdk), c.lake),
		sender:  &sesmail.Sender{Client: sesv2.NewFromConfig(sdk), ConfigurationSet: c.configurationSet},
		log:     log,
		metrics: metrics.NewWriter(os.Stdout, c.stack),
	}
	if c.engine == onAthena {
		f.sql = &athena.Engine{Client: awsathena.NewFromConfig(sdk), Workgroup: c.workgroup, Database: c.database}
	}
	return f, nil
}

// sdkLog makes lines of the log of what the SDK has to say.
func sdkLog(log *slog.Logger) logging.Logger {
	return logging.LoggerFunc(func(_ logging.Classification, format string, values ...any) {
		log.Debug("aws sdk", "says", fmt.Sprintf(format, values...))
	})
}
