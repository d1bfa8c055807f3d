// Command profile does what the programs are for (logs in, a day's report out, and one by
// the hour) under a CPU profile, from which the compiler learns what to make fast.
//
//	profile FILE LOG...
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/pprof"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: profile FILE LOG...")
	}
	if err := profile(context.Background(), os.Args[1], os.Args[2:]); err != nil {
		log.Fatal("profile: ", err)
	}
}

func profile(ctx context.Context, name string, logs []string) (err error) {
	folder, err := os.MkdirTemp("", "profile")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	s, err := dirstore.Open(folder)
	if err != nil {
		return err
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return work(ctx, s, logs)
}

func work(ctx context.Context, s store.Store, logs []string) error {
	in := &ingest.Ingester{Source: dirstore.Files{}, Lake: s, BucketSeconds: lake.DefaultBucketSeconds}
	for _, name := range logs {
		if _, err := in.Ingest(ctx, name); err != nil {
			return fmt.Errorf("ingesting %s: %w", name, err)
		}
	}
	days, err := lake.Days(ctx, s)
	if err != nil {
		return err
	}
	for _, day := range days {
		q := report.Query{From: day.Start(), To: (day + 1).Start()}
		// The first report reconciles the day, the others read what that made.
		for range 3 {
			if _, err := (&publish.Publisher{Lake: s, Diagnosis: finding.DefaultOptions()}).Publish(ctx, q, nil); err != nil {
				return fmt.Errorf("publishing %s: %w", day, err)
			}
		}
		q.BucketSeconds = 3600
		r, err := assemble.Report(ctx, s, q)
		if err != nil {
			return fmt.Errorf("adding up the hours of %s: %w", day, err)
		}
		if err := render.CSV(io.Discard, r, nil); err != nil {
			return err
		}
	}
	return nil
}
