package assemble

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// footersAtOnce is how many footers are read at the same time: in a bucket each
// takes tens of milliseconds, nearly all of them spent waiting.
const footersAtOnce = 32

// lookBack reads what is known of the sources of the days before the span, and of the day
// after it, whose logs may begin in it: no rows. It reads one stamp for a day that has been
// reconciled, else a footer for each source that has not been seen. A damaged file of
// another day says nothing.
func (c *coverage) lookBack(ctx context.Context, s store.Reader) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b := &lookingBack{coverage: c, store: s, keys: make(chan string), quiet: make(map[lake.Day]map[lake.SourceID]bool)}
	var workers sync.WaitGroup
	for range footersAtOnce {
		workers.Go(func() {
			for key := range b.keys {
				if err := b.footer(ctx, key); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := b.days(ctx)
	close(b.keys)
	workers.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		return err
	}
	for _, f := range b.found {
		c.addSource(f.id, f.Stamp, f.Servers)
	}
	return nil
}

// lookingBack is a look at the days around the span.
type lookingBack struct {
	*coverage
	store store.Reader
	keys  chan string // of files whose footers are to be read
	// quiet are sources without requests on the newest of their days, by the newest day
	// with requests: only there are their servers.
	quiet map[lake.Day]map[lake.SourceID]bool

	mu    sync.Mutex
	found []foundSource
}

type foundSource struct {
	id lake.SourceID
	lake.Footer
}

// find notes the footer of a source.
func (b *lookingBack) find(id lake.SourceID, footer lake.Footer) {
	footer.Stamp.Traffic = nil // of which there may be much, of many files
	b.mu.Lock()
	defer b.mu.Unlock()
	b.found = append(b.found, foundSource{id, footer})
}

// days looks at one day after the other, the newest first: that has the newest file of
// each source.
func (b *lookingBack) days(ctx context.Context) error {
	first, last := spanDays(b.query)
	for day := last + 1; day >= first-lake.Day(b.query.Expected.Days); day-- {
		if first <= day && day <= last {
			continue
		}
		if err := b.day(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

func (b *lookingBack) day(ctx context.Context, day lake.Day) error {
	inputs, err := lake.Inputs(ctx, b.store, day)
	if err != nil {
		return err
	}
	wanted := make(map[lake.SourceID]bool)
	for _, input := range inputs {
		if id := input.Source; b.quiet[day][id] || !b.seen[id] && (b.query.Sources == nil || b.query.Sources[id]) {
			wanted[id] = true
			b.seen[id] = true
		}
	}
	delete(b.quiet, day)
	known, err := b.stamps(ctx, day, inputs, len(wanted))
	if err != nil {
		return err
	}
	for i, input := range inputs {
		switch {
		case !wanted[input.Source]:
		case known != nil:
			b.source(day, input.Source, &known.Sources[i])
		default:
			select {
			case b.keys <- lake.ActivityKey(day, input.Source):
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// stamps are what the file of request_day knows of the files of a day; nil where there is
// none of these files, or so few are wanted that their footers are read as fast.
func (b *lookingBack) stamps(ctx context.Context, day lake.Day, inputs []lake.Input, wanted int) (*lake.DaySources, error) {
	if wanted < 2 {
		return nil, nil //nolint:nilnil // nothing is known, and nothing is wrong
	}
	stamp, sources, err := lake.ReadDaySources(ctx, b.store, day)
	switch {
	case unusable(err):
		return nil, nil //nolint:nilnil // as above
	case err != nil:
		return nil, err
	case sources == nil || !stamp.Of(inputs) || len(sources.Sources) != len(inputs):
		return nil, nil //nolint:nilnil // as above
	}
	return sources, nil
}

// source notes a source of a day that was reconciled, or on which day it will be found.
func (b *lookingBack) source(day lake.Day, id lake.SourceID, s *lake.DaySource) {
	if !s.OnlyTraffic(day) {
		b.find(id, s.Footer)
		return
	}
	if other, ok := b.newestDay(s.Stamp, day); ok {
		if b.quiet[other] == nil {
			b.quiet[other] = make(map[lake.SourceID]bool)
		}
		b.quiet[other][id] = true
	}
}

// newestDay is the newest day before one, among those that count, on which a source has
// requests.
func (b *lookingBack) newestDay(stamp lake.Stamp, before lake.Day) (lake.Day, bool) {
	for _, day := range slices.Backward(stamp.Reading.Days) {
		if day < before && b.before(day) {
			return day, true
		}
	}
	return 0, false
}

// footer reads the footer of a file of another day. In place of a file without requests
// it reads that of the source's newest day with requests, if that counts.
func (b *lookingBack) footer(ctx context.Context, key string) error {
	day, id, _ := lake.ParseActivityKey(key)
	footer, _, err := lake.ReadFooter(ctx, b.store, key)
	if err == nil && footer.Stamp.OnlyTraffic(day) {
		other, ok := b.newestDay(footer.Stamp, day)
		if !ok {
			return nil
		}
		footer, _, err = lake.ReadFooter(ctx, b.store, lake.ActivityKey(other, id))
	}
	if errors.Is(err, lake.ErrDamaged) || errors.Is(err, store.ErrNotExist) {
		return nil
	}
	if err == nil {
		b.find(id, footer)
	}
	return err
}
