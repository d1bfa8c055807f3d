package operate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// Forget takes rows out of a lake. It writes as an ingest does, each file only over
// the very bytes that it has read, so that it never undoes a newer ingest, and with
// the stamp that was there: a source that does not change is not read again.
//
// Text of rejected lines, which a stamp quotes, goes with the rows. A damaged file
// is an error (lake.ErrDamaged) that comes when all else is done. A Forget is for one
// call.
type Forget struct {
	Lake store.Store
	// Sure makes it happen; without it nothing is written.
	Sure bool
	// TempDir is where large files are worked on, "" for the system's.
	TempDir string
	// Told is called with each change, or that would be made; one after the other.
	Told func(Change)

	mu      sync.Mutex
	damaged []error
	copying sync.Mutex // one file at a time: its row groups are in memory
}

// Change is what is done to an object of the lake.
type Change struct {
	Key string `json:"key"`
	// Rows is how many go; Deleted tells that the whole object does. With neither it
	// was only quoted text, or a record of the source.
	Rows    int64 `json:"rows"`
	Deleted bool  `json:"deleted,omitempty"`
}

var (
	// ErrUnknown is returned for a source that the lake has never read.
	ErrUnknown = errors.New("the lake has never read a log of that name")
	// ErrOvertaken is returned when other writers kept changing a file until all
	// attempts were used up. Trying again later is safe.
	ErrOvertaken = errors.New("it kept changing")
)

// maxAttempts bounds how often a file is begun again because it has changed.
const maxAttempts = 5

// Source forgets a source: its rows, and what was made of the days that it had
// rows of.
func (f *Forget) Source(ctx context.Context, id lake.SourceID) error {
	var outputs []lake.Output
	known := false
	for o, err := range f.Lake.List(ctx, lake.SourcePrefix(id)) {
		if err != nil {
			return fmt.Errorf("listing the source's days: %w", err)
		}
		known = true
		if output, ok := lake.ParseMarkerKey(o.Key, id); ok {
			outputs = append(outputs, output)
		}
	}
	_, _, err := lake.ReadQuarantine(ctx, f.Lake, id)
	switch {
	case errors.Is(err, store.ErrNotExist) && !known:
		return ErrUnknown
	case err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged):
		return err
	}
	for _, output := range outputs {
		if err := f.empty(ctx, output.Key(id)); err != nil {
			return err
		}
	}
	days := lake.ActivityDays(outputs)
	if err := f.copiesOf(ctx, days); err != nil {
		return err
	}
	if err := f.quotes(ctx, id, everybody); err != nil {
		return err
	}
	if err := f.release(ctx, id); err != nil {
		return err
	}
	return f.finish(f.daysMade(ctx, days))
}

// Day forgets a UTC day: all rows of it, and what was made of them. Quotes have no
// day: those of the logs that have rows of it go.
func (f *Forget) Day(ctx context.Context, day lake.Day) error {
	var ids []lake.SourceID
	for o, err := range f.Lake.List(ctx, lake.ActivityDayPrefix(day)) {
		if err != nil {
			return fmt.Errorf("listing the lake's %s: %w", day, err)
		}
		if _, id, ok := lake.ParseActivityKey(o.Key); ok {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		if err := f.empty(ctx, lake.ActivityKey(day, id)); err != nil {
			return err
		}
		if err := f.quotes(ctx, id, everybody); err != nil {
			return err
		}
		if err := f.otherDays(ctx, id, day); err != nil {
			return err
		}
	}
	if err := f.copiesOf(ctx, []lake.Day{day}); err != nil {
		return err
	}
	return f.finish(f.daysMade(ctx, []lake.Day{day}))
}

// otherDays takes the quotes out of a source's files of other days.
func (f *Forget) otherDays(ctx context.Context, id lake.SourceID, day lake.Day) error {
	for o, err := range f.Lake.List(ctx, lake.SourcePrefix(id)) {
		if err != nil {
			return fmt.Errorf("listing the source's days: %w", err)
		}
		other, ok := lake.ParseMarkerKey(o.Key, id)
		if !ok || other.Day == day {
			continue
		}
		err := f.rewrite(ctx, other.Key(id), func(file *file) (io.ReadSeeker, int64, error) {
			return f.leaveOut(user{everybody}, file, true)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// empty takes all rows and the traffic out of an activity file.
func (f *Forget) empty(ctx context.Context, key string) error {
	return f.rewrite(ctx, key, func(file *file) (io.ReadSeeker, int64, error) {
		rows, err := file.rows()
		if err != nil {
			return nil, 0, err
		}
		stamp, err := rows.Stamp()
		if err != nil {
			return nil, 0, err
		}
		if !unquote(&stamp, everybody) && rows.Len() == 0 && stamp.Traffic == nil {
			return nil, 0, nil
		}
		stamp.Traffic = nil
		var body bytes.Buffer
		if err := lake.NewEncoder(&body).Close(stamp); err != nil {
			return nil, 0, err
		}
		return bytes.NewReader(body.Bytes()), rows.Len(), nil
	})
}
