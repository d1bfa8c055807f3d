package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/operate"
)

// redriveOptions are the flags of redrive.
type redriveOptions struct {
	places
	dryRun bool
}

func newRedrive() *cobra.Command {
	var o redriveOptions
	cmd := &cobra.Command{
		Use:   "redrive --dlq URL --queue URL [flags]",
		Short: "Retry messages that failed too often",
		Long: `Moves all messages of the dead-letter queue (--dlq) back to the queue that starts ingests.
Find out first why they failed: the ingest function's log has a line for each object. A
message is deleted only after it was sent; if the command is interrupted in between, there
are two of it, which does no harm.`,
		Example: `  easreport redrive --dlq https://sqs.../logs-failed --queue https://sqs.../logs --dry-run`,
		Args:    noArguments,
		RunE:    o.run,
	}
	cmd.Flags().SortFlags = false
	o.addFlags(cmd, "dlq", "queue")
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "show how many there are, and do nothing")
	return cmd
}

func (o *redriveOptions) run(cmd *cobra.Command, _ []string) error {
	ctx := cmd.Context()
	if err := o.check(cmd, "dlq", "queue"); err != nil {
		return err
	}
	if o.dlq == o.queue {
		return usage("--dlq and --queue are the same queue")
	}
	from, err := o.openQueue(ctx, o.dlq)
	if err != nil {
		return err
	}
	to, err := o.openQueue(ctx, o.queue)
	if err != nil {
		return err
	}
	if o.dryRun {
		depth, err := from.Depth(ctx)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(os.Stdout, "%s to be moved (dry run: nothing was done)\n", count(int(depth.Waiting), "message"))
		return nil
	}
	moved, err := operate.Redrive(ctx, from, to)
	_, _ = fmt.Fprintf(os.Stdout, "%s moved\n", count(moved, "message"))
	return err
}
