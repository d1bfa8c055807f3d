package assemble

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/easreport/easreport/internal/copies"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// compare looks at which files the query's days have, before anything is read of them: files
// that are missing are noted, and sources that are copies of others do not count. Of an Intake
// no file is missing.
func (b *builder) compare(ctx context.Context, days []lake.Day) error {
	if b.intake != nil {
		b.leaveOut(b.takenStamps(days))
		return nil
	}
	files, err := b.filesOf(ctx, days)
	if err != nil {
		return err
	}
	lost := b.newLost(files)
	all, err := b.reconciledStamps(ctx, days, lost.madeOf)
	if err != nil {
		return err
	}
	if b.report.Query.Sources == nil { // else they were read just now
		if err := lost.marked(ctx); err != nil {
			return err
		}
	}
	if err := lost.note(ctx); err != nil || len(files) < 2 {
		return err
	}
	return b.leaveCopiesOut(ctx, files, all)
}

// leaveCopiesOut finds the sources that are copies of others. It takes what files of
// request_day know of them, or the footer of a file of each source, and where logs begin
// alike those of all of their files.
func (b *builder) leaveCopiesOut(ctx context.Context, files map[lake.SourceID][]string, all []copies.Source) error {
	known := make(map[lake.SourceID]bool)
	for _, s := range all {
		known[s.ID] = true
	}
	first := make([]string, 0, len(files))
	for id, keys := range files {
		if !known[id] {
			first = append(first, keys[0])
		}
	}
	others, _, err := b.stamps(ctx, first, false)
	if err != nil {
		return err
	}
	all = append(all, others...)
	var keys []string
	for _, s := range copies.Candidates(all) {
		keys = append(keys, files[s.ID]...)
	}
	some, inputs, err := b.stamps(ctx, keys, true)
	if err != nil {
		return err
	}
	b.leaveOut(some, inputs)
	return nil
}

// leaveOut makes the copies among some sources, which are in these files, ones that do not
// count.
func (b *builder) leaveOut(some []copies.Source, inputs map[lake.SourceID][]report.Input) {
	c, q := &b.report.Coverage, &b.report.Query
	found := copies.Find(some)
	b.alike = found.Alike
	for _, s := range found.Copies {
		c.Copies = append(c.Copies, report.Copy{Source: s.Source.Stamp, Of: s.Of.Stamp})
		if q.Without == nil {
			q.Without = make(map[lake.SourceID]bool)
		}
		q.Without[s.Source.ID] = true
		b.coverage.addSource(s.Source.ID, s.Source.Stamp, nil) // its folder has sent what it should
		for _, input := range inputs[s.Source.ID] {
			b.input(input.Key, input.ETag)
		}
	}
}

// share notes which files of a day have requests in common.
func (b *builder) share(files []*dayFile) {
	day := make([]copies.Source, len(files))
	for i, f := range files {
		day[i] = copies.Source{ID: f.id, Stamp: f.stamp}
	}
	b.alike = append(b.alike, copies.Shared(day)...)
}

// doubles are the sources that look like copies and count all the same.
func (b *builder) doubles() (all []report.Double) {
	for _, group := range copies.Join(b.alike) {
		var d report.Double
		for _, s := range group {
			s.Stamp.Sketch = nil
			d.Sources = append(d.Sources, s.Stamp)
		}
		all = append(all, d)
	}
	return all
}

// reconciledStamps are the stamps that files of request_day have of the sources of days. It
// calls madeOf with what each file says that it was made of.
func (b *builder) reconciledStamps(
	ctx context.Context, days []lake.Day, madeOf func(lake.Day, lake.Reconciled, *lake.DaySources),
) (all []copies.Source, err error) {
	if b.engine != nil || b.report.Query.Sources != nil {
		return nil, nil
	}
	seen := make(map[lake.SourceID]bool)
	for _, day := range days {
		stamp, sources, err := lake.ReadDaySources(ctx, b.store, day)
		if unusable(err) {
			continue
		}
		if err == nil {
			madeOf(day, stamp, sources)
		}
		inputs, listErr := lake.Inputs(ctx, b.store, day)
		if err = errors.Join(err, listErr); err != nil {
			return nil, err
		}
		if sources == nil || !stamp.Of(inputs) || len(sources.Sources) != len(inputs) {
			continue
		}
		for i, input := range inputs {
			if !seen[input.Source] {
				seen[input.Source] = true
				all = append(all, copies.Source{ID: input.Source, Stamp: sources.Sources[i].Stamp})
			}
		}
	}
	return all, nil
}

// filesOf are the keys of the files that count of some days, by source.
func (b *builder) filesOf(ctx context.Context, days []lake.Day) (map[lake.SourceID][]string, error) {
	files := make(map[lake.SourceID][]string)
	for _, day := range days {
		for o, err := range b.store.List(ctx, lake.ActivityDayPrefix(day)) {
			if err != nil {
				return nil, fmt.Errorf("listing the lake's %s: %w", day, err)
			}
			if id, ok := b.sourceOf(o.Key, nil); ok {
				files[id] = append(files[id], o.Key)
			}
		}
	}
	return files, nil
}

// stamps reads the stamps of files: one for each source, with the traffic of all files if
// that is wanted. Damaged files say nothing: whoever reads their rows tells of them.
func (b *builder) stamps(ctx context.Context, keys []string, traffic bool) ([]copies.Source, map[lake.SourceID][]report.Input, error) {
	var mu sync.Mutex
	sources, inputs := make(map[lake.SourceID]lake.Stamp), make(map[lake.SourceID][]report.Input)
	err := atOnce(ctx, keys, func(ctx context.Context, key string) error {
		stamp, etag, err := lake.ReadStamp(ctx, b.store, key)
		if errors.Is(err, lake.ErrDamaged) || errors.Is(err, store.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if !traffic {
			stamp.Traffic = nil // of which there may be much
		}
		_, id, _ := lake.ParseActivityKey(key)
		mu.Lock()
		defer mu.Unlock()
		if known, seen := sources[id]; seen {
			stamp.Traffic = append(stamp.Traffic, known.Traffic...)
		}
		sources[id] = stamp
		inputs[id] = append(inputs[id], report.Input{Key: key, ETag: etag})
		return nil
	})
	all := make([]copies.Source, 0, len(sources))
	for id, stamp := range sources {
		all = append(all, copies.Source{ID: id, Stamp: stamp})
	}
	return all, inputs, err
}

// atOnce does something with each of some keys, footersAtOnce at a time, and ends early
// with the first error.
func atOnce(ctx context.Context, keys []string, do func(ctx context.Context, key string) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan string)
	var workers sync.WaitGroup
	for range min(footersAtOnce, len(keys)) {
		workers.Go(func() {
			for key := range next {
				if ctx.Err() != nil {
					continue
				}
				if err := do(ctx, key); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, key := range keys {
		next <- key
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}
