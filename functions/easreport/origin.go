package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// origin is where the rows of a report are: in a lake, or in memory beside an empty one.
type origin struct {
	lake   store.Store
	intake *intake.Intake
	folder string // of a temporary lake
}

// building are the options to build a report with.
func (f origin) building() []assemble.Option {
	return []assemble.Option{assemble.WithIntake(f.intake)}
}

// newestBefore returns the time of the newest request before end.
func (f origin) newestBefore(ctx context.Context, end time.Time) (time.Time, bool, error) {
	if f.intake != nil {
		newest, found := f.intake.NewestBefore(end)
		return newest, found, nil
	}
	return lake.NewestBefore(ctx, f.lake, end)
}

func (f origin) close() {
	if f.intake != nil {
		f.intake.Close()
	}
	if f.folder != "" {
		_ = os.RemoveAll(f.folder) // what is left is in the system's temporary folder
	}
}

// reporting says what fails if no report can be made.
func (o *reportOptions) reporting() string {
	if o.lake == "" {
		return "making the report"
	}
	return "reporting from " + o.lake
}

// readLogs reads the logs of a report, into the lake if there is one. Logs that cannot be
// read are in the summary; an error means that nothing more could be done.
func (o *reportOptions) readLogs(ctx context.Context, in *ingestOptions, logs []logFile) (origin, ingestSummary, error) {
	if o.lake == "" {
		f, work, err := o.gatherLogs(ctx, in, logs)
		if f.intake == nil || !f.intake.Full() {
			return f, work, err
		}
		f.close()
		return o.readAside(ctx, in, logs)
	}
	work, err := in.ingestFound(ctx, logs)
	if err != nil {
		return origin{}, work, err
	}
	s, err := o.openLake(ctx)
	return origin{lake: s}, work, err
}

// readAside reads logs into a lake in the system's temporary folder, when their rows do not
// fit into memory.
func (o *reportOptions) readAside(ctx context.Context, in *ingestOptions, logs []logFile) (origin, ingestSummary, error) {
	folder, err := os.MkdirTemp("", "easreport-lake-")
	if err != nil {
		return origin{}, ingestSummary{}, fmt.Errorf("making a temporary folder: %w", err)
	}
	f, aside := origin{folder: folder}, *in
	aside.lake = folder
	work, err := aside.ingestFound(ctx, logs)
	if err == nil {
		f.lake, err = aside.openLake(ctx)
	}
	return f, work, err
}

// packedRows is how many bytes of packed rows stay in memory: with what a log takes to be
// read, half a gigabyte is not reached.
const packedRows = 128 << 20

// gatherLogs reads logs into memory.
func (o *reportOptions) gatherLogs(ctx context.Context, in *ingestOptions, logs []logFile) (origin, ingestSummary, error) {
	q, err := o.query()
	if err != nil {
		return origin{}, ingestSummary{}, err
	}
	f := origin{lake: memstore.New(), intake: intake.New(intake.Options{
		Columns: assemble.IntakeColumns(), BucketSeconds: in.bucketSeconds, From: q.From, To: q.To, Memory: packedRows, Limits: assemble.IntakeLimits(),
	})}
	all, err := ingest.NewGathering(f.intake, runtime.GOMAXPROCS(0), in.bucketSeconds)
	if err != nil {
		return f, ingestSummary{}, err
	}
	work, err := in.ingestLogs(ctx, logs, ingest.Ingester{Gathering: all})
	if err != nil {
		return f, work, err
	}
	if err := all.Finish(); err != nil {
		return f, work, fmt.Errorf("reading the logs: %w", err)
	}
	return f, work, nil
}
