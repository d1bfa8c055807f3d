package operate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/easreport/easreport/internal/copies"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Inspection looks for files of a lake that are missing or damaged, or lie where they
// should not.
type Inspection struct {
	Lake store.Reader
	// Near says that the lake lies on disks of ours, whose bytes may change by themselves:
	// all bytes of files are then read. Of a file in a bucket only an ETag that nobody has
	// vouched for is a reason to.
	Near bool
	// From and To are the UTC days whose files are read: From <= day < To. Those of all days
	// are compared with the markers.
	From, To lake.Day
	// Now is the time of asking.
	Now time.Time
}

// Inspected is what an Inspection found.
type Inspected struct {
	// Files is how many activity files the days have.
	Files int
	// Lost are activity files that should be there, by what their markers say, and Stray
	// those that no marker knows: the next state of their log would leave them behind.
	Lost  []Lost
	Stray []Damage
	// Damaged are files that cannot be read as they are, of any table.
	Damaged []Damage
	// Unmade are days, over and with activity files, that a table lacks, by the table's
	// name. Nobody may have made them yet.
	Unmade map[string][]lake.Day

	// Doubles are logs of these days that look like copies and count all the same, in
	// order of keys.
	Doubles []Double

	stamps map[lake.SourceID]lake.Stamp // the newest of each source
	day    []copies.Source              // of the day being looked at
	alike  [][]copies.Source            // of all days so far
	mu     sync.Mutex
}

// Lost is an activity file that is missing, and the log it is of, if that is known.
type Lost struct {
	Day         lake.Day
	Source      lake.SourceID
	Bucket, Key string
}

// Sources are the sources whose files want writing again.
func (f *Inspected) Sources() map[lake.SourceID]bool {
	ids := make(map[lake.SourceID]bool)
	for _, l := range f.Lost {
		ids[l.Source] = true
	}
	for _, d := range slices.Concat(f.Stray, f.Damaged) {
		if _, id, ok := lake.ParseActivityKey(d.Key); ok {
			ids[id] = true
		}
		if id, ok := lake.ParseDoneKey(d.Key); ok {
			ids[id] = true
		}
		if id, ok := lake.ParseQuarantineKey(d.Key); ok {
			ids[id] = true
		}
	}
	return ids
}

// Tables are the damaged files of tables that are made of activity.
func (f *Inspected) Tables() (keys []string) {
	for _, d := range f.Damaged {
		if _, _, ok := lake.ParseTableKey(d.Key); ok {
			keys = append(keys, d.Key)
		}
	}
	return keys
}

// Look inspects the lake.
func (i *Inspection) Look(ctx context.Context) (*Inspected, error) {
	f := &Inspected{stamps: make(map[lake.SourceID]lake.Stamp), Unmade: make(map[string][]lake.Day)}
	days, err := i.list(ctx)
	if err != nil {
		return nil, err
	}
	if err := i.compare(ctx, f, days); err != nil {
		return nil, err
	}
	for day := i.From; day < i.To; day++ {
		if err := i.activity(ctx, f, day, days[day]); err != nil {
			return nil, err
		}
		if err := i.doubles(ctx, f, day); err != nil {
			return nil, err
		}
	}
	f.joinDoubles()
	return f, i.tables(ctx, f, days)
}

// list lists the activity files of all days, as ETags by source.
func (i *Inspection) list(ctx context.Context) (map[lake.Day]map[lake.SourceID]string, error) {
	days := make(map[lake.Day]map[lake.SourceID]string)
	for o, err := range i.Lake.List(ctx, lake.ActivityPrefix) {
		if err != nil {
			return nil, fmt.Errorf("listing the lake's activity: %w", err)
		}
		day, id, ok := lake.ParseActivityKey(o.Key)
		if !ok {
			continue
		}
		if days[day] == nil {
			days[day] = make(map[lake.SourceID]string)
		}
		days[day][id] = o.ETag
	}
	return days, nil
}

// compare compares files with markers.
func (i *Inspection) compare(ctx context.Context, f *Inspected, days map[lake.Day]map[lake.SourceID]string) error {
	marks, err := lake.Marks(ctx, i.Lake, func(lake.Day) bool { return true }, 0)
	if err != nil {
		return err
	}
	marked := make(map[lake.Day]map[lake.SourceID]bool)
	for _, m := range marks {
		if marked[m.Day] == nil {
			marked[m.Day] = make(map[lake.SourceID]bool)
		}
		marked[m.Day][m.Source] = true
	}
	for day, files := range days {
		for id := range files {
			if !marked[day][id] {
				f.Stray = append(f.Stray, Damage{lake.ActivityKey(day, id), errStray})
			}
		}
	}
	slices.SortFunc(f.Stray, func(a, b Damage) int { return strings.Compare(a.Key, b.Key) })
	there := func(day lake.Day, id lake.SourceID) bool {
		_, ok := days[day][id]
		return ok
	}
	if marks, err = lake.Unexpired(ctx, i.Lake, marks, there, i.Now); err != nil {
		return err
	}
	for _, m := range marks {
		f.Lost = append(f.Lost, Lost{Day: m.Day, Source: m.Source})
	}
	return i.name(ctx, f.Lost)
}

