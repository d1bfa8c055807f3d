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
	// ErrUnknown says that a lake has never had a source.
	ErrUnknown = errors.New("the lake does not know it")
	// ErrOvertaken says that others kept writing a file until the attempts were
	// spent. Trying again later is safe.
	ErrOvertaken = errors.New("it kept changing")
)

// maxAttempts bounds how often a file is begun again because it has changed.
const maxAttempts = 5

// Source forgets a source: its rows, and what was made of the days that it had
// rows of.
func (f *Forget) Source(ctx context.Context, id lake.SourceID) error {
	var days []lake.Day
	known := false
	for o, err := range f.Lake.List(ctx, lake.SourcePrefix(id)) {
		if err != nil {
			return fmt.Errorf("listing the source's days: %w", err)
		}
		known = true
		if day, ok := lake.ParseMarkerKey(o.Key, id); ok {
			days = append(days, day)
		}
	}
	_, _, err := lake.ReadQuarantine(ctx, f.Lake, id)
	switch {
	case errors.Is(err, store.ErrNotExist) && !known:
		return ErrUnknown
	case err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged):
		return err
	}
	for _, day := range days {
		if err := f.empty(ctx, lake.ActivityKey(day, id)); err != nil {
			return err
		}
	}
	if err := f.quotes(ctx, id, everybody); err != nil {
		return err
	}
	if err := f.release(ctx, id); err != nil {
		return err
	}
	return f.finish(f.daysMade(ctx, days))
}

// Day forgets a UTC day: all rows of it, and what was made of them.
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
	}
	return f.finish(f.daysMade(ctx, []lake.Day{day}))
}

// empty takes all rows out of an activity file.
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
		if !unquote(&stamp, everybody) && rows.Len() == 0 {
			return nil, 0, nil
		}
		var body bytes.Buffer
		if err := lake.NewEncoder(&body).Close(stamp); err != nil {
			return nil, 0, err
		}
		return bytes.NewReader(body.Bytes()), rows.Len(), nil
	})
}

// rewrite replaces an object by what change makes of it, and how many rows that
// takes out; nil for an object that may stay. It begins again when the object was
// replaced meanwhile, or may have been.
func (f *Forget) rewrite(ctx context.Context, key string, change func(*file) (io.ReadSeeker, int64, error)) error {
	var err error
	for range maxAttempts {
		var done bool
		if done, err = f.attempt(ctx, key, change); done {
			break
		}
	}
	if errors.Is(err, store.ErrPrecondition) || errors.Is(err, store.ErrConflict) {
		err = ErrOvertaken
	}
	if err != nil {
		err = fmt.Errorf("forgetting in %s: %w", key, err)
	}
	if errors.Is(err, lake.ErrDamaged) { // no reason to stop: told at the end
		f.mu.Lock()
		defer f.mu.Unlock()
		f.damaged = append(f.damaged, err)
		return nil
	}
	return err
}

// finish is the end of the work, with the files that could not be changed.
func (f *Forget) finish(err error) error { return errors.Join(append(f.damaged, err)...) }

func (f *Forget) attempt(ctx context.Context, key string, change func(*file) (io.ReadSeeker, int64, error)) (done bool, err error) {
	file, err := open(ctx, f.Lake, key, f.TempDir)
	if errors.Is(err, store.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return true, err
	}
	defer func() { err = errors.Join(err, file.close()) }()
	body, rows, err := change(file)
	if err != nil || body == nil {
		return true, err
	}
	if f.Sure {
		if _, err := f.Lake.Put(ctx, key, body, store.Condition{ETag: file.etag}); err != nil {
			return ctx.Err() != nil, err
		}
	}
	f.tell(Change{Key: key, Rows: rows})
	return true, nil
}

// remove deletes an object.
func (f *Forget) remove(ctx context.Context, key string) error {
	if f.Sure {
		if err := f.Lake.Delete(ctx, key); err != nil {
			return err
		}
	}
	f.tell(Change{Key: key, Deleted: true})
	return nil
}

func (f *Forget) tell(c Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Told(c)
}
