package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report/assemble"
)

func newRun() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "run [flags] LOG...",
		Short: "Read logs and report on them in one go",
		Long: `Reads the logs (files, folders with all below them, or globs) and reports on all
days in them. Nothing is written but the report. With --lake, what was read is kept
in a lake of Parquet files: the next run skips logs that the lake already has, and
replaces the rows of a log that has changed.`,
		Example: `  easreport run testdata/logs
  easreport run --date 2011-12-24 --hourly -o monday logs/u_ex1112*.log
  easreport run --device-id ApplDN1234567890 --report-by-seconds 60 logs/
  easreport run --lake lake logs/`,
		Args: needLogs,
		RunE: o.runAll,
	}
	o.addReportFlags(cmd)
	// No default of the environment: these logs may be just for a try.
	cmd.Flags().StringVar(&o.lake, "lake", "", "keep what was read in this `LAKE`: a folder, or s3://bucket/prefix")
	return cmd
}

func newIngest() *cobra.Command {
	var o ingestOptions
	cmd := &cobra.Command{
		Use:   "ingest --lake LAKE [flags] LOG...",
		Short: "Read logs into a lake",
		Long: `Makes the lake's rows of each log current. Any number of ingests may work on one
lake at once, and a log may be given again and again while it grows. Lakes and
logs may also be on S3, as the AWS settings of this machine have it.`,
		Example: `  easreport ingest --lake lake /mnt/cas*/W3SVC1
  easreport ingest --lake lake --bucket-seconds 300 logs.zip
  easreport ingest --lake s3://contoso-lake s3://contoso-logs/cas01/`,
		Args: needLogs,
		RunE: o.run,
	}
	o.addIngestFlags(cmd)
	return cmd
}

func newReport() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report --lake LAKE [flags]",
		Short: "Report on what a lake holds",
		Long: `Reports on the newest finished day in the lake, or on the days that --date, --last or
--from and --to name. A device or user without a request there is named, with those
of similar names, and the exit code is 1.`,
		Example: `  easreport report --lake lake
  easreport report --lake lake --date yesterday --time-zone "W. Europe Standard Time"
  easreport report --lake lake --last 7d --top-hits 20
  easreport report --lake lake --from "yesterday 18:00" --device-id @suspects.txt`,
		Args: noArguments,
		RunE: o.reportOnly,
	}
	o.addReportFlags(cmd)
	cmd.Flags().StringVar(&o.expected, "expected", "", "`FILE` with the servers and sites that should be in the report (JSON) instead of\nthose of the 14 days before")
	o.addFlags(cmd, "lake")
	return cmd
}

// runAll reads the logs and reports on them.
func (o *reportOptions) runAll(cmd *cobra.Command, args []string) (err error) {
	ctx := cmd.Context()
	if err := o.check(cmd); err != nil {
		return err
	}
	if err := o.prepareOutput(); err != nil {
		return err
	}
	defer o.removeTemporary()
	in := ingestOptions{places: o.places, voice: o.voice, bucketSeconds: rowSeconds(o.bucketSeconds())}
	logs := o.findLogs(ctx, args)
	defer func() { err = errors.Join(err, removeSpooled(logs)) }()
	from, work, err := o.readLogs(ctx, &in, logs)
	defer func() { from.close() }()
	if err != nil {
		return err
	}
	s := summary{Ingest: work}
	err = o.writeAll(ctx, from, &s)
	if from.intake != nil && errors.Is(err, assemble.ErrStrangers) {
		from.close()
		if from, s.Ingest, err = o.readAside(ctx, &in, logs); err != nil {
			return err
		}
		err = o.writeAll(ctx, from, &s)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return o.finish(s, err)
}

// writeAll writes the report of all that was read, if anything was.
func (o *reportOptions) writeAll(ctx context.Context, from origin, s *summary) error {
	if s.Ingest.read() == 0 {
		return nil
	}
	query, err := o.queryFor(ctx, from, s.Ingest)
	if err != nil {
		return err
	}
	query.Sources = s.Ingest.sources()
	return o.write(ctx, from, query, s)
}

// reportOnly reports on a lake.
func (o *reportOptions) reportOnly(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	if err := o.check(cmd, "lake"); err != nil {
		return err
	}
	s, err := o.openLake(ctx)
	if err != nil {
		return err
	}
	query, err := o.queryOf(ctx, origin{lake: s})
	if err != nil {
		return err
	}
	if err := o.prepareOutput(); err != nil {
		return err
	}
	defer o.removeTemporary()
	reconcile(ctx, s, daysOf(query.From, query.To), !onS3(o.lake))
	var out summary
	err = o.write(ctx, origin{lake: s}, query, &out)
	if ctx.Err() != nil || err != nil && out.Report == nil {
		return err
	}
	return o.finish(out, err)
}

// errNoDay says that a lake holds no rows, so that there is no newest day.
var errNoDay = errors.New("the lake holds no ActiveSync requests yet")

// rowSeconds is the time span of the lake's rows that a report by n seconds
// (0: none) can be made of: a minute, or what divides both.
func rowSeconds(n int) int {
	a, b := lake.DefaultBucketSeconds, n
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
