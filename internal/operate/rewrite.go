package operate

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

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

// removeTable deletes the file of a table, and first its marker, so that nobody misses it.
func (f *Forget) removeTable(ctx context.Context, key string) error {
	if f.Sure {
		if err := f.Lake.Delete(ctx, lake.TableMarkerKey(key)); err != nil {
			return err
		}
	}
	return f.remove(ctx, key)
}

func (f *Forget) tell(c Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Told(c)
}
