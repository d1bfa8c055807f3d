package dirstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/easreport/easreport/internal/sharing"
	"github.com/easreport/easreport/internal/store"
)

// Delete removes the object and the folders that it leaves empty.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.remove(ctx, key); err != nil {
		return fmt.Errorf("delete %q: %w", key, err)
	}
	return nil
}

func (s *Store) remove(ctx context.Context, key string) error {
	root, err := s.find(ctx, key)
	if errors.Is(err, store.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer s.leave(root)
	// Asked before the lock is, which would need a folder that can be written.
	if _, err := stat(root, key, key); errors.Is(err, store.ErrNotExist) {
		return nil
	}

	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := sharing.Retry(func() error { return root.Remove(key) }); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for dir := path.Dir(key); dir != "." && removeFolder(root.Root, dir); dir = path.Dir(dir) {
	}
	return nil
}

// removeFolder removes a folder if it is empty, and says whether it is gone.
// Only trying tells; whatever the reason why not, it stays.
func removeFolder(root *os.Root, dir string) bool {
	info, err := root.Lstat(dir)
	if err == nil && !info.IsDir() {
		return false // a link, whose folder may hold more
	}
	if err == nil {
		err = root.Remove(dir)
	}
	return err == nil || errors.Is(err, fs.ErrNotExist)
}
