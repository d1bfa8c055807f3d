package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
)

// forgetOptions are the flags of forget.
type forgetOptions struct {
	places
	source, day, user string
	dryRun, json      bool
}

func newForget() *cobra.Command {
	var o forgetOptions
	cmd := &cobra.Command{
		Use:   "forget --lake LAKE (--source LOG | --day DAY | --user NAME) [flags]",
		Short: "Take a log, a day or a user out of a lake",
		Long: `Takes rows out of the lake for good: those of one log, of one UTC day, or of one
user, of whom DOMAIN\name, name@domain and name are one. Reports in the lake that
have such rows are deleted, and so are the tables of devices of such days; of a
user only his rows are taken out of these, and all answers of Athena in the lake are
deleted. Lines that the lake quotes because they
could not be read go as well.

A log that stays as it is is not read again, so its rows do not come back. But the
log itself still holds them: they do come back when it is uploaded again, or when
a newer version of easreport reads all logs anew. For good means to delete the log
too, before, and in buckets with versions (also that of the lake) the versions of
what was deleted. Rows of the user's devices that name no user stay, and so do
mails and files that were sent. Ingests that are under way may still bring rows:
run it again when the queue is empty.`,
		Example: `  easreport forget --lake lake --user 'CONTOSO\anna' --dry-run
  easreport forget --lake lake --day 2011-12-24
  easreport forget --lake s3://contoso-lake --source s3://contoso-logs/cas01/w3svc1/u_ex111224.log`,
		Args: noArguments,
		RunE: o.run,
	}
	f := cmd.Flags()
	f.SortFlags = false
	o.addFlags(cmd, "lake", "logs")
	f.StringVar(&o.source, "source", "", "a log: s3://bucket/key, a key in the bucket of --logs, or a file's path")
	f.StringVar(&o.day, "day", "", "a UTC day: 2011-12-24 or 12-24-2011")
	f.StringVar(&o.user, "user", "", "a user: name, DOMAIN\\name or name@domain")
	f.BoolVar(&o.dryRun, "dry-run", false, "tell what would be done, and do nothing")
	f.BoolVar(&o.json, "json", false, "print a machine-readable summary on standard output")
	return cmd
}

func (o *forgetOptions) check(cmd *cobra.Command) error {
	for _, pair := range [][2]string{{"source", "day"}, {"source", "user"}, {"day", "user"}} {
		if err := exclusive(cmd, pair[0], pair[1]); err != nil {
			return err
		}
	}
	if o.source == "" && o.day == "" && o.user == "" {
		return usage("what to forget is missing: --source, --day or --user")
	}
	if o.day != "" {
		if _, err := parseDay("day", o.day, time.UTC); err != nil {
			return err
		}
	}
	return o.places.check(cmd, "lake")
}

func (o *forgetOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	if err := o.check(cmd); err != nil {
		return err
	}
	s, err := o.openLake(ctx)
	if err != nil {
		return err
	}
	if err := lake.CheckVersion(ctx, s); err != nil {
		return fmt.Errorf("opening the lake %s: %w", o.lake, err)
	}
	out := forgetSummary{DryRun: o.dryRun, Changes: []operate.Change{}}
	failed := o.forget(ctx, s, &out)
	if errors.Is(failed, operate.ErrUnknown) {
		return fmt.Errorf("forgetting %s: %w", o.source, failed)
	}
	if err := out.print(o.json, os.Stdout); err != nil {
		return err
	}
	return failed
}

func (o *forgetOptions) forget(ctx context.Context, s store.Store, out *forgetSummary) error {
	f := &operate.Forget{Lake: s, Sure: !o.dryRun, Told: out.add}
	switch {
	case o.source != "":
		bucket, key, err := o.sourceOf(o.source)
		if err != nil {
			return err
		}
		return f.Source(ctx, lake.NewSourceID(bucket, key))
	case o.day != "":
		day, err := parseDay("day", o.day, time.UTC)
		if err != nil {
			return err
		}
		return f.Day(ctx, lake.DayOf(day.Unix()))
	}
	return f.User(ctx, o.user)
}
