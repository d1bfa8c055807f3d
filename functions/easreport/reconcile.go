package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
)

// reconcileOptions are the flags of reconcile and backfill.
type reconcileOptions struct {
	ingestOptions
	from, to, prefix string
	force, dryRun    bool
}

// difference is what the help of both commands says about missing logs.
const difference = `A log is missing if the lake has never read it, if it has changed since (another version,
ETag, time or size), if an older version of easreport read it, or if files of the lake
with its rows are missing or damaged. A log that is in quarantine and has not changed is
not missing. With --queue, a message is sent there for each missing log, as S3 would send
it; without, this machine reads the logs.`

func newReconcile() *cobra.Command {
	var o reconcileOptions
	cmd := &cobra.Command{
		Use:   "reconcile --lake LAKE --logs LOGS [--queue URL] [flags]",
		Short: "Ingest the logs that a lake lacks",
		Long: `Compares all logs with the lake and ingests what is missing: uploads whose event
was lost, or logs that were there before the lake. Run it as often as you like.

` + difference,
		Example: `  easreport reconcile --lake lake --logs /mnt/logs
  easreport reconcile --lake s3://contoso-lake --logs s3://contoso-logs --queue https://sqs... --dry-run`,
		Args: noArguments,
		RunE: o.run,
	}
	cmd.Flags().SortFlags = false
	o.addCommonFlags(cmd)
	return cmd
}

func newBackfill() *cobra.Command {
	var o reconcileOptions
	cmd := &cobra.Command{
		Use:   "backfill --lake LAKE --logs LOGS [--queue URL] [flags]",
		Short: "Ingest some of a lake's logs, even if it has them",
		Long: `Compares some logs with the lake, those modified on certain days or below a prefix, and
ingests what is missing. With --force it also looks at the others, and writes their
files in the lake again where these are damaged or deleted.

` + difference,
		Example: `  easreport backfill --lake lake --logs /mnt/logs --from 2011-12-20 --to 2011-12-24
  easreport backfill --lake s3://contoso-lake --logs s3://contoso-logs --queue https://sqs... --prefix cas01/`,
		Args: noArguments,
		RunE: o.run,
	}
	f := cmd.Flags()
	f.SortFlags = false
	o.addCommonFlags(cmd)
	f.StringVar(&o.from, "from", "", "only logs modified on this UTC `DAY` or later")
	f.StringVar(&o.to, "to", "", "only logs modified on this UTC `DAY` or before")
	f.StringVar(&o.prefix, "prefix", "", "only logs whose name, below that of --logs, begins with `TEXT`")
	f.BoolVar(&o.force, "force", false, "also logs that are not missing")
	return cmd
}

func (o *reconcileOptions) addCommonFlags(cmd *cobra.Command) {
	o.addFlags(cmd, "lake", "logs", "queue")
	f := cmd.Flags()
	f.IntVar(&o.bucketSeconds, "bucket-seconds", lake.DefaultBucketSeconds, "without --queue: time span of the lake's rows in `SECONDS`")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and do nothing")
	f.BoolVar(&o.json, "json", false, "print a machine-readable summary on standard output")
}

// comparison makes what the flags ask for, but for what has to be opened.
func (o *reconcileOptions) comparison(cmd *cobra.Command) (c operate.Comparison, err error) {
	if err := o.check(cmd, "lake", "logs"); err != nil {
		return c, err
	}
	if o.queue != "" && !onS3(o.logs) {
		return c, usage("--queue is for logs on S3: without it this machine reads those of %s", o.logs)
	}
	c.Parser = ingest.ParserVersion
	var from, to time.Time
	if o.from != "" {
		if from, err = parseDay("from", o.from, time.UTC); err != nil {
			return c, err
		}
	}
	if o.to != "" {
		day, err := parseDay("to", o.to, time.UTC)
		if err != nil {
			return c, err
		}
		if day.Before(from) {
			return c, usage("--to %s is before --from %s", o.to, o.from)
		}
		to = day.AddDate(0, 0, 1)
	}
	c.Wanted = func(log operate.Log) bool { return log.Between(from, to) }
	return c, nil
}

// inspect looks at all files of the lake.
func (o *reconcileOptions) inspect(ctx context.Context, s store.Store) (*operate.Inspected, error) {
	days, err := lake.Days(ctx, s)
	if err != nil {
		return nil, err
	}
	i := operate.Inspection{Lake: s, Near: !onS3(o.lake), Now: time.Now()}
	if len(days) > 0 {
		i.From, i.To = days[0], days[len(days)-1]+1
	}
	return i.Look(ctx)
}

func (o *reconcileOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	c, err := o.comparison(cmd)
	if err != nil {
		return err
	}
	s, err := o.makeLake(ctx)
	if err != nil {
		return err
	}
	if err := lake.CheckVersion(ctx, s); err != nil {
		return fmt.Errorf("opening the lake %s: %w", o.lake, err)
	}
	if c.Logs, err = o.openLogs(ctx); err != nil {
		return err
	}
	c.Lake = s
	c.Logs.Prefix += o.prefix
	found, err := o.inspect(ctx, s)
	if err != nil {
		return fmt.Errorf("looking at the lake %s: %w", o.lake, err)
	}
	c.Broken = found.Sources()
	out := reconcileSummary{DryRun: o.dryRun, Missing: []logState{}}
	switch {
	case o.dryRun:
		err = o.each(ctx, &c, &out, func(operate.Log) error { return nil })
	case o.queue != "":
		err = o.enqueue(ctx, &c, &out)
	default:
		err = o.readHere(ctx, s, &c, &out)
	}
	if err == nil {
		out.Mended, err = o.mend(ctx, s, found)
	}
	if err != nil {
		return err
	}
	if err := out.print(o.json, os.Stdout); err != nil {
		return err
	}
	if out.Ingest != nil && tellFailures(os.Stderr, summary{Ingest: *out.Ingest}) > 0 {
		return errSaid
	}
	return nil
}
