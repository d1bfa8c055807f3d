package main

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// logFolder reads this machine's files, and lists those below a folder that are
// logs: the same that an ingest of the folder finds.
type logFolder struct {
	dirstore.Files
	root string
}

func newLogFolder(root string) *logFolder { return &logFolder{root: root} }

// List yields the logs whose path begins with prefix.
func (f *logFolder) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		finder := finder{seen: make(map[string]bool)}
		finder.folder(f.root)
		slices.SortFunc(finder.logs, func(a, b logFile) int { return strings.Compare(a.path, b.path) })
		for _, log := range finder.logs {
			key := filepath.ToSlash(log.path)
			if log.err == nil && !strings.HasPrefix(key, prefix) {
				continue
			}
			o, err := store.Object{}, log.err
			if err == nil {
				o, err = f.Head(ctx, key)
			}
			if errors.Is(err, store.ErrNotExist) || errors.Is(err, fs.ErrNotExist) {
				continue // just deleted
			}
			if !yield(o, err) || err != nil {
				return
			}
		}
	}
}
