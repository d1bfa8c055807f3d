package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/iislog"
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

// accumulate adds all requests of a log up: blocks are parsed side by side, added
// up in the order of the log, and full runs are written while the next one fills.
func accumulate(ctx context.Context, log *iislog.Reader, bucketSeconds int, memory *workspace, rows *spool) (n requests, err error) {
	sums, err := memory.accumulator(bucketSeconds)
	if err != nil {
		return n, err
	}
	runs := startRunWriter(rows, memory)
	defer func() { err = errors.Join(err, runs.finish()) }()
	p := startParsing(log, memory)
	defer p.stop()
	for {
		b, err := p.next()
		if errors.Is(err, io.EOF) {
			return n, runs.write(sums)
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return n, err
		}
		for !sums.Add(b.digest) {
			if err := runs.write(sums); err != nil {
				return n, err
			}
		}
		n.add(b.requests)
		if rows.traffic.Add(&b.traffic); rows.traffic.Days() > maxDays {
			return n, errManyDays
		}
		p.done(b)
	}
}
