package ingest

import (
	"context"
	"errors"
	"io"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/iislog"
)

// requests counts what became of the records of a log.
type requests struct{ all, serverTraffic, badNumbers int64 }

// accumulate adds all requests of a log up. Full accumulators are written to
// rows while the next one fills.
func accumulate(ctx context.Context, log *iislog.Reader, bucketSeconds int, memory *workspace, rows *spool) (n requests, err error) {
	sums, err := memory.accumulator(bucketSeconds)
	if err != nil {
		return n, err
	}
	w := startRunWriter(rows, memory)
	defer func() { err = errors.Join(err, w.finish()) }()
	var request activesync.Request
	for {
		record, err := log.Next()
		if errors.Is(err, io.EOF) {
			return n, w.write(sums)
		}
		if err != nil {
			return n, err
		}
		if !request.Parse(record) {
			if activesync.IsServerTraffic(record.Value(iislog.Stem)) {
				n.serverTraffic++
			}
			continue
		}
		n.all++
		n.badNumbers += int64(request.BadNumbers)
		sums.Add(&request)
		if !sums.Full() {
			continue
		}
		if err := errors.Join(ctx.Err(), w.write(sums)); err != nil {
			return n, err
		}
		if sums, err = w.empty(bucketSeconds); err != nil {
			return n, err
		}
	}
}

// runWriter writes runs of rows to a spool, one after the other, while the next
// one is made. It takes turns with two accumulators.
type runWriter struct {
	memory      *workspace
	full, spare chan *activity.Accumulator
	failed      chan error // the first failure; closed when all is written
	used        int
}

func startRunWriter(rows *spool, memory *workspace) *runWriter {
	w := &runWriter{
		memory: memory,
		full:   make(chan *activity.Accumulator), spare: make(chan *activity.Accumulator, 2), failed: make(chan error, 1),
	}
	go func() {
		defer close(w.failed)
		var failure error
		for a := range w.full {
			if failure == nil {
				if failure = rows.run(a); failure != nil {
					w.failed <- failure
				}
			}
			a.Reset()
			w.spare <- a
		}
	}()
	return w
}

// write hands a full accumulator over, and tells of a failure before.
func (w *runWriter) write(a *activity.Accumulator) error {
	select {
	case err := <-w.failed:
		return err
	case w.full <- a:
		w.used++
		return nil
	}
}

// empty gives an accumulator to go on with.
func (w *runWriter) empty(bucketSeconds int) (*activity.Accumulator, error) {
	if w.used == 1 {
		return w.memory.accumulator(bucketSeconds)
	}
	return <-w.spare, nil
}

// finish waits until all is written, and tells of a failure that was not told.
func (w *runWriter) finish() error {
	close(w.full)
	err := <-w.failed
	for len(w.spare) > 0 {
		w.memory.sums = append(w.memory.sums, <-w.spare)
	}
	return err
}
