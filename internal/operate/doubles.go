package operate

import (
	"context"
	"errors"

	"github.com/easreport/easreport/internal/copies"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Double is some logs that look like copies of one log, or of parts of it. All of them count.
type Double struct{ Sources []lake.Stamp }

// doubles finds those of a day among its sources, whose stamps have no Traffic. Reports judge
// alike, of all of their days together.
func (i *Inspection) doubles(ctx context.Context, f *Inspected, day lake.Day) error {
	some := copies.Candidates(f.day)
	err := each(ctx, len(some), func(ctx context.Context, n int) error {
		stamp, _, err := lake.ReadStamp(ctx, i.Lake, lake.ActivityKey(day, some[n].ID))
		if errors.Is(err, lake.ErrDamaged) || errors.Is(err, store.ErrNotExist) { // just replaced
			return nil
		}
		some[n].Stamp = stamp
		return err
	})
	if err != nil {
		return err
	}
	found := copies.Find(some)
	left := make(map[lake.SourceID]bool)
	for _, c := range found.Copies {
		left[c.Source.ID] = true
	}
	var counted []copies.Source
	for _, s := range f.day {
		if !left[s.ID] {
			counted = append(counted, s)
		}
	}
	f.alike = append(append(f.alike, found.Alike...), copies.Shared(counted)...)
	return nil
}

// joinDoubles puts those of all days together.
func (f *Inspected) joinDoubles() {
	for _, group := range copies.Join(f.alike) {
		var d Double
		for _, s := range group {
			d.Sources = append(d.Sources, s.Stamp)
		}
		f.Doubles = append(f.Doubles, d)
	}
	f.alike, f.day = nil, nil
}
