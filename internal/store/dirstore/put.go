package dirstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// What is stored names people, so it is not for everybody on the machine.
const (
	folderMode = 0o750
	fileMode   = 0o640
)

// Put writes the body to a file of its own in the root, forces it to the disk
// and then, under the lock, checks the condition and gives it the key's name.
// Readers that have the old object open go on reading it.
//
// Besides what store.Writer says, it returns ErrNested, and the system's errors
// (wrapped) such as a full disk; then nothing is left behind.
func (s *Store) Put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	o, err := s.put(ctx, key, body, c)
	if err != nil {
		return store.Object{}, fmt.Errorf("put %q: %w", key, err)
	}
	return o, nil
}

func (s *Store) put(ctx context.Context, key string, body io.ReadSeeker, c store.Condition) (store.Object, error) {
	if err := check(ctx, key); err != nil {
		return store.Object{}, err
	}
	root, err := s.create(ctx)
	if err != nil {
		return store.Object{}, err
	}
	defer s.leave(root)
	root.disk.begin(root.Root)
	defer root.disk.end()

	temp, err := writeTemp(ctx, root, body)
	if err != nil {
		return store.Object{}, err
	}
	o, err := s.replace(ctx, root.Root, &temp, key, c)
	if err != nil {
		temp.remove(root.Root)
		return store.Object{}, err
	}
	if err := root.disk.force(func() error { return syncFolders(root.Root, path.Dir(key)) }); err != nil {
		return store.Object{}, fmt.Errorf("force the name to the disk: %w", err)
	}
	return o, nil
}

// replace gives temp the name of the key, if the condition holds.
func (s *Store) replace(ctx context.Context, root *os.Root, temp *tempFile, key string, c store.Condition) (store.Object, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return store.Object{}, err
	}
	defer unlock()

	old, err := stat(objects{root}, key, key)
	exists := err == nil
	if err != nil && !errors.Is(err, store.ErrNotExist) {
		return store.Object{}, err
	}
	if err := c.Check(exists, old.ETag); err != nil {
		return store.Object{}, err
	}
	if err := temp.close(); err != nil {
		return store.Object{}, fmt.Errorf("write the body: %w", err)
	}
	info, err := stamp(root, temp.name, old.Modified)
	if err != nil {
		return store.Object{}, fmt.Errorf("set the time: %w", err)
	}
	if err := rename(root, temp.name, key); err != nil {
		return store.Object{}, err
	}
	return describe(key, info), nil
}

// stamp sets the file's time of modification: now, or just later than after if
// the clock (or the file system's notion of it) has not moved past that. How
// just depends on what the file system keeps, from a nanosecond to the two
// seconds of FAT, so it takes larger steps until one is seen.
func stamp(root *os.Root, name string, after time.Time) (fs.FileInfo, error) {
	modified := time.Now()
	for step := time.Nanosecond; ; step *= 10 {
		if err := root.Chtimes(name, modified, modified); err != nil {
			return nil, err
		}
		info, err := root.Stat(name)
		if err != nil || info.ModTime().After(after) {
			return info, err
		}
		if step > time.Minute {
			return nil, fmt.Errorf("the file system keeps no time later than %v", after)
		}
		modified = after.Add(step)
	}
}
