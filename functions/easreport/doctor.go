package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// doctorOptions are the flags of doctor.
type doctorOptions struct {
	places
	config, function, mail string
}

func newDoctor() *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor [NAME=VALUE...] [flags]",
		Short: "Check a deployment on AWS, before it or after it",
		Long: `Prints one line for each check: ok, or FIX and what to do. Exits with 0 if there is nothing
to fix, otherwise with 1.

Before a deployment, give it the parameters, as arguments or as the file that "sam
deploy" gets (--config). It checks their values and, with your AWS credentials, what
they refer to: SES identities, sandbox and quota, recipients that SES suppresses, EventBridge
and encryption of an existing bucket, and how many functions the account runs at a time.

After it, with --lake and --logs (or the environment, from the stack's outputs), it
uploads a sample log, waits until the lake has it, has the report function report on it
without sending a mail, and removes everything again. --mail sends that report to one address.`,
		Example: `  easreport doctor --config my-samconfig.toml
  easreport doctor Recipients=admins@contoso.com Sender=easreport@contoso.com
  easreport doctor --mail admins@contoso.com`,
		Args: cobra.ArbitraryArgs,
		RunE: o.run,
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.config, "config", "", "before a deployment: the samconfig.toml with the parameters (`FILE`)")
	o.addFlags(cmd, "lake", "logs")
	f.StringVar(&o.function, "report-function", "", "`NAME` of the report function (default $EASREPORT_REPORT_FUNCTION)")
	f.StringVar(&o.mail, "mail", "", "after a deployment: send the sample's report to this `ADDRESS`")
	return cmd
}

func (o *doctorOptions) run(cmd *cobra.Command, args []string) error {
	if o.function == "" {
		o.function = os.Getenv("EASREPORT_REPORT_FUNCTION")
	}
	d := &doctor{out: os.Stdout}
	if o.config != "" || len(args) > 0 {
		p, err := readParameters(o.config, args)
		if err != nil {
			return err
		}
		d.parameters(p)
		if err := d.account(cmd.Context(), &o.cloud, p); err != nil {
			return err
		}
	} else {
		if err := o.check(cmd, "lake", "logs"); err != nil {
			return err
		}
		if err := d.stack(cmd.Context(), o); err != nil {
			return err
		}
	}
	if d.faults > 0 {
		return errSaid
	}
	return nil
}

// doctor prints what it finds.
type doctor struct {
	out    io.Writer
	faults int
}

// ok says that something is right.
func (d *doctor) ok(what string, values ...any) {
	_, _ = fmt.Fprintln(d.out, "ok  ", oneLine(fmt.Sprintf(what, values...)))
}

// fix tells what is wrong, and what to do about it.
func (d *doctor) fix(what string, values ...any) {
	d.faults++
	_, _ = fmt.Fprintln(d.out, "FIX ", oneLine(fmt.Sprintf(what, values...)))
}

// check says whether one thing is right: it is if there is no error.
func (d *doctor) check(err error, what string, values ...any) bool {
	what = fmt.Sprintf(what, values...)
	if err != nil {
		d.fix("%s: %v", what, err)
		return false
	}
	d.ok("%s", what)
	return true
}
