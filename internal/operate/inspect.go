package operate

import (
	"cmp"
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
	// MostMarks is how many objects of the index are compared with files; if there are more the
	// error is lake.ErrManyMarks. 0 is no bound.
	MostMarks int
}

// Inspected is what an Inspection found.
type Inspected struct {
	// Files is how many activity files the days have.
	Files int
	// Lost are files that should be there, by what their markers say, and Stray activity files
	// that no marker knows: the next state of their log would leave them behind.
	Lost  []Lost
	Stray []Damage
	// Damaged are files that cannot be read as they are: of any table, done, and receipts.
	Damaged []Damage
	// Unmade are days, over and with activity files, of which nobody has made the file of a
	// table yet, by the table's name.
	Unmade map[string][]lake.Day

	// Doubles are logs of these days that look like copies and count all the same, in
	// order of keys.
	Doubles []Double

	stamps map[lake.SourceID]lake.Stamp // the newest of each source
	day    []copies.Source              // of the day being looked at
	alike  [][]copies.Source            // of all days so far
	mu     sync.Mutex
}

// Lost is a file of the lake that is missing. One of activity has the log it is of, if that is
// known.
type Lost struct{ File, Bucket, Key string }

// Sources are the sources whose files want writing again.
func (f *Inspected) Sources() map[lake.SourceID]bool {
	ids := make(map[lake.SourceID]bool)
	for _, key := range f.wrong() {
		if _, id, ok := lake.ParseActivityKey(key); ok {
			ids[id] = true
		}
		if id, ok := lake.ParseDoneKey(key); ok {
			ids[id] = true
		}
		if id, ok := lake.ParseQuarantineKey(key); ok {
			ids[id] = true
		}
	}
	return ids
}

// Days are the UTC days whose rows want writing again.
func (f *Inspected) Days() map[lake.Day]bool {
	days := make(map[lake.Day]bool)
	for _, key := range f.wrong() {
		if day, _, ok := lake.ParseActivityKey(key); ok {
			days[day] = true
		}
	}
	return days
}

// Tables are the missing and damaged files of tables that are made of activity.
func (f *Inspected) Tables() (keys []string) {
	for _, key := range f.wrong() {
		if _, _, ok := lake.ParseTableKey(key); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// Receipts are the damaged receipts of mails.
func (f *Inspected) Receipts() (keys []string) {
	for _, key := range f.wrong() {
		if _, ok := lake.ParseReceiptKey(key); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// wrong are the files that something is wrong with.
func (f *Inspected) wrong() (keys []string) {
	for _, l := range f.Lost {
		keys = append(keys, l.File)
	}
	for _, d := range slices.Concat(f.Stray, f.Damaged) {
		keys = append(keys, d.Key)
	}
	return keys
}

// Look inspects the lake.
func (i *Inspection) Look(ctx context.Context) (*Inspected, error) {
	f, days, err := i.rows(ctx)
	if err != nil {
		return nil, err
	}
	if err := i.tables(ctx, f, days); err != nil {
		return nil, err
	}
	if err := i.receipts(ctx, f); err != nil {
		return nil, err
	}
	slices.SortFunc(f.Damaged, func(a, b Damage) int { return strings.Compare(a.Key, b.Key) })
	return f, nil
}

// Activity inspects the files of activity alone.
func (i *Inspection) Activity(ctx context.Context) (*Inspected, error) {
	f, _, err := i.rows(ctx)
	return f, err
}

func (i *Inspection) rows(ctx context.Context) (*Inspected, map[lake.Day]map[lake.SourceID]string, error) {
	f := &Inspected{stamps: make(map[lake.SourceID]lake.Stamp), Unmade: make(map[string][]lake.Day)}
	days, err := i.list(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := i.compare(ctx, f, days); err != nil {
		return nil, nil, err
	}
	for day := i.From; day < i.To; day++ {
		if err := i.activity(ctx, f, day, days[day]); err != nil {
			return nil, nil, err
		}
		if err := i.doubles(ctx, f, day); err != nil {
			return nil, nil, err
		}
	}
	f.joinDoubles()
	return f, days, nil
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
	marks, err := lake.Marks(ctx, i.Lake, func(lake.Day) bool { return true }, i.MostMarks)
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
		f.Lost = append(f.Lost, Lost{File: lake.ActivityKey(m.Day, m.Source)})
	}
	return i.name(ctx, f.Lost)
}

var errStray = errors.New("the file has no marker in index/, so that a later state of its log would leave it behind")

// name finds the logs of lost files, by what done says of their sources.
func (i *Inspection) name(ctx context.Context, all []Lost) error {
	err := each(ctx, len(all), func(ctx context.Context, n int) error {
		_, id, _ := lake.ParseActivityKey(all[n].File)
		stamp, err := lake.ReadDone(ctx, i.Lake, id)
		if err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged) {
			return err
		}
		all[n].Bucket, all[n].Key = stamp.Bucket, stamp.Key
		return nil
	})
	slices.SortFunc(all, func(a, b Lost) int {
		return cmp.Or(strings.Compare(a.Bucket, b.Bucket), strings.Compare(a.Key, b.Key), strings.Compare(a.File, b.File))
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
