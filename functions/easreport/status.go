package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/operate"
)

// statusOptions are the flags of status.
type statusOptions struct {
	places
	date string
	days int
	json bool
}

func newStatus() *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status --lake LAKE [flags]",
		Short: "Show what is in a lake, and what is missing",
		Long: `Shows which servers have sent logs and which have stopped, what could not be read, and
what needs your attention. Exits with 0 if nothing does, otherwise with 1.

A server/site is the folder that logs are in. It is expected if it had records in the last
--days days, and missing if it had none since yesterday 00:00 UTC. With --logs, each log is
compared with what the lake has of it; logs on S3 that were modified within the last hour may
still be on their way and don't count as missing. Files of the lake that are missing are named
for all days, damaged ones for the last --days days. --queue, --dlq and --report-dlq add what
is waiting there.`,
		Example: `  easreport status --lake lake
  easreport status --lake s3://contoso-lake --logs s3://contoso-logs --dlq https://sqs...
  easreport status --lake lake --date 2011-12-24`,
		Args: noArguments,
		RunE: o.run,
	}
	f := cmd.Flags()
	f.SortFlags = false
	o.addFlags(cmd, "lake", "logs", "queue", "dlq", "report-dlq")
	f.IntVar(&o.days, "days", 7, "how many `DAYS` count")
	f.StringVar(&o.date, "date", "", "as it was at the end of this UTC `DAY` (default now)")
	f.BoolVar(&o.json, "json", false, "print the status for programs")
	return cmd
}

func (o *statusOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	if err := o.check(cmd, "lake"); err != nil {
		return err
	}
	if o.days < 1 || o.days > 3660 {
		return usage("--days %d: want a number from 1 to 3660", o.days)
	}
	w := operate.Watch{At: time.Now().UTC(), Days: o.days}
	if o.date != "" {
		day, err := parseDay("date", o.date, time.UTC)
		if err != nil {
			return err
		}
		if end := day.AddDate(0, 0, 1).Add(-time.Second); end.Before(w.At) {
			w.At = end
		}
	}
	s, err := o.openLake(ctx)
	if err != nil {
		return err
	}
	w.Lake, w.Near = s, !onS3(o.lake)
	if o.logs != "" {
		logs, err := o.openLogs(ctx)
		if err != nil {
			return err
		}
		w.Logs = &operate.Comparison{Logs: logs, Lake: s, Parser: ingest.ParserVersion}
		if onS3(o.logs) {
			w.Fresh = time.Now().Add(-time.Hour)
		}
	}
	if w.Queue, err = o.openQueue(ctx, o.queue); err != nil {
		return err
	}
	if w.DeadLetters, err = o.openQueue(ctx, o.dlq); err != nil {
		return err
	}
	if w.FailedReports, err = o.openQueue(ctx, o.reportDLQ); err != nil {
		return err
	}
	status, err := w.Status(ctx)
	if err != nil {
		return fmt.Errorf("looking at the lake %s: %w", o.lake, err)
	}
	wants := attention(status)
	if o.json {
		err = printJSON(os.Stdout, newStatusSummary(status, wants))
	} else {
		err = printStatus(os.Stdout, status, wants)
	}
	if err == nil && len(wants) > 0 {
		err = errSaid
	}
	return err
}
