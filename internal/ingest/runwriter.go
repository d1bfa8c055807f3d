package ingest

import "github.com/easreport/easreport/internal/activity"

// runTaker takes runs of rows. It may change the memory of a run, and not keep it.
type runTaker interface{ Run(r *activity.Run) error }

// runWriter hands runs of rows on, one after the other, while the next one is made. There
// are two, which take turns.
type runWriter struct {
	memory      *workspace
	full, spare chan *activity.Run
	failed      chan error // the first failure; closed when all is written
}

func startRunWriter(rows runTaker, memory *workspace) *runWriter {
	w := &runWriter{
		memory: memory,
		full:   make(chan *activity.Run), spare: make(chan *activity.Run, 2), failed: make(chan error, 1),
	}
	w.spare <- memory.run() // the accumulator has the other one
	go func() {
		defer close(w.failed)
		var failure error
		for run := range w.full {
			if failure == nil {
				if failure = rows.Run(run); failure != nil {
					w.failed <- failure
				}
			}
			w.spare <- run
		}
	}()
	return w
}

// write takes what was added up, and tells of a failure before.
func (w *runWriter) write(sums *activity.Accumulator) error {
	run := sums.Cut(<-w.spare)
	select {
	case err := <-w.failed:
		return err
	case w.full <- run:
		return nil
	}
}

// finish waits until all is written, and tells of a failure that was not told.
func (w *runWriter) finish() error {
	close(w.full)
	err := <-w.failed
	for len(w.spare) > 0 {
		if run := <-w.spare; run != nil {
			w.memory.runs = append(w.memory.runs, run)
		}
	}
	return err
}
