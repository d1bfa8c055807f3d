package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/sketch"
	"github.com/easreport/easreport/internal/traffic"
)

// errManyDays is of a log that is none: it would take memory and files without end.
var errManyDays = fmt.Errorf("has rows of more than %d days: more than ten years", maxDays)

// requests counts what became of the records of a log.
type requests struct{ all, healthChecks, serverTraffic, badNumbers int64 }

func (n *requests) add(o requests) {
	n.all += o.all
	n.healthChecks += o.healthChecks
	n.serverTraffic += o.serverTraffic
	n.badNumbers += o.badNumbers
}

// found is what a log holds beside its rows.
type found struct {
	requests
	traffic traffic.Total
	lines   sketch.Builder
	seen    *intake.Sightings // nil for the lake, whose files have it
}

// add takes a block in.
func (n *found) add(b *parsedBlock) error {
	n.requests.add(b.requests)
	if n.seen != nil {
		n.seen.Add(b.seen)
	}
	for _, l := range b.lines {
		n.lines.Add(int64(lake.DayOf(l.milli/1000)), l.hash)
	}
	if n.traffic.Add(&b.traffic); n.traffic.Days() > maxDays {
		return errManyDays
	}
	return nil
}

// accumulate adds all requests of a log up: blocks are parsed side by side, added
// up in the order of the log, and full runs are written while the next one fills. The log
// begins with some blocks that were parsed before.
func accumulate(ctx context.Context, log *iislog.Reader, begin []*parsedBlock, bucketSeconds int, memory *workspace, rows runTaker, n *found) (err error) {
	sums, err := memory.accumulator(bucketSeconds)
	if err != nil {
		return err
	}
	runs := startRunWriter(rows, memory)
	defer func() { err = errors.Join(err, runs.finish()) }()
	add := func(b *parsedBlock) error {
		for !sums.Add(b.digest) {
			if err := runs.write(sums); err != nil {
				return err
			}
		}
		return n.add(b)
	}
	for _, b := range begin {
		if err := add(b); err != nil {
			return err
		}
		log.Done(&b.block)
	}
	p := startParsing(log, memory)
	defer p.stop()
	for {
		b, err := p.next()
		if errors.Is(err, io.EOF) {
			return runs.write(sums)
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if err := add(b); err != nil {
			return err
		}
		p.done(b)
	}
}
