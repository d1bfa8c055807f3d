package ingest

import (
	"context"
	"io"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/lake"
)

// Memory is what an Ingester reads sources in, so many at a time. A source has
// its part while it is read, and not while its rows are written to the lake: so
// many sources can wait for the lake and only few are in memory. The next source
// gets the same memory, for making it costs more than a small source does.
type Memory struct {
	parts chan *workspace // nil for one that was not made yet
}

// NewMemory makes the memory for so many sources. It serves one Ingester.
func NewMemory(sources int) *Memory {
	m := &Memory{parts: make(chan *workspace, sources)}
	for range sources {
		m.parts <- nil
	}
	return m
}

// tryTake takes a part if one is free. A nil Memory has any number.
func (m *Memory) tryTake() (w *workspace, free bool) {
	if m == nil {
		return new(workspace), true
	}
	select {
	case w := <-m.parts:
		return orNew(w), true
	default:
		return nil, false
	}
}

// take waits for a part.
func (m *Memory) take(ctx context.Context) (*workspace, error) {
	select {
	case w := <-m.parts:
		return orNew(w), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func orNew(w *workspace) *workspace {
	if w == nil {
		w = new(workspace)
	}
	return w
}

// give gives a part back, after a source of so many requests.
func (m *Memory) give(w *workspace, requests int64) {
	if m == nil {
		return
	}
	// What has grown with a large source is slower to clear, for each small one,
	// than it is to make.
	if requests > manyRequests {
		w = nil
	}
	m.parts <- w
}

// manyRequests is from how many requests on a source is large.
const manyRequests = 1 << 14

// workspace is the memory for one source.
type workspace struct {
	log      *iislog.Reader
	sums     *activity.Accumulator
	runs     []*activity.Run // not in use
	blocks   []*parsedBlock
	encoders []*lake.Encoder // not in use
	intake   *intake.Intake  // nil for the lake
}

// sightings gives what blocks note servers in, nil for the lake.
func (w *workspace) sightings() *intake.Sightings {
	if w.intake == nil {
		return nil
	}
	return w.intake.Sightings()
}

// reader gives a reader of a log; there is one at a time.
func (w *workspace) reader(name string, body io.Reader) *iislog.Reader {
	if w.log == nil {
		w.log = iislog.NewReader(name, body)
	} else {
		w.log.Reset(name, body)
	}
	return w.log
}

// accumulator gives an empty accumulator; there is one at a time.
func (w *workspace) accumulator(bucketSeconds int) (sums *activity.Accumulator, err error) {
	if w.sums == nil {
		w.sums, err = activity.NewAccumulator(bucketSeconds)
	} else {
		w.sums.Clear()
	}
	return w.sums, err
}

// run gives a run that was used before, or nil.
func (w *workspace) run() *activity.Run {
	r, _ := pop(&w.runs)
	return r
}

func (w *workspace) encoder(to io.Writer) *lake.Encoder {
	if e, found := pop(&w.encoders); found {
		e.Reset(to)
		return e
	}
	return lake.NewEncoder(to)
}

// keepEncoder takes an encoder that was closed; a log of many days had many.
func (w *workspace) keepEncoder(e *lake.Encoder) {
	if len(w.encoders) < 2 {
		w.encoders = append(w.encoders, e)
	}
}

func pop[T any](all *[]T) (last T, found bool) {
	n := len(*all)
	if n == 0 {
		return last, false
	}
	last, *all = (*all)[n-1], (*all)[:n-1]
	return last, true
}
