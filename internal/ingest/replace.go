package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// markers say what a source may have in the lake.
type markers struct {
	outputs    []lake.Output
	quarantine bool
}

// marked lists the markers.
func (a *attempt) marked(ctx context.Context) (m markers, err error) {
	for o, err := range a.Lake.List(ctx, lake.SourcePrefix(a.id)) {
		if err != nil {
			return markers{}, fmt.Errorf("listing the source's days: %w", err)
		}
		if output, ok := lake.ParseMarkerKey(o.Key, a.id); ok {
			m.outputs = append(m.outputs, output)
		}
		m.quarantine = m.quarantine || o.Key == lake.QuarantineMarkerKey(a.id)
	}
	return m, nil
}

// mark puts a marker, and reports whether it is the first one.
func (a *attempt) mark(ctx context.Context, key string) (first bool, err error) {
	_, err = a.Lake.Put(ctx, key, bytes.NewReader(nil), store.Condition{Absent: true})
	switch {
	case errors.Is(err, store.ErrPrecondition):
		return false, nil
	case errors.Is(err, store.ErrConflict):
		return false, errStale
	case err != nil:
		return false, fmt.Errorf("writing %s: %w", key, err)
	}
	return true, nil
}

// output is an output of the source as it was found.
type output struct {
	lake.Output
	over   store.Condition // under which it may be replaced
	covers bool            // it is as good as ours
}

// outputs looks at outputs. What had no marker before has no output.
func (a *attempt) outputs(ctx context.Context, wanted []lake.Output, first map[lake.Output]bool) ([]output, error) {
	found := make([]output, len(wanted))
	for i := range found {
		o := &found[i]
		if o.Output = wanted[i]; first[o.Output] {
			o.over = store.Condition{Absent: true}
			continue
		}
		if err := a.look(ctx, o); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// look reads what an output says of itself, and all of it if that is as good as ours. A
// damaged one covers nothing.
func (a *attempt) look(ctx context.Context, o *output) error {
	o.covers = false
	var covers bool
	_, etag, err := lake.VerifyActivity(ctx, a.Lake, o.Key(a.id), func(stamp lake.Stamp) (all bool, err error) {
		covers, err = a.covers(ctx, stamp)
		return covers, err
	})
	if errors.Is(err, store.ErrPrecondition) { // it was replaced since its end was read
		return errStale
	}
	intact := err == nil
	o.over, err = over(etag, err)
	o.covers = covers && intact
	return err
}

// replace writes an object of which it is known what lay there before the source was
// looked at again. That order matters: if the source is overtaken after that look, its
// worker changes the object after it, too, and our write fails; then covers tells
// whether what is there is as good.
func (a *attempt) replace(ctx context.Context, key string, body io.ReadSeeker, c store.Condition, covers func() (bool, error)) error {
	_, putErr := a.Lake.Put(ctx, key, body, c)
	if putErr == nil {
		return nil
	}
	// The write may have happened all the same: an answer can be lost.
	if covered, err := covers(); err == nil && covered {
		return nil
	}
	if isOvertaken(putErr) {
		return errStale
	}
	return fmt.Errorf("writing %s: %w", key, putErr)
}

// isOvertaken reports whether a conditional write failed because of another one.
func isOvertaken(err error) bool {
	return errors.Is(err, store.ErrPrecondition) || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotExist)
}

// replaceDone says that this state was applied in full. Written by a worker of an
// earlier state that comes late, it would call the source changed until somebody ingests
// it again: so it is written over what the attempt saw when it began. What a later
// revision is to say is for its own worker.
func (a *attempt) replaceDone(ctx context.Context, days []lake.Day) error {
	body, err := lake.EncodeDone(a.doneStamp(days))
	if err != nil {
		return err
	}
	err = a.replace(ctx, lake.DoneKey(a.id), bytes.NewReader(body), a.overDone, func() (bool, error) {
		done, err := lake.ReadDone(ctx, a.Lake, a.id)
		if err != nil {
			return false, err
		}
		return a.covers(ctx, done)
	})
	if errors.Is(err, errStale) && errors.Is(a.recheck(ctx), errStale) {
		return nil
	}
	return err
}

// doneStamp says that this state was applied in full, on these days.
func (a *attempt) doneStamp(days []lake.Day) lake.Stamp {
	s := a.stamp
	s.Marked = days
	return s
}

// undo takes the word back that all is done, before an output is written again that is
// missing or damaged: who stops after that write must find that there is work left.
func (a *attempt) undo(ctx context.Context) error {
	body, err := lake.EncodeDone(lake.Stamp{Schema: lake.SchemaVersion})
	if err != nil {
		return err
	}
	o, err := a.Lake.Put(ctx, lake.DoneKey(a.id), bytes.NewReader(body), a.overDone)
	if isOvertaken(err) {
		return errStale
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", lake.DoneKey(a.id), err)
	}
	a.overDone = store.Condition{ETag: o.ETag}
	return nil
}
