package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// attempt is one try to bring the lake to one revision of a source.
type attempt struct {
	*Ingester
	id    lake.SourceID
	stamp lake.Stamp
}

// settled tells that the lake has what there is to have of this revision. It
// only saves work: without it the outputs' own stamps say the same.
func (a *attempt) settled(ctx context.Context) (Result, bool, error) {
	result := Result{ID: a.id, Stamp: a.stamp}
	done, etag, err := lake.ReadDoneETag(ctx, a.Lake, a.id)
	switch {
	case err == nil && done.Covers(a.stamp):
		whole, err := a.whole(ctx)
		if whole || err != nil {
			result.Stamp, result.Days = done, done.Reading.Days
			return result, err == nil, err
		}
		if err := a.undo(ctx, etag); err != nil {
			return result, false, err
		}
	case err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged):
		return result, false, err
	}
	q, _, err := lake.ReadQuarantine(ctx, a.Lake, a.id)
	switch {
	case err == nil && !q.Released && q.Revision == a.stamp.Revision && q.Parser >= a.stamp.Parser:
		result.Outcome, result.Reason = Quarantined, q.Reason
		marked, err := a.marked(ctx)
		if err == nil {
			// A worker of an earlier revision may have stopped after its last write.
			err = a.withdraw(ctx, marked.days)
		}
		result.Days = marked.days
		return result, err == nil, err
	case err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged):
		return result, false, err
	}
	return result, false, nil
}

// apply replaces the source's rows in the lake by these.
func (a *attempt) apply(ctx context.Context, rows *spool) error {
	days := a.stamp.Reading.Days
	// A marker before its output: a worker of a later revision must see that the
	// day may have rows of ours, or it would leave them behind.
	for _, day := range days {
		if err := a.put(ctx, lake.MarkerKey(a.id, day), nil, store.Condition{}); err != nil {
			return err
		}
	}
	// Listed after the read: what an earlier revision marked before ours
	// appeared is in the list then.
	marked, err := a.marked(ctx)
	if err != nil {
		return err
	}
	union := make(map[lake.Day]bool)
	for _, day := range append(marked.days, days...) {
		union[day] = true
	}
	all := slices.Sorted(maps.Keys(union))
	for _, day := range all {
		body, err := rows.file(day, a.stamp)
		if err != nil {
			return err
		}
		if err := a.replace(ctx, lake.ActivityKey(day, a.id), body, a.appliedStamp); err != nil {
			return err
		}
	}
	if err := a.withdraw(ctx, all); err != nil {
		return err
	}
	if marked.quarantine {
		if err := a.record(ctx, "", true); err != nil {
			return err
		}
	}
	done, err := a.stamp.Marshal()
	if err != nil {
		return err
	}
	// As an output is replaced: written by a worker of an earlier revision that comes
	// late, it would call the source changed until somebody ingests it again. What a
	// later revision is to say is for its own worker.
	err = a.replace(ctx, lake.DoneKey(a.id), bytes.NewReader(done), a.doneStamp)
	if errors.Is(err, errStale) && errors.Is(a.recheck(ctx), errStale) {
		return nil
	}
	return err
}

// replace puts an output unless what is there is as good; current tells that and
// the ETag of what is there, or store.ErrNotExist.
func (a *attempt) replace(ctx context.Context, key string, body io.ReadSeeker, current func(ctx context.Context, key string) (bool, string, error)) error {
	// The order matters: first the output's ETag, then whether the source is
	// still ours, then the write under that ETag. If the source is overtaken
	// after our look, its worker changes the output after our look, and our
	// write fails.
	fresh, etag, err := current(ctx, key)
	condition := store.Condition{ETag: etag}
	switch {
	case errors.Is(err, store.ErrNotExist):
		condition = store.Condition{Absent: true}
	case err != nil:
		return err
	case fresh:
		return nil
	}
	if err := a.recheck(ctx); err != nil {
		return err
	}
	_, putErr := a.Lake.Put(ctx, key, body, condition)
	if putErr == nil {
		return nil
	}
	// The write may have happened all the same: an answer can be lost.
	if fresh, _, err := current(ctx, key); err == nil && fresh {
		return nil
	}
	if errors.Is(putErr, store.ErrPrecondition) || errors.Is(putErr, store.ErrConflict) || errors.Is(putErr, store.ErrNotExist) {
		return errStale
	}
	return fmt.Errorf("writing %s: %w", key, putErr)
}

