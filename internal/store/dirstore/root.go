package dirstore

import (
	"context"
	"fmt"
	"os"
	"time"
)

// openRoot is the root folder while operations are under way: opened for the
// first of them, shared by those that come meanwhile and closed after the last.
// With hundreds at a time, opening it for each would cost as much as their work.
// A folder that takes the root's place meanwhile is not seen before that.
type openRoot struct {
	*os.Root
	users int
	disk  disk
}

// enter opens the root, or shares the open one; leave gives it back.
func (s *Store) enter() (*openRoot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		root, err := os.OpenRoot(s.root)
		if err != nil {
			return nil, err
		}
		s.open = &openRoot{Root: root, disk: disk{syncAll: s.syncAll}}
	}
	s.open.users++
	return s.open, nil
}

func (s *Store) leave(root *openRoot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if root.users--; root.users > 0 {
		return
	}
	s.open = nil
	root.disk.close()
	_ = root.Close() // nothing was written by way of it
}

// create opens the root to write to it, making it if need be.
func (s *Store) create(ctx context.Context) (*openRoot, error) {
	root, err := s.enter()
	if err != nil {
		if err := os.MkdirAll(s.root, folderMode); err != nil {
			return nil, fmt.Errorf("make the root: %w", err)
		}
		if root, err = s.enter(); err != nil {
			return nil, fmt.Errorf("open the root: %w", err)
		}
	}
	s.sweep.Do(func() {
		if unlock, err := s.lock(ctx); err == nil {
			sweep(root.Root, time.Now().Add(-tempAge))
			unlock()
		}
	})
	return root, nil
}
