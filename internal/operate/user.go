package operate

import (
	"context"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/lake"
)

// User forgets a user by the names given: the rows that have one of them, in the activity
// and the devices tables, and copies of days and reports with such a row. A name without a
// domain stands for everybody who is called so; one with a domain for itself. With allNames the
// names that are proven to be the same person's go, too. Answers of Athena, and rows merged by it
// for a report, may name anybody, and can be asked for again: all of them go.
// Rows of his devices that name nobody stay.
func (f *Forget) User(ctx context.Context, names []string, allNames bool) (Names, error) {
	u := &user{names: names, seen: make(map[string]bool)}
	if allNames {
		if err := f.addProven(ctx, u); err != nil {
			return Names{}, err
		}
	}
	err := f.user(ctx, u)
	return u.told(), err
}

func (f *Forget) user(ctx context.Context, u *user) error {
	for _, prefix := range []string{lake.ActivityPrefix, lake.DevicesPrefix} {
		err := f.eachKey(ctx, prefix, func(ctx context.Context, key string) error {
			_, _, isActivity := lake.ParseActivityKey(key)
			return f.rewrite(ctx, key, func(file *file) (io.ReadSeeker, int64, error) {
				return f.leaveOut(u, file, isActivity)
			})
		})
		if err != nil {
			return err
		}
	}
	if err := f.copiesWith(ctx, u); err != nil {
		return err
	}
	for _, prefix := range []string{lake.AthenaPrefix, lake.EnginePrefix} {
		if err := f.eachKey(ctx, prefix, f.remove); err != nil {
			return err
		}
	}
	err := f.eachKey(ctx, lake.IndexPrefix, func(ctx context.Context, key string) error {
		if id, ok := lake.ParseDoneKey(key); ok {
			return f.quotes(ctx, id, u)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return f.finish(f.reports(ctx, u.reported))
}

// eachKey does something with each object under a prefix, some at a time.
func (f *Forget) eachKey(ctx context.Context, prefix string, do func(ctx context.Context, key string) error) error {
	keys := make([]string, 0, chunk)
	flush := func() error {
		err := each(ctx, len(keys), func(ctx context.Context, i int) error { return do(ctx, keys[i]) })
		keys = keys[:0]
		return err
	}
	for o, err := range f.Lake.List(ctx, prefix) {
		if err != nil {
			return fmt.Errorf("listing the lake's %s: %w", prefix, err)
		}
		if keys = append(keys, o.Key); len(keys) == chunk {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// leaveOut writes a file without the user's rows and quotes; nil where it has none.
// Most files have none, and of these only dictionaries are read.
func (f *Forget) leaveOut(u *user, file *file, stamped bool) (io.ReadSeeker, int64, error) {
	rows, err := file.rows()
	if err != nil {
		return nil, 0, err
	}
	var stamp *lake.Stamp
	quoted := false
	if stamped {
		s, err := rows.Stamp()
		if err != nil {
			return nil, 0, err
		}
		stamp, quoted = &s, unquote(&s, u)
	}
	named, err := rows.Names(u.is)
	if err != nil || !named && !quoted {
		return nil, 0, err
	}
	body, err := file.temp()
	if err != nil {
		return nil, 0, err
	}
	f.copying.Lock()
	defer f.copying.Unlock()
	left, err := rows.CopyWithout(body, u.is, stamp)
	if err != nil {
		return nil, 0, err
	}
	return body, left, nil
}
