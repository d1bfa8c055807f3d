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
	stamps, err := w.activity(ctx, s)
	if err != nil {
		return err
	}
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
		add(&done[i])
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

// activity gives the newest stamps in the activity files of the days, by source, and
// notes which files are damaged.
func (w *Watch) activity(ctx context.Context, s *Status) (map[lake.SourceID]lake.Stamp, error) {
	stamps := make(map[lake.SourceID]lake.Stamp)
	first := lake.DayOf(s.From.Unix())
	for day := first; day < first+lake.Day(s.Days); day++ {
		var keys []string
		for o, err := range w.Lake.List(ctx, lake.ActivityDayPrefix(day)) {
			if err != nil {
				return nil, fmt.Errorf("listing the lake's %s: %w", day, err)
			}
			if _, _, ok := lake.ParseActivityKey(o.Key); ok {
				keys = append(keys, o.Key)
			}
		}
		read := make([]lake.Stamp, len(keys))
		failed := make([]error, len(keys))
		err := each(ctx, len(keys), func(ctx context.Context, i int) (err error) {
			read[i], _, err = lake.ReadStamp(ctx, w.Lake, keys[i])
			if errors.Is(err, lake.ErrDamaged) {
				failed[i], err = err, nil
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		s.Files += len(keys)
		for i, key := range keys {
			if failed[i] != nil {
				s.Damaged = append(s.Damaged, Damage{key, failed[i]})
				continue
			}
			_, id, _ := lake.ParseActivityKey(key)
			if known, ok := stamps[id]; !ok || known.Modified.Before(read[i].Modified) {
				stamps[id] = read[i]
			}
		}
	}
	return stamps, nil
}

// done gives the stamps of sources without requests in the days, which may have
// had records all the same.
func (w *Watch) done(ctx context.Context, s *Status, known map[lake.SourceID]lake.Stamp) ([]lake.Stamp, error) {
	var ids []lake.SourceID
	for o, err := range w.Lake.List(ctx, lake.IndexPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's sources: %w", err)
		}
		id, ok := lake.ParseDoneKey(o.Key)
		if _, seen := known[id]; !ok || seen {
			continue
		}
		// What is written before a day knows no record of it; clocks differ by less
		// than one.
		if o.Modified.Before(s.From.AddDate(0, 0, -1)) {
			continue
		}
		ids = append(ids, id)
	}
	stamps := make([]lake.Stamp, len(ids))
	err := each(ctx, len(ids), func(ctx context.Context, i int) (err error) {
		stamps[i], err = lake.ReadDone(ctx, w.Lake, ids[i])
		if errors.Is(err, lake.ErrDamaged) || errors.Is(err, store.ErrNotExist) {
			err = nil // it only saves work, and is written again by the next ingest
		}
		return err
	})
	return stamps, err
}
