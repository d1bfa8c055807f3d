package dirstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/store"
)

// walk yields the files below a folder as objects, ascending by key.
type walk struct {
	ctx    context.Context
	prefix string
	valid  func(key string) error
	links  func(root *os.Root, name, key string) error // nil where they are passed over

	describe func(key string, info fs.FileInfo) store.Object
	yield    func(store.Object, error) bool
}

// errStop ends a walk whose caller wants no more.
var errStop = errors.New("stop")

// start walks the folder of the prefix, or yields the error of opening it.
func (w *walk) start(root *os.Root, err error) {
	if err == nil {
		err = w.ctx.Err()
	}
	if root != nil {
		defer func() { _ = root.Close() }()
	}
	if err == nil {
		folder, rest := cutPrefix(w.prefix)
		err = w.folder(root, folder, rest)
	}
	if errors.Is(absent(err), store.ErrNotExist) || errors.Is(err, errStop) {
		return
	}
	if err != nil {
		w.yield(store.Object{}, fmt.Errorf("list %q: %w", w.prefix, err))
	}
}

// folder walks a folder, whose keys begin with base, over what begins with rest
// in it.
func (w *walk) folder(root *os.Root, base, rest string) error {
	entries, err := readFolder(root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), rest) || isReserved(e.Name()) {
			continue
		}
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if err := w.entry(root, e, base+e.Name()); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) entry(root *os.Root, e fs.DirEntry, key string) error {
	var err error
	switch {
	case e.IsDir():
		err = w.subfolder(root, e.Name(), key+"/")
	case e.Type().IsRegular():
		err = w.file(root, e.Name(), key)
	case e.Type()&fs.ModeSymlink != 0 && w.links != nil:
		err = w.links(root, e.Name(), key)
	}
	if errors.Is(absent(err), store.ErrNotExist) {
		return nil // deleted since the folder was read
	}
	return err
}

func (w *walk) subfolder(root *os.Root, name, base string) error {
	sub, err := root.OpenRoot(name)
	if err != nil {
		return fmt.Errorf("in %q: %w", base, noFolder(root, name, err))
	}
	defer func() { _ = sub.Close() }()
	return w.folder(sub, base, "")
}

func (w *walk) file(root *os.Root, name, key string) error {
	if err := w.valid(key); err != nil {
		return err
	}
	info, err := root.Lstat(name)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() && !w.yield(w.describe(key, info), nil) {
		return errStop
	}
	return nil
}

// ErrLinkedFolder is returned by List where a folder is a symbolic link.
var ErrLinkedFolder = errors.New("a symbolic link in the place of a folder is not followed: put the folder itself there, or make the whole lake a link")

// linkedFolder is an error if a link leads to a folder: what is in it would be left out.
func linkedFolder(root *os.Root, name, key string) error {
	info, err := root.Stat(name)
	if err != nil && !errors.Is(absent(err), store.ErrNotExist) || err == nil && info.IsDir() {
		if target, linkErr := os.Stat(filepath.Join(root.Name(), name)); err != nil && linkErr == nil && !target.IsDir() {
			return nil // a file outside
		}
		return fmt.Errorf("%q: %w", key, ErrLinkedFolder)
	}
	return nil
}

// noFolder makes store.ErrNotExist of the error of opening a folder where there
// is none but a file; OpenRoot tells that by no error one could test for.
func noFolder(t tree, name string, err error) error {
	if info, statErr := t.Stat(name); err != nil && statErr == nil && !info.IsDir() {
		return store.ErrNotExist
	}
	return err
}

// readFolder returns what is in the folder, in the order of keys: a folder "a"
// stands for keys that begin with "a/", and so comes after the file "a-b" and
// before the file "a0", though its name alone sorts before both.
func readFolder(root *os.Root) ([]fs.DirEntry, error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(sortName(a), sortName(b)) })
	return entries, nil
}

func sortName(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}
