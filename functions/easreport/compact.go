package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
)

// compactOptions are the flags of compact.
type compactOptions struct {
	places
	date, before string
	olderThan    int
	dryRun, json bool
}

func newCompact() *cobra.Command {
	var o compactOptions
	cmd := &cobra.Command{
		Use:   "compact --lake LAKE [flags]",
		Short: "Write each request of old days once, so that sums are right",
		Long: `Several servers log the same request. compact pairs these rows and writes each request
of a UTC day once, into one file (the table request_day). sum(hits) is then right, and a
question about months reads one file per day instead of one per log. Days that are up to
date are left alone, so run it as often as you like.

The table activity keeps all rows. If a log of such a day comes late, the ingest withdraws
the day's file: request_day then lacks the day until the next run, but it never has wrong
rows. Days newer than --older-than that already have a file are checked as well.`,
		Example: `  easreport compact --lake lake
  easreport compact --lake s3://contoso-lake --older-than 3
  easreport compact --lake lake --date 2011-12-24`,
		Args: noArguments,
		RunE: o.run,
	}
	f := cmd.Flags()
	f.SortFlags = false
	o.addFlags(cmd, "lake")
	f.IntVar(&o.olderThan, "older-than", 7, "days that ended at least `N` days ago")
	f.StringVar(&o.before, "before", "", "days before this UTC `DAY`: 2011-12-24 or 12-24-2011")
	f.StringVar(&o.date, "date", "", "only this UTC `DAY`")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and do nothing")
	f.BoolVar(&o.json, "json", false, "print a machine-readable summary on standard output")
	return cmd
}

// daysAtOnce is how many days are compacted at a time: on S3 it is mostly waiting.
const daysAtOnce = 4

// end is the first day that is not to be compacted.
func (o *compactOptions) end(cmd *cobra.Command) (lake.Day, error) {
	for _, pair := range [][2]string{{"date", "before"}, {"date", "older-than"}, {"before", "older-than"}} {
		if err := exclusive(cmd, pair[0], pair[1]); err != nil {
			return 0, err
		}
	}
	if o.olderThan < 0 || o.olderThan > 3660 {
		return 0, usage("--older-than %d: want a number from 0 to 3660", o.olderThan)
	}
	end := time.Now().UTC().AddDate(0, 0, -o.olderThan)
	for _, flag := range []struct {
		name, value string
		days        int
	}{{"before", o.before, 0}, {"date", o.date, 1}} {
		if cmd.Flags().Changed(flag.name) {
			day, err := parseDay(flag.name, flag.value, time.UTC)
			if err != nil {
				return 0, err
			}
			end = day.AddDate(0, 0, flag.days)
		}
	}
	return lake.DayOf(end.Unix()), o.check(cmd, "lake")
}

func (o *compactOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	end, err := o.end(cmd)
	if err != nil {
		return err
	}
	s, err := o.openLake(ctx)
	if err != nil {
		return err
	}
	c := compact.Compactor{Lake: s, Delete: s.Delete, Verify: true, DryRun: o.dryRun, AtOnce: daysAtOnce}
	out := compactSummary{DryRun: o.dryRun, Days: []compactedDay{}}
	told := func(r compact.Result) { out.add(r, o.json, os.Stdout, os.Stderr) }
	if o.date == "" {
		err = c.Before(ctx, end, told)
	} else {
		var r compact.Result
		if r, err = c.Day(ctx, end-1); err == nil {
			told(r)
		}
	}
	if err != nil {
		return err
	}
	if err := out.print(o.json, os.Stdout); err != nil {
		return err
	}
	if out.Failed > 0 {
		return errSaid
	}
	return nil
}
