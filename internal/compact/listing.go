package compact

import (
	"context"
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/lake"
)

// listing is a day as it was when it was listed.
type listing struct {
	day    lake.Day
	inputs []lake.Input // in the order of their keys
	bytes  int64
	copied bool // there is a file of request_day, good or not
}

func (d *listing) result() Result {
	return Result{Day: d.day, Files: len(d.inputs), Bytes: d.bytes}
}

// lacks is ErrDamaged if a file is gone that was there when the day was reconciled: the
// requests that were made of it stay until it is written again. A day that has no file any
// more lacks nothing: its rows have expired.
func (d *listing) lacks(was lake.Reconciled) error {
	if len(d.inputs) == 0 {
		return nil
	}
	there := make(map[lake.SourceID]bool, len(d.inputs))
	for _, input := range d.inputs {
		there[input.Source] = true
	}
	for _, input := range was.Inputs {
		if !there[input.Source] {
			return fmt.Errorf("%s is gone: %w", lake.ActivityKey(d.day, input.Source), lake.ErrDamaged)
		}
	}
	return nil
}

// list lists the activity files of a day.
func (c *Compactor) list(ctx context.Context, day lake.Day) (listing, error) {
	d := listing{day: day}
	for o, err := range c.Lake.List(ctx, lake.ActivityDayPrefix(day)) {
		if err != nil {
			return d, fmt.Errorf("listing the lake's %s: %w", day, err)
		}
		if _, id, ok := lake.ParseActivityKey(o.Key); ok {
			d.inputs = append(d.inputs, lake.Input{Source: id, ETag: o.ETag})
			d.bytes += o.Size
		}
	}
	return d, nil
}

// days lists all days that have activity files or a file of request_day, ascending.
func (c *Compactor) days(ctx context.Context) ([]listing, error) {
	all := make(map[lake.Day]*listing)
	of := func(day lake.Day) *listing {
		if all[day] == nil {
			all[day] = &listing{day: day}
		}
		return all[day]
	}
	for o, err := range c.Lake.List(ctx, lake.ActivityPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's days: %w", err)
		}
		if day, id, ok := lake.ParseActivityKey(o.Key); ok {
			d := of(day)
			d.inputs = append(d.inputs, lake.Input{Source: id, ETag: o.ETag})
			d.bytes += o.Size
		}
	}
	for o, err := range c.Lake.List(ctx, lake.ReconciledPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's reconciled days: %w", err)
		}
		if day, ok := lake.ParseReconciledKey(o.Key); ok {
			of(day).copied = true
		}
	}
	days := make([]listing, 0, len(all))
	for _, d := range all {
		days = append(days, *d)
	}
	slices.SortFunc(days, func(a, b listing) int { return int(a.day) - int(b.day) })
	return days, nil
}
