package report

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// footersAtOnce is how many footers are read at the same time: in a bucket each
// takes tens of milliseconds, nearly all of them spent waiting.
const footersAtOnce = 32

// lookBack reads the footers of the days before the span, and of the day after it,
// whose logs may begin in it: no rows. Each source is read once. A damaged file of
// another day tells nothing.
func (c *coverage) lookBack(ctx context.Context, s store.Reader) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	first, last := spanDays(c.query)
	type found struct {
		id lake.SourceID
		lake.Footer
	}
	keys, all := make(chan string), []found(nil)
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range footersAtOnce {
		workers.Go(func() {
			for key := range keys {
				footer, _, err := lake.ReadFooter(ctx, s, key)
				switch {
				case errors.Is(err, lake.ErrDamaged), errors.Is(err, store.ErrNotExist):
				case err != nil:
					cancel(err)
				default:
					_, id, _ := lake.ParseActivityKey(key)
					mu.Lock()
					all = append(all, found{id, footer})
					mu.Unlock()
				}
			}
		})
	}
	err := c.otherFiles(ctx, s, first, last, keys)
	close(keys)
	workers.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		return err
	}
	for _, f := range all {
		c.source(f.id, f.Stamp, f.Servers)
	}
	return nil
}

// otherFiles yields the newest file of each source that has none in the span.
func (c *coverage) otherFiles(ctx context.Context, s store.Reader, first, last lake.Day, keys chan<- string) error {
	for day := last + 1; day >= first-lake.Day(c.query.Expected.Days); day-- {
		if first <= day && day <= last {
			continue
		}
		for o, err := range s.List(ctx, lake.ActivityDayPrefix(day)) {
			if err != nil {
				return fmt.Errorf("listing the lake's %s: %w", day, err)
			}
			_, id, ok := lake.ParseActivityKey(o.Key)
			if !ok || c.seen[id] || c.query.Sources != nil && !c.query.Sources[id] {
				continue
			}
			c.seen[id] = true
			select {
			case keys <- o.Key:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}
