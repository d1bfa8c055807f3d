package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/sharing"
	"github.com/easreport/easreport/internal/store"
)

// demoDays is how many days of logs the demonstration has: as many as make a baseline, and the
// one that is reported.
const demoDays = report.DefaultExpectedDays + 1

func newDemo() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "demo [flags]",
		Short: "Make a report of made-up logs, to see what one looks like",
		Long: `Writes two weeks of IIS logs of a made-up Exchange estate to a folder, up to yesterday,
and reports on the last day: one server has an incident, and three phones are in trouble.
It takes a few seconds and needs nothing else.`,
		Example: `  easreport demo --open
  easreport demo -o C:\temp\demo`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.demonstrate(cmd.Context(), time.Now()) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "easreport-demo", "`FOLDER` for logs, lake and report")
	f.BoolVar(&o.open, "open", false, "show the page in the browser")
	o.addVoiceFlags(f)
	return cmd
}

// demonstrate makes the logs and the report. Now is the time at which it is asked.
func (o *reportOptions) demonstrate(ctx context.Context, now time.Time) error {
	if o.output == "" {
		return usage("--output is empty")
	}
	if err := clearDemo(o.output); err != nil {
		return err
	}
	if err := makeOutput(o.output); err != nil {
		return err
	}
	today, _ := report.Day(now.UTC())
	o.timeZone, o.html, o.lake = "UTC", true, filepath.Join(o.output, "lake")
	logs := filepath.Join(o.output, "logs")
	if _, err := demoEstate(today).Write(logs); err != nil {
		return fmt.Errorf("making the demonstration's logs: %w", err)
	}
	in := ingestOptions{places: o.places, voice: o.voice, bucketSeconds: lake.DefaultBucketSeconds}
	work, err := in.ingest(ctx, []string{logs})
	if err != nil {
		return err
	}
	s, err := o.openLake(ctx)
	if err != nil {
		return err
	}
	q, err := o.query()
	if err != nil {
		return err
	}
	q.Expected.Days = report.DefaultExpectedDays
	for n := demoDays; n > 1; n-- {
		q.From, q.To = report.Day(report.DaysBefore(today, n))
		if err := keepDay(ctx, s, q); err != nil {
			return err
		}
	}
	q.From, q.To = report.Day(report.DaysBefore(today, 1))
	out := summary{Ingest: work}
	return o.finish(out, o.write(ctx, origin{lake: s}, q, &out))
}

// keepDay makes the tables of a day, which the baseline of later ones is made of.
func keepDay(ctx context.Context, s store.Store, q report.Query) error {
	tables, err := publish.NewDayTables(ctx, s, q)
	if err != nil {
		return err
	}
	r, err := assemble.Report(ctx, s, q)
	if err == nil {
		_, err = tables.Store(ctx, r)
	}
	return err
}

// clearDemo makes room for a demonstration: it removes an earlier one, and refuses a folder that
// has anything else.
func clearDemo(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil // it is not there, or writing to it has the better message
	}
	ours := []string{"logs", "lake", "easreport.csv", "easreport.html"}
	for _, entry := range entries {
		if !slices.Contains(ours, entry.Name()) {
			return usage("the folder %s has other things in it, such as %s: name another one with -o", folder, entry.Name())
		}
	}
	if len(entries) > 0 && checkLakeFolder(filepath.Join(folder, "lake")) != nil {
		return usage("the folder %s is not an earlier demonstration: name another one with -o", folder)
	}
	for _, name := range []string{"logs", "lake"} {
		if err := sharing.Retry(func() error { return os.RemoveAll(filepath.Join(folder, name)) }); err != nil {
			return fmt.Errorf("removing the earlier demonstration: %w", err)
		}
	}
	return nil
}
