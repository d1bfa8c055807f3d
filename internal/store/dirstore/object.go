package dirstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"syscall"

	"github.com/easreport/easreport/internal/sharing"
	"github.com/easreport/easreport/internal/store"
)

// tree is where files are opened: an *os.Root, or the whole machine.
type tree interface {
	Stat(name string) (fs.FileInfo, error)
	Open(name string) (*os.File, error)
}

var _ tree = (*os.Root)(nil)

// objects is the tree of a store's objects. A link in the place of one is none: it would
// not be listed, and so count in some places and not in others.
type objects struct{ *os.Root }

// Stat describes the file itself, never what a link leads to.
func (o objects) Stat(name string) (fs.FileInfo, error) { return o.Lstat(name) }

// stat describes the file that holds the object key.
func stat(t tree, name, key string) (store.Object, error) {
	info, err := t.Stat(name)
	if err != nil {
		return store.Object{}, absent(err)
	}
	if !info.Mode().IsRegular() {
		return store.Object{}, fmt.Errorf("%w: not a regular file", store.ErrNotExist)
	}
	return describe(key, info), nil
}

// open opens the file that holds an object. What it says of the file it has from
// the open one, which stays what it is when another takes its name.
func open(t tree, name string) (*os.File, fs.FileInfo, error) {
	// Before it is opened, for opening a pipe waits until somebody writes.
	if _, err := stat(t, name, ""); err != nil {
		return nil, nil, err
	}
	var f *os.File
	err := sharing.Retry(func() (err error) {
		f, err = t.Open(name)
		return err
	})
	if err != nil {
		return nil, nil, absent(err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// section gives the bytes r of the object that an open file holds, if it has the
// wanted ETag; else it closes the file.
func section(ctx context.Context, f *os.File, o store.Object, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	if err := (store.Condition{ETag: etag}).Check(true, o.ETag); err != nil {
		_ = f.Close()
		return nil, store.Object{}, err
	}
	return store.NewSection(ctx, f, o.Size, r), o, nil
}

func describe(key string, info fs.FileInfo) store.Object {
	return store.Object{Key: key, ETag: etagOf(info), Size: info.Size(), Modified: info.ModTime()}
}

// etagOf makes an ETag of the time of modification and the size, in hex.
//
// For files written by this store that is sound: they are never changed in
// place, and under the lock each gets a time strictly later, as the file system
// keeps it, than that of the file it replaces (see stamp). One written after a
// Delete gets the time of the clock, to the nanosecond, so it can have the ETag
// of the deleted one only by an accident of a clock set back, or where the file
// system keeps whole seconds (FAT) and the size is the same.
//
// For files of foreign writers see foreign.
func etagOf(info fs.FileInfo) string {
	return strconv.FormatInt(info.ModTime().UnixNano(), 16) + "-" + strconv.FormatInt(info.Size(), 16)
}

// absent makes store.ErrNotExist of the errors by which the system says that
// there is no such file and, as things are, cannot be.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ENAMETOOLONG) {
		return store.ErrNotExist
	}
	return err
}
