package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// logsAtOnce is how many logs are under way: few of them are read, one for a
// core, and the others wait for the disk, which takes hardly longer for many.
const logsAtOnce = 256

// ingestOptions are the flags of ingest.
type ingestOptions struct {
	lake          string
	bucketSeconds int
	json          bool
}

func (o *ingestOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.lake, "lake", "", "folder of the lake")
	flags.IntVar(&o.bucketSeconds, "bucket-seconds", lake.DefaultBucketSeconds,
		"time span of the lake's rows, a divisor of 86400")
	flags.BoolVar(&o.json, "json", false, "print a machine-readable summary on standard output")
}

func (o *ingestOptions) run(ctx context.Context, logs []string) error {
	if o.lake == "" {
		return errNoLake
	}
	if o.bucketSeconds <= 0 || 86400%o.bucketSeconds != 0 {
		return usage("--bucket-seconds %d: want a divisor of 86400, such as 60", o.bucketSeconds)
	}
	work, err := o.ingest(ctx, logs)
	if err != nil {
		return err
	}
	return finish(summary{Ingest: work}, o.json, os.Stdout)
}

// ingest brings the logs into the lake. Logs that cannot be read are in the
// summary; an error means that nothing more could be done.
func (o *ingestOptions) ingest(ctx context.Context, args []string) (ingestSummary, error) {
	s, err := dirstore.Open(o.lake)
	if err != nil {
		return ingestSummary{}, fmt.Errorf("opening the lake: %w", err)
	}
	if err := lake.MarkVersion(ctx, s); err != nil {
		return ingestSummary{}, fmt.Errorf("opening the lake %s: %w", o.lake, err)
	}
	logs := findLogs(args)
	bar := newProgress(logs)
	defer bar.finish()
	in := &ingest.Ingester{
		Source: dirstore.Files{}, Lake: s, BucketSeconds: o.bucketSeconds, Progress: bar.add,
		Memory: ingest.NewMemory(runtime.GOMAXPROCS(0)),
	}
	if allSmall(logs) {
		defer debug.SetGCPercent(debug.SetGCPercent(200))
	}
	summaries := make([]logSummary, len(logs))
	each(logsAtOnce, len(logs), func(i int) {
		summaries[i] = ingestLog(ctx, in, logs[i])
	})
	return newIngestSummary(summaries), ctx.Err()
}

// allSmall tells that all logs are small. Little is in memory then and each leaves
// some garbage, so that collecting it as often as for a large log (see main)
// would cost a seventh of the work.
func allSmall(logs []logFile) bool {
	const small = 1 << 20 // bytes
	return !slices.ContainsFunc(logs, func(log logFile) bool { return log.size > small })
}

func ingestLog(ctx context.Context, in *ingest.Ingester, log logFile) logSummary {
	if log.err != nil {
		return failedLog(log.path, log.err)
	}
	if err := ctx.Err(); err != nil {
		return failedLog(log.path, err)
	}
	result, err := in.Ingest(ctx, filepath.ToSlash(log.path))
	if err != nil {
		return failedLog(log.path, err)
	}
	return newLogSummary(log.path, result)
}

// each does n things, some of them at a time.
func each(workers, n int, do func(i int)) {
	var group sync.WaitGroup
	next := make(chan int)
	for range min(workers, n) {
		group.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}

// openLake opens a lake to read.
func openLake(folder string) (store.Store, error) {
	if _, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("opening the lake: %w", err)
	}
	s, err := dirstore.Open(folder)
	if err != nil {
		return nil, fmt.Errorf("opening the lake: %w", err)
	}
	return s, nil
}