// appliedStamp tells whether an activity file covers this attempt's revision. A
// damaged file does not, and is written over.
func (a *attempt) appliedStamp(ctx context.Context, key string) (bool, string, error) {
	stamp, etag, err := lake.ReadStamp(ctx, a.Lake, key)
	if errors.Is(err, lake.ErrDamaged) {
		return false, etag, nil
	}
	return stamp.Covers(a.stamp), etag, err
}

// doneStamp tells whether what was last applied in full covers this attempt's revision.
func (a *attempt) doneStamp(ctx context.Context, _ string) (bool, string, error) {
	stamp, etag, err := lake.ReadDoneETag(ctx, a.Lake, a.id)
	if errors.Is(err, lake.ErrDamaged) {
		return false, etag, nil
	}
	return stamp.Covers(a.stamp), etag, err
}

// recheck makes sure that the source is still at this attempt's revision.
func (a *attempt) recheck(ctx context.Context) error {
	o, err := a.Source.Head(ctx, a.stamp.Key)
	switch {
	case err != nil:
		return fmt.Errorf("looking at the source again: %w", err)
	case lake.Revision(o) != a.stamp.Revision:
		return errStale
	}
	return nil
}

// markers say which outputs a source may have.
type markers struct {
	days       []lake.Day
	quarantine bool
}

func (a *attempt) marked(ctx context.Context) (m markers, err error) {
	for o, err := range a.Lake.List(ctx, lake.SourcePrefix(a.id)) {
		if err != nil {
			return markers{}, fmt.Errorf("listing the source's days: %w", err)
		}
		if day, ok := lake.ParseMarkerKey(o.Key, a.id); ok {
			m.days = append(m.days, day)
		}
		m.quarantine = m.quarantine || o.Key == lake.QuarantineMarkerKey(a.id)
	}
	return m, nil
}

// whole tells that the source's outputs are there and say what they should: one
// that was damaged or deleted is then written again.
func (a *attempt) whole(ctx context.Context) (bool, error) {
	marked, err := a.marked(ctx)
	if err != nil {
		return false, err
	}
	for _, day := range marked.days {
		fresh, _, err := a.appliedStamp(ctx, lake.ActivityKey(day, a.id))
		if errors.Is(err, store.ErrNotExist) {
			return false, nil
		}
		if !fresh || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (a *attempt) put(ctx context.Context, key string, body []byte, c store.Condition) error {
	if _, err := a.Lake.Put(ctx, key, bytes.NewReader(body), c); err != nil {
		return fmt.Errorf("writing %s: %w", key, err)
	}
	return nil
}

// quarantine records that this revision cannot be read. The rows of an earlier
// revision stay.
func (a *attempt) quarantine(ctx context.Context, reason error) (Result, error) {
	marked, err := a.marked(ctx)
	if err != nil {
		return Result{}, err
	}
	// Marked before it is there, as a day is: a worker of a later revision must see
	// that there may be a record of ours to release.
	if err := a.put(ctx, lake.QuarantineMarkerKey(a.id), nil, store.Condition{}); err != nil {
		return Result{}, err
	}
	if err := a.record(ctx, reason.Error(), false); err != nil {
		return Result{}, err
	}
	if err := a.withdraw(ctx, marked.days); err != nil {
		return Result{}, err
	}
	return Result{Outcome: Quarantined, ID: a.id, Stamp: a.stamp, Days: marked.days, Reason: reason.Error()}, nil
}

// record puts the quarantine record of this revision. A source is released by one
// that says so, which also stands in the way of a late worker of an earlier
// revision; a delete would not.
func (a *attempt) record(ctx context.Context, reason string, released bool) error {
	want := lake.Quarantine{
		Schema: lake.SchemaVersion, Parser: a.stamp.Parser, Bucket: a.stamp.Bucket, Key: a.stamp.Key,
		Revision: a.stamp.Revision, Reason: reason, Released: released,
	}
	body, err := json.Marshal(want)
	if err != nil {
		return fmt.Errorf("writing quarantine record: %w", err)
	}
	return a.replace(ctx, lake.QuarantineKey(a.id), bytes.NewReader(body), func(ctx context.Context, _ string) (bool, string, error) {
		q, etag, err := lake.ReadQuarantine(ctx, a.Lake, a.id)
		if errors.Is(err, lake.ErrDamaged) {
			return false, etag, nil
		}
		return q == want, etag, err
	})
}
