package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/store"
)

// forgetOptions are the flags of forget.
type forgetOptions struct {
	places
	source, day            string
	users                  []string
	allNames, dryRun, json bool
}

func newForget() *cobra.Command {
	var o forgetOptions
	cmd := &cobra.Command{
		Use:   "forget --lake LAKE (--source LOG | --day DAY | --user NAME...) [flags]",
		Short: "Delete the rows of a log, a day or a user from a lake",
		Long: `Deletes rows from a lake. This cannot be undone: run it with --dry-run first, which
lists every file that would change.

  --source LOG   the rows of one log
  --day DAY      all rows of one UTC day
  --user NAME    the rows of one user, in upper or lower case. DOMAIN\name and
                 name@domain are only that name; a name without a domain is everybody
                 of that name. Other names that may be the same user's are listed:
                 add --user for each that is.
  --all-names    with --user: also the names under which both the front end and the
                 back end logged the same requests, which proves one user. A name that
                 a phone merely claims proves nothing.

Everything made from these rows goes with them: stored reports that contain them, the
tables of the days concerned (with --user, only that user's rows of these tables), lines
quoted because they could not be read and, with --user, all query results that Athena
left in the lake.

To make it permanent, delete the logs first. easreport never deletes a log, and the rows
come back if a log is uploaded again or if a newer version of easreport reads all logs
again. In buckets that keep versions, delete the noncurrent versions as well, both of the
logs and of the lake.

Not deleted: rows of the user's devices that name no user, mails already sent, and files
copied out of the lake.

Logs being read at the same moment may add rows again. Wait until the queue is empty
(easreport status shows it), then run the same command once more: it is done when it
reports 0 rows deleted.`,
		Example: `  easreport forget --lake lake --user anna --dry-run
  easreport forget --lake lake --day 2011-12-24
  easreport forget --lake s3://contoso-lake --source s3://contoso-logs/cas01/w3svc1/u_ex111224.log`,
		Args: noArguments,
		RunE: o.run,
	}
	f := cmd.Flags()
	f.SortFlags = false
	o.addFlags(cmd, "lake", "logs")
	f.StringVar(&o.source, "source", "", "the `LOG`: s3://bucket/key, a key in the bucket of --logs, or the path of a file")
	f.StringVar(&o.day, "day", "", "the UTC `DAY`: 2011-12-24 or 12-24-2011")
	f.StringArrayVar(&o.users, "user", nil, "the user's `NAME`: name, DOMAIN\\name or name@domain; may be repeated")
	f.BoolVar(&o.allNames, "all-names", false, "with --user: also the user's other names, where the rows prove them")
	f.BoolVar(&o.dryRun, "dry-run", false, "list what would be deleted, and delete nothing")
	f.BoolVar(&o.json, "json", false, "print a machine-readable summary on standard output")
	return cmd
}

func (o *forgetOptions) check(cmd *cobra.Command) error {
	for _, pair := range [][2]string{{"source", "day"}, {"source", "user"}, {"day", "user"}} {
		if err := exclusive(cmd, pair[0], pair[1]); err != nil {
			return err
		}
	}
	if o.source == "" && o.day == "" && len(o.users) == 0 {
		return usage("what to forget is missing: --source, --day or --user")
	}
	if slices.Contains(o.users, "") {
		return usage("--user wants a name")
	}
	if o.allNames && len(o.users) == 0 {
		return usage("--all-names wants --user, too")
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

func (o *forgetOptions) forget(ctx context.Context, s store.Store, out *forgetSummary) (err error) {
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
	out.Names, err = f.User(ctx, o.users, o.allNames)
	return err
}
