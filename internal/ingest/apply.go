package ingest

import (
	"context"
	"errors"

	"github.com/easreport/easreport/internal/lake"
)

// apply replaces the source's rows in the lake by these.
func (a *attempt) apply(ctx context.Context, rows *spool) error {
	// A day that was marked before keeps its file, also if somebody has deleted the marker.
	ours := lake.Union(lake.Activity(rows.allDays()), lake.Activity(a.done.Marked))
	marked, first, err := a.markOutputs(ctx, ours)
	if err != nil {
		return err
	}
	found, err := a.outputs(ctx, lake.Union(marked.outputs, ours), first)
	if err != nil {
		return err
	}
	// After the outputs were looked at, and before any is written: see replace.
	if err := a.recheck(ctx); err != nil {
		return err
	}
	if err := a.replaceOutputs(ctx, found, rows); err != nil {
		return err
	}
	var all []lake.Output
	for _, o := range found {
		all = append(all, o.Output)
	}
	days := lake.ActivityDays(all)
	if err := a.withdraw(ctx, days); err != nil {
		return err
	}
	if marked.quarantine {
		if err := a.release(ctx); err != nil {
			return err
		}
	}
	return a.replaceDone(ctx, days)
}

// markOutputs marks outputs, says which had no marker before, and lists the markers
// beside that.
//
// A marker comes before its output: a worker of a later revision must see that the
// output may be there, or it would leave our rows behind. The list comes after the
// source was opened: what an earlier revision marked before ours appeared is in it.
func (a *attempt) markOutputs(ctx context.Context, outputs []lake.Output) (m markers, first map[lake.Output]bool, err error) {
	first = make(map[lake.Output]bool)
	err = a.together(
		func() (err error) {
			m, err = a.marked(ctx)
			return err
		},
		func() (err error) {
			for _, o := range outputs {
				if first[o], err = a.mark(ctx, o.MarkerKey(a.id)); err != nil {
					return err
				}
			}
			return nil
		},
	)
	return m, first, err
}

// replaceOutputs writes the outputs that do not cover ours: the rows of their day, or a
// file without rows, which stands in the way of a late worker of an earlier revision; a
// delete would not.
func (a *attempt) replaceOutputs(ctx context.Context, found []output, rows *spool) error {
	for _, o := range found {
		if o.covers {
			continue
		}
		body, err := rows.file(o.Day, a.stamp)
		if err != nil {
			return err
		}
		err = a.replace(ctx, o.Key(a.id), body, o.over, func() (bool, error) {
			err := a.look(ctx, &o)
			return o.covers, err
		})
		if err = errors.Join(err, rows.leave(o.Day)); err != nil {
			return err
		}
	}
	return nil
}