var errStray = errors.New("the file has no marker in index/, so that a later state of its log would leave it behind")

// name finds the logs of lost files, by what done says of their sources.
func (i *Inspection) name(ctx context.Context, all []Lost) error {
	err := each(ctx, len(all), func(ctx context.Context, n int) error {
		stamp, err := lake.ReadDone(ctx, i.Lake, all[n].Source)
		if err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged) {
			return err
		}
		all[n].Bucket, all[n].Key = stamp.Bucket, stamp.Key
		return nil
	})
	slices.SortFunc(all, func(a, b Lost) int {
		return strings.Compare(a.Bucket+"\x00"+a.Key+a.Day.String()+string(a.Source), b.Bucket+"\x00"+b.Key+b.Day.String()+string(b.Source))
	})
	return err
}

// activity reads the files of a day. What the day's file of request_day has read at the
// ETag that a file still has need not be read again in a bucket.
func (i *Inspection) activity(ctx context.Context, f *Inspected, day lake.Day, files map[lake.SourceID]string) error {
	f.Files += len(files)
	f.day = f.day[:0]
	vouched := make(map[lake.SourceID]lake.Stamp)
	if !i.Near && len(files) > 1 {
		stamp, sources, err := lake.ReadDaySources(ctx, i.Lake, day)
		if err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged) && !errors.Is(err, store.ErrPrecondition) {
			return err
		}
		if sources != nil && len(sources.Sources) == len(stamp.Inputs) {
			for n, input := range stamp.Inputs {
				if files[input.Source] == input.ETag {
					vouched[input.Source] = sources.Sources[n].Stamp
				}
			}
		}
	}
	var ids []lake.SourceID
	for id := range files {
		if stamp, ok := vouched[id]; ok {
			f.stamped(id, stamp)
		} else {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return each(ctx, len(ids), func(ctx context.Context, n int) error {
		key := lake.ActivityKey(day, ids[n])
		footer, _, err := lake.VerifyActivity(ctx, i.Lake, key, nil)
		switch {
		case errors.Is(err, lake.ErrDamaged):
			f.hurt(key, err)
		case errors.Is(err, store.ErrPrecondition), errors.Is(err, store.ErrNotExist): // just replaced
		case err != nil:
			return err
		default:
			f.stamped(ids[n], footer.Stamp)
		}
		return nil
	})
}

// stamped notes the stamp of a file, if it is newer than others of its source.
func (f *Inspected) stamped(id lake.SourceID, stamp lake.Stamp) {
	f.mu.Lock()
	defer f.mu.Unlock()
	stamp.Traffic = nil // of which there may be much
	f.day = append(f.day, copies.Source{ID: id, Stamp: stamp})
	stamp.Sketch = nil
	if known, ok := f.stamps[id]; !ok || known.Modified.Before(stamp.Modified) {
		f.stamps[id] = stamp
	}
}

// hurt notes a damaged file.
func (f *Inspected) hurt(key string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Damaged = append(f.Damaged, Damage{key, err})
}

// tables reads the tables that are made of the days.
func (i *Inspection) tables(ctx context.Context, f *Inspected, files map[lake.Day]map[lake.SourceID]string) error {
	var keys []string
	made := make(map[string]bool)
	for _, prefix := range []string{lake.ReconciledPrefix, lake.DevicesPrefix, lake.TrafficPrefix} {
		for o, err := range i.Lake.List(ctx, prefix) {
			if err != nil {
				return fmt.Errorf("listing the lake's %s: %w", prefix, err)
			}
			if _, day, ok := lake.ParseTableKey(o.Key); ok && i.From <= day && day < i.To {
				keys = append(keys, o.Key)
				made[o.Key] = true
			}
		}
	}
	err := each(ctx, len(keys), func(ctx context.Context, n int) error {
		err := lake.VerifyTable(ctx, i.Lake, keys[n])
		switch {
		case errors.Is(err, lake.ErrDamaged):
			f.hurt(keys[n], err)
		case errors.Is(err, store.ErrPrecondition), errors.Is(err, store.ErrNotExist): // just replaced
		case err != nil:
			return err
		}
		return nil
	})
	slices.SortFunc(f.Damaged, func(a, b Damage) int { return strings.Compare(a.Key, b.Key) })
	for day := i.From; day < i.To; day++ {
		if len(files[day]) == 0 || (day + 1).Start().After(i.Now) {
			continue
		}
		for _, key := range []string{lake.ReconciledKey(day), lake.DevicesKey(day), lake.TrafficKey(day)} {
			if !made[key] {
				table, _, _ := lake.ParseTableKey(key)
				f.Unmade[table] = append(f.Unmade[table], day)
			}
		}
	}
	return err
}
