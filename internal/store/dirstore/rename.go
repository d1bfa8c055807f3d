package dirstore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"github.com/easreport/easreport/internal/sharing"
	"github.com/easreport/easreport/internal/store"
)

// rename moves temp to the key, making its folders. It tries again when they
// vanish: this package removes empty folders under the lock only, but others
// tidy up too. It waits for longer and longer, half a second in all, lest it keep
// step with one who removes a folder whenever it has been made.
func rename(root *os.Root, temp, key string) error {
	const longer = 100 * time.Microsecond
	var err error
	for try := range 100 {
		err = sharing.Retry(func() error { return root.Rename(temp, key) })
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		time.Sleep(time.Duration(try) * longer)
		if mkdirErr := root.MkdirAll(path.Dir(key), folderMode); mkdirErr != nil && !errors.Is(mkdirErr, fs.ErrNotExist) {
			err = mkdirErr
			break
		}
	}
	switch {
	case err == nil:
		return nil
	case nested(root, key):
		return ErrNested
	case errors.Is(err, syscall.ENAMETOOLONG):
		return fmt.Errorf("%w: %w", store.ErrInvalidKey, err)
	}
	return err
}

// nested says whether the key is a folder, or lies below a file.
func nested(root *os.Root, key string) bool {
	if info, err := root.Lstat(key); err == nil && info.IsDir() {
		return true
	}
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if info, err := root.Lstat(dir); err == nil {
			return info.Mode().IsRegular()
		}
	}
	return false
}

// syncFolders forces the entries of a folder and its parents to the disk. That
// is nearly free for parents that have not changed; those that have may have
// been made by another Put, which has not come so far yet.
func syncFolders(root *os.Root, dir string) error {
	for {
		if err := syncFolder(root, dir); err != nil || dir == "." {
			return err
		}
		dir = path.Dir(dir)
	}
}

func syncFolder(root *os.Root, dir string) error {
	f, err := root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the object is deleted again
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	err = f.Sync()
	// Windows has no such thing, nor have some network file systems; there
	// names are as durable as the system makes them.
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
