package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/s3store"
)

// logsAtOnce is how many logs are under way: few of them are read, one for a
// core, and the others wait for the disk, which takes hardly longer for many.
const logsAtOnce = 256

// ingestOptions are the flags of ingest.
type ingestOptions struct {
	places
	bucketSeconds int
	json          bool
	voice
}

func (o *ingestOptions) addIngestFlags(cmd *cobra.Command) {
	o.addFlags(cmd, "lake")
	flags := cmd.Flags()
	flags.IntVar(&o.bucketSeconds, "bucket-seconds", lake.DefaultBucketSeconds,
		"time span of the lake's rows in `SECONDS`, a divisor of 86400")
	o.addVoiceFlags(flags)
	flags.BoolVar(&o.json, "json", false, "print a machine-readable summary on standard output")
}

func (o *ingestOptions) check(cmd *cobra.Command, needed ...string) error {
	if err := o.places.check(cmd, needed...); err != nil {
		return err
	}
	if o.bucketSeconds <= 0 || 86400%o.bucketSeconds != 0 {
		return usage("--bucket-seconds %d: want a divisor of 86400, such as 60", o.bucketSeconds)
	}
	return nil
}

func (o *ingestOptions) run(cmd *cobra.Command, logs []string) error {
	if err := o.check(cmd, "lake"); err != nil {
		return err
	}
	work, err := o.ingest(cmd.Context(), logs)
	if err != nil {
		return err
	}
	return finish(summary{Ingest: work}, o.json, &o.voice)
}

// ingest brings the logs into the lake. Logs that cannot be read are in the
// summary; an error means that nothing more could be done.
func (o *ingestOptions) ingest(ctx context.Context, args []string) (ingestSummary, error) {
	logs := o.findLogs(ctx, args)
	work, err := o.ingestFound(ctx, logs)
	return work, errors.Join(err, removeSpooled(logs))
}

// ingestFound is ingest for logs that were found.
func (o *ingestOptions) ingestFound(ctx context.Context, logs []logFile) (ingestSummary, error) {
	s, err := o.makeLake(ctx)
	if err != nil {
		return ingestSummary{}, err
	}
	if err := lake.MarkVersion(ctx, s); err != nil {
		return ingestSummary{}, fmt.Errorf("opening the lake %s: %w", o.lake, err)
	}
	work, err := o.ingestLogs(ctx, logs, ingest.Ingester{Lake: s})
	if err == nil {
		err = o.mendOf(ctx, s, &work)
	}
	return work, err
}

// ingestLogs brings logs that were found to where the Ingester to says that rows go.
func (o *ingestOptions) ingestLogs(ctx context.Context, logs []logFile, to ingest.Ingester) (ingestSummary, error) {
	bar := newProgress(logs, o.quiet)
	defer bar.finish()
	to.BucketSeconds, to.Progress = o.bucketSeconds, bar.add
	ingesters, err := o.ingesters(ctx, logs, to)
	if err != nil {
		return ingestSummary{}, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(garbagePercent(logs)))
	if to.Gathering != nil {
		lookAtAll(ctx, ingesters, logs)
	}
	summaries := make([]logSummary, len(logs))
	each(logsAtOnce, len(logs), func(i int) {
		summaries[i] = ingestLog(ctx, ingesters[logs[i].place()], &logs[i])
	})
	return newIngestSummary(summaries), ctx.Err()
}

// ingesters makes an Ingester for each place that logs are in.
func (o *ingestOptions) ingesters(ctx context.Context, logs []logFile, to ingest.Ingester) (map[string]*ingest.Ingester, error) {
	all := make(map[string]*ingest.Ingester)
	for i := range logs {
		place := logs[i].place()
		if all[place] != nil {
			continue
		}
		source, err := o.sourceStore(ctx, &logs[i])
		if err != nil {
			return nil, err
		}
		in := to
		in.Source, in.Bucket, in.Memory = source, logs[i].bucket, ingest.NewMemory(runtime.GOMAXPROCS(0))
		all[place] = &in
	}
	return all, nil
}

// lookAtAll looks at how the logs begin, which pays for small ones on this machine.
func lookAtAll(ctx context.Context, ingesters map[string]*ingest.Ingester, logs []logFile) {
	if len(logs) < 2 || slices.ContainsFunc(logs, func(log logFile) bool { return log.bucket != "" }) {
		return
	}
	each(runtime.GOMAXPROCS(0), len(logs), func(i int) {
		if logs[i].err == nil && ctx.Err() == nil {
			ingesters[logs[i].place()].Look(ctx, logs[i].key())
		}
	})
}

// sourceStore has the logs of a bucket, this machine's files, or the copy of standard input.
func (p *places) sourceStore(ctx context.Context, log *logFile) (store.Reader, error) {
	switch {
	case log.spooled != "":
		return dirstore.Open(log.spooled)
	case log.bucket == "":
		return dirstore.Files{}, nil
	}
	s, err := p.cloud.bucket(ctx, s3store.Location{Bucket: log.bucket, AnyKey: true})
	if err != nil {
		return nil, err
	}
	return readahead.New(s, readahead.Options{}), nil
}

// garbagePercent is how much garbage may gather while logs are read, in percent of what is in
// use. Reading a log makes hardly any: collecting it twice as often as Go does costs nothing
// that shows, and takes a tenth off the memory of a large log. Of small logs little is in
// memory and each leaves some, so that it would cost a seventh of the work.
func garbagePercent(logs []logFile) int {
	const small = 1 << 20 // bytes
	if slices.ContainsFunc(logs, func(log logFile) bool { return log.size > small }) {
		return 50
	}
	return 200
}

func ingestLog(ctx context.Context, in *ingest.Ingester, log *logFile) logSummary {
	if log.err != nil {
		return failedLog(log, log.err)
	}
	if err := ctx.Err(); err != nil {
		return failedLog(log, err)
	}
	result, err := in.Ingest(ctx, log.key())
	if err != nil {
		return failedLog(log, err)
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
