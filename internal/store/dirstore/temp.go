package dirstore

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// A temporary file is locked by its writer until it gets its name. A system takes the locks
// of a process away with the process, however that ends; so a file without one is what a
// crash has left, on whatever machine that was, and goes at once.

const (
	// heldName begins the names of files that are locked, tempName also those of earlier
	// versions, which did not lock theirs.
	heldName = tempName + "held-"
	// tempAge is how long a file that nothing can be told of must have been left alone to be
	// taken for the remains of a crash.
	tempAge = 24 * time.Hour
)

// tempFile is a temporary file that is being written.
type tempFile struct {
	name string
	file *os.File // open, and locked
}

// writeTemp writes the body to a new file in the root and forces it to the
// disk. On an error nothing is left.
//
// That comes before the file gets its name, and is not left to the one time that
// the name is forced: a system that fails between the two would have the name
// and not the bytes, and the object that was there before would be lost. Where
// there are no bytes there is nothing to lose, so an empty file does not wait.
func writeTemp(ctx context.Context, root *openRoot, body io.ReadSeeker) (t tempFile, err error) {
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return t, fmt.Errorf("rewind the body: %w", err)
	}
	if t, err = createTemp(root.Root); err != nil {
		return t, fmt.Errorf("create a temporary file: %w", err)
	}
	n, err := copyBody(ctx, t.file, body)
	if err == nil && n > 0 {
		err = root.disk.force(t.file.Sync)
	}
	if err != nil {
		t.remove(root.Root)
		return t, fmt.Errorf("write the body: %w", err)
	}
	return t, nil
}

// createTemp makes a file and locks it. One that was swept before it was locked is made
// again.
func createTemp(root *os.Root) (tempFile, error) {
	for {
		t := tempFile{name: heldName + rand.Text()}
		var err error
		if t.file, err = root.OpenFile(t.name, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode); err != nil {
			return t, err
		}
		if _, err = tryLock(t.file); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			t.remove(root)
			return t, err
		}
		if _, err = root.Lstat(t.name); err == nil {
			return t, nil
		}
		t.remove(root)
		if !errors.Is(err, fs.ErrNotExist) {
			return t, err
		}
	}
}

// close ends the lock, when the store's own lock is held: no sweep comes between.
func (t *tempFile) close() error { return t.file.Close() }

// remove takes back what was written.
func (t *tempFile) remove(root *os.Root) {
	_ = t.file.Close() // it may be closed
	_ = root.Remove(t.name)
}

// copyBody writes the body to the file. Bytes in memory are written by one call
// and need no buffer; a copy of anything else ends when ctx is done.
func copyBody(ctx context.Context, f *os.File, body io.Reader) (int64, error) {
	if b, ok := body.(*bytes.Reader); ok {
		return b.WriteTo(f)
	}
	return io.Copy(f, store.ContextReader(ctx, body))
}

// sweep removes temporary files whose writers are gone; of those of earlier versions such
// as were last written before the given time. They only take up space, so what goes wrong
// here does not matter: the next process to write will try again. It is called under the
// store's lock.
func sweep(root *os.Root, before time.Time) {
	entries, err := readFolder(root)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempName) {
			continue
		}
		info, err := root.Lstat(e.Name())
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		gone, known := false, false
		if strings.HasPrefix(e.Name(), heldName) {
			gone, known = left(root, e.Name())
		}
		if gone || !known && info.ModTime().Before(before) {
			_ = root.Remove(e.Name())
		}
	}
}

// left reports whether nobody has a temporary file locked, if that can be told.
func left(root *os.Root, name string) (gone, known bool) {
	f, err := root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return false, false
	}
	gone, err = tryLock(f)
	_ = f.Close() // which ends the lock
	return gone, err == nil
}
