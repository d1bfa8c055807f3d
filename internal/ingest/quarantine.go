package ingest

import (
	"bytes"
	"context"
	"errors"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// quarantine records that this state of the source cannot be read. The rows of an
// earlier one stay.
func (a *attempt) quarantine(ctx context.Context, reason error) (Result, error) {
	var marked markers
	// Marked before it is there, as an output is: a worker of a later state must see
	// that there may be a record of ours to release.
	err := a.together(
		func() (err error) {
			marked, err = a.marked(ctx)
			return err
		},
		func() error {
			_, err := a.mark(ctx, lake.QuarantineMarkerKey(a.id))
			return err
		},
	)
	if err != nil {
		return Result{}, err
	}
	// A file that has grown since may be a log by now, and its worker may have listed
	// the markers before ours was there.
	same, err := a.unchanged(ctx)
	if err == nil && !same {
		err = errStale
	}
	if err != nil {
		return Result{}, err
	}
	if err := a.replaceRecord(ctx, reason.Error(), false); err != nil {
		return Result{}, err
	}
	days := lake.ActivityDays(marked.outputs)
	if err := a.withdraw(ctx, days); err != nil {
		return Result{}, err
	}
	return Result{Outcome: Quarantined, ID: a.id, Stamp: a.stamp, Days: days, Reason: reason.Error()}, nil
}

// release records that this state of a source that may be in quarantine could be read.
// The record also stands in the way of a late worker of an earlier revision; a delete
// would not.
func (a *attempt) release(ctx context.Context) error {
	kept, err := a.keeps(ctx, a.record)
	if err != nil {
		return err
	}
	if kept && (a.record.Released || a.record.Revision != a.stamp.Revision) {
		return nil
	}
	return a.replaceRecord(ctx, "", true)
}

// newRecord is what there is to record of this state.
func (a *attempt) newRecord(reason string, released bool) lake.Quarantine {
	return lake.Quarantine{
		Schema: lake.SchemaVersion, Parser: a.stamp.Parser, Bucket: a.stamp.Bucket, Key: a.stamp.Key,
		Revision: a.stamp.Revision, Lineage: a.stamp.Lineage, Reason: reason, Released: released,
		Archived: errors.Is(a.shut, store.ErrArchived),
	}
}

// replaceRecord writes the quarantine record of this state over what the attempt saw
// when it began.
func (a *attempt) replaceRecord(ctx context.Context, reason string, released bool) error {
	want := a.newRecord(reason, released)
	if a.record == want {
		return nil
	}
	body, err := lake.EncodeQuarantine(want)
	if err != nil {
		return err
	}
	return a.replace(ctx, lake.QuarantineKey(a.id), bytes.NewReader(body), a.overRecord, func() (bool, error) {
		q, _, err := lake.ReadQuarantine(ctx, a.Lake, a.id)
		if errors.Is(err, lake.ErrDamaged) {
			return false, nil
		}
		return q == want, err
	})
}
