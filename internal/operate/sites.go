package operate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Site is where logs come from: a folder of keys, such as server/site.
type Site struct {
	// Bucket is that of the logs ("" for this machine), Name their keys' folder.
	Bucket, Name string
	// Logs is how many had records in the days.
	Logs int
	// Last is the time of the last record, not after the status's.
	Last time.Time
}

// Missing tells that a site has sent nothing since it was due.
func (s *Status) Missing(site *Site) bool { return site.Last.Before(s.Due) }

// sources looks at the sources that were seen in the days.
func (w *Watch) sources(ctx context.Context, s *Status) error {
	first := lake.DayOf(s.From.Unix())
	inspection := Inspection{Lake: w.Lake, Near: w.Near, From: first, To: first + lake.Day(s.Days), Now: time.Now()}
	found, err := inspection.Look(ctx)
	if err != nil {
		return err
	}
	s.Inspected = found
	stamps := found.stamps
	done, err := w.done(ctx, s, stamps)
	if err != nil {
		return err
	}
	type place struct{ bucket, name string }
	sites := make(map[place]*Site)
	add := func(stamp *lake.Stamp) {
		s.noteLossy(stamp)
		first, last := stamp.Reading.First, stamp.Reading.Last
		if last.IsZero() || last.Before(s.From) || first.After(s.At) {
			return
		}
		at := place{stamp.Bucket, path.Dir(stamp.Key)}
		site := sites[at]
		if site == nil {
			site = &Site{Bucket: at.bucket, Name: at.name}
			sites[at] = site
		}
		site.Logs++
		if last.After(s.At) {
			last = s.At
		}
		if last.After(site.Last) {
			site.Last = last
		}
	}
	for _, stamp := range stamps {
		add(&stamp)
	}
	for i := range done {
		if _, known := stamps[lake.NewSourceID(done[i].Bucket, done[i].Key)]; !known {
			add(&done[i])
		}
	}
	for _, site := range sites {
		s.Sites = append(s.Sites, *site)
	}
	slices.SortFunc(s.Sites, func(a, b Site) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Name, b.Name))
	})
	slices.SortFunc(s.Lossy, func(a, b Lossy) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Key, b.Key))
	})
	return nil
}

// noteLossy notes a source that lost many lines of the days.
func (s *Status) noteLossy(stamp *lake.Stamp) {
	r := &stamp.Reading
	if r.Lossy() && r.RejectsBetween(lake.DayOf(s.From.Unix()), lake.DayOf(s.At.Unix())) {
		s.Lossy = append(s.Lossy, Lossy{stamp.Bucket, stamp.Key, r.Rejects(), r.Records + r.Rejects(), r.MainReason(), r.RejectedServers()})
	}
}

// done returns what is said of the sources that have files of the days, and of those that
// may have had records of them all the same.
func (w *Watch) done(ctx context.Context, s *Status, stamps map[lake.SourceID]lake.Stamp) ([]lake.Stamp, error) {
	var ids []lake.SourceID
	for o, err := range w.Lake.List(ctx, lake.IndexPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's sources: %w", err)
		}
		id, ok := lake.ParseDoneKey(o.Key)
		if !ok {
			continue
		}
		// What is written before a day knows no record of it; clocks differ by less
		// than one.
		if _, seen := stamps[id]; !seen && o.Modified.Before(s.From.AddDate(0, 0, -1)) {
			continue
		}
		ids = append(ids, id)
	}
	all := make([]lake.Stamp, len(ids))
	err := each(ctx, len(ids), func(ctx context.Context, i int) (err error) {
		all[i], err = lake.ReadDone(ctx, w.Lake, ids[i])
		switch {
		case errors.Is(err, lake.ErrDamaged):
			s.hurt(lake.DoneKey(ids[i]), err)
			return nil
		case errors.Is(err, store.ErrNotExist): // it was just forgotten
			return nil
		}
		return err
	})
	return all, err
}
