package ingest

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// errStale says that an attempt must start over.
var errStale = errors.New("overtaken")

// attempt is one try to bring the lake to one state of a source.
type attempt struct {
	*Ingester
	id     lake.SourceID
	object store.Object  // the source as it was opened
	body   io.ReadCloser // nil when it is closed
	shut   error         // why the source cannot be opened, however often it is tried
	stamp  lake.Stamp    // of that state

	done       lake.Stamp // what was last applied in full, zero if nothing was
	record     lake.Quarantine
	overDone   store.Condition // under which these two may be written: what lay there
	overRecord store.Condition // when the attempt began

	lastLine bool // the last line counts though it has no end
}

func (in *Ingester) attempt(ctx context.Context, key string) (result Result, err error) {
	a := &attempt{Ingester: in, id: lake.NewSourceID(in.Bucket, key)}
	defer a.close()
	if err := a.begin(ctx, key); err != nil {
		return Result{}, err
	}
	if result, settled, err := a.settled(ctx); settled || err != nil {
		return result, err
	}
	rows, err := a.read(ctx)
	if rows != nil {
		defer func() { err = errors.Join(err, rows.remove()) }()
	}
	var unreadable *iislog.FormatError
	switch {
	case errors.As(err, &unreadable):
		return a.quarantine(ctx, unreadable)
	case errors.Is(err, store.ErrPrecondition): // a store that reads ahead: the object was replaced
		return Result{}, errStale
	case err != nil:
		return Result{}, err
	}
	if err := a.apply(ctx, rows); err != nil {
		return Result{}, err
	}
	return Result{Outcome: Applied, ID: a.id, Stamp: a.stamp, Days: a.stamp.Reading.Days}, nil
}

// begin opens the source and looks at what the lake says of it, side by side. What lies
// in the lake now is all that this attempt may replace: whoever writes later has seen a
// later state of the source.
func (a *attempt) begin(ctx context.Context, key string) error {
	return a.together(
		func() error { return a.open(ctx, key) },
		func() (err error) {
			var etag string
			a.done, etag, err = lake.ReadDoneETag(ctx, a.Lake, a.id)
			a.overDone, err = over(etag, err)
			return err
		},
		func() (err error) {
			var etag string
			a.record, etag, err = lake.ReadQuarantine(ctx, a.Lake, a.id)
			if errors.Is(err, lake.ErrDamaged) {
				a.record = lake.Quarantine{}
			}
			a.overRecord, err = over(etag, err)
			return err
		},
	)
}

// over is the condition under which an object may be replaced that was read, or that is
// absent. One that is damaged may.
func over(etag string, err error) (store.Condition, error) {
	switch {
	case errors.Is(err, store.ErrNotExist):
		return store.Condition{Absent: true}, nil
	case err != nil && !errors.Is(err, lake.ErrDamaged):
		return store.Condition{}, err
	}
	return store.Condition{ETag: etag}, nil
}

// open opens the source as it is now. Nothing is read of the body yet.
func (a *attempt) open(ctx context.Context, key string) (err error) {
	a.body, a.object, err = a.Source.Get(ctx, key, store.Range{}, "")
	if a.shut = nil; errors.Is(err, store.ErrArchived) || errors.Is(err, store.ErrInvalidKey) {
		a.shut = err
		a.object, err = a.describe(ctx, key)
	}
	if err != nil {
		return err
	}
	o := a.object
	a.stamp = lake.Stamp{
		Schema: lake.SchemaVersion, Parser: ParserVersion, BucketSeconds: a.BucketSeconds,
		Bucket: a.Bucket, Key: o.Key, Revision: lake.Revision(o), Size: o.Size, Modified: o.Modified.UTC(),
	}
	return nil
}

// describe describes a source that cannot be opened. One whose key no store can have stays
// as it is.
func (a *attempt) describe(ctx context.Context, key string) (store.Object, error) {
	if errors.Is(a.shut, store.ErrInvalidKey) {
		return store.Object{Key: key}, nil
	}
	return a.Source.Head(ctx, key)
}

// close ends the reading of the source. That it could not be ended well says nothing of
// what was read.
func (a *attempt) close() {
	if a.body != nil {
		_ = a.body.Close()
		a.body = nil
	}
}

// settled reports whether the lake has what there is to have of this state, or of a
// longer one of the same file. It only saves work: without it the outputs' own stamps
// say the same.
func (a *attempt) settled(ctx context.Context) (result Result, settled bool, err error) {
	result = Result{ID: a.id, Stamp: a.stamp}
	covered, err := a.covers(ctx, a.done)
	if err != nil {
		return result, false, err
	}
	if covered {
		whole, err := a.whole(ctx)
		switch {
		case whole || err != nil:
			result.Stamp, result.Days = a.done, a.done.Reading.Days
			result.Stamp.Marked = nil // as that of an ingest that has just been applied
			return result, err == nil, err
		case a.done.Revision != a.stamp.Revision:
			return result, false, errStale // the next attempt opens the longer state
		}
		if err := a.undo(ctx); err != nil {
			return result, false, err
		}
	}
	kept, err := a.keeps(ctx, a.record)
	if err != nil || !kept || a.record.Released || a.record.Archived && a.shut == nil { // it was restored
		return result, false, err
	}
	marked, err := a.marked(ctx)
	if err == nil {
		// A worker of an earlier revision may have stopped after its last write.
		result.Days = lake.ActivityDays(marked.outputs)
		err = a.withdraw(ctx, result.Days)
	}
	result.Outcome, result.Reason = Quarantined, a.record.Reason
	return result, err == nil, err
}

// whole reports whether the source's markers and outputs are there and say what they
// should: one that was damaged or deleted is then written again.
func (a *attempt) whole(ctx context.Context) (bool, error) {
	marked, err := a.marked(ctx)
	if err != nil {
		return false, err
	}
	for _, o := range lake.Activity(a.done.Marked) {
		if !slices.Contains(marked.outputs, o) {
			return false, nil
		}
	}
	found, err := a.outputs(ctx, marked.outputs, nil)
	for _, o := range found {
		if !o.covers {
			return false, err
		}
	}
	return err == nil, err
}
