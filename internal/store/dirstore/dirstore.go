// Package dirstore is a store in a folder of this machine: what S3 is in the
// cloud, for one machine and for any number of processes on it. Files beside it
// reads the machine's own files as if they were objects.
//
// It must not know what is stored, and promises what S3 does: a Put is seen
// whole or not at all, conditions are decided under a lock that all processes
// share, and what a Put has reported is on the disk.
//
// # What a folder asks of keys
//
// A key is the file's path below the root, so
//
//   - there cannot be both an object "a" and an object "a/b" (ErrNested);
//   - no segment may begin with ".easreport", in any case: those are the files
//     of this package (ErrInvalidKey);
//   - a segment is at most as long as the file system allows, mostly 255 bytes;
//   - on Windows no segment may hold a character below space or one of
//     < > : " | ? *, end with a dot or space, or be a device's name, such as NUL
//     (ErrInvalidKey); elsewhere all these are fine;
//   - where the file system takes upper and lower case for the same (Windows,
//     macOS) or composed and decomposed accents (macOS), so does the store.
//
// The root must be a single file system that has locks: a local disk, or NFS
// where locks work.
package dirstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/store"
)

// ErrNested is returned by Put where the folder would have to hold both an
// object "a" and an object "a/b"; trying again is no use.
var ErrNested = errors.New("a folder holds no object inside another object")

// Store is a store.Store in a folder.
//
// All access is through an os.Root, open while operations are under way: nothing leads
// out of it, even if a symbolic link is put there in mid-operation, which no check
// of names could promise. A link in the place of an object is as if nothing were there, and
// a Put replaces it; one in the place of a folder is an error of List. (On Windows it also opens files so that they can be
// replaced while they are read.) It is not kept open for longer, since the root
// may not exist yet, and so that a Store needs no closing. The root itself may be
// a link.
type Store struct {
	root    string
	syncAll func(root *os.File) error
	turn    chan struct{} // full while a goroutine has the lock or polls for it
	sweep   sync.Once

	mu   sync.Mutex
	open *openRoot // nil while nothing is under way
}

var _ store.Store = (*Store)(nil)

// Open returns the store in the folder root. The folder is made by the first
// Put; until then the store is empty. It is an error if root is something other
// than a folder.
func Open(root string) (*Store, error) {
	if root == "" {
		return nil, errors.New("open the store: no folder given")
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if file := fileAbove(abs); file != "" { // Windows does not say so
			return nil, fmt.Errorf("open the store: %s lies below %s, which is not a folder", abs, file)
		}
	case err != nil:
		return nil, fmt.Errorf("open the store: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("open the store: %s is not a folder", abs)
	}
	return &Store{root: abs, syncAll: syncAll, turn: make(chan struct{}, 1)}, nil
}

// fileAbove returns the nearest thing that a path lies below, if it is no folder.
func fileAbove(name string) string {
	for dir := filepath.Dir(name); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil {
			if info.IsDir() {
				return ""
			}
			return dir
		}
	}
	return ""
}

// Head describes the object.
func (s *Store) Head(ctx context.Context, key string) (store.Object, error) {
	o, err := s.head(ctx, key)
	if err != nil {
		return store.Object{}, fmt.Errorf("head %q: %w", key, err)
	}
	return o, nil
}

func (s *Store) head(ctx context.Context, key string) (store.Object, error) {
	root, err := s.find(ctx, key)
	if err != nil {
		return store.Object{}, err
	}
	defer s.leave(root)
	return stat(objects{root.Root}, key, key)
}

// Get opens the bytes in r; the body is a *store.Section.
func (s *Store) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	body, o, err := s.get(ctx, key, r, etag)
	if err != nil {
		return nil, store.Object{}, fmt.Errorf("get %q: %w", key, err)
	}
	return body, o, nil
}

func (s *Store) get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	root, err := s.find(ctx, key)
	if err != nil {
		return nil, store.Object{}, err
	}
	defer s.leave(root)
	f, info, err := open(objects{root.Root}, key)
	if err != nil {
		return nil, store.Object{}, err
	}
	return section(ctx, f, describe(key, info), r, etag)
}

// find opens the root for an operation on an object that should exist.
func (s *Store) find(ctx context.Context, key string) (*openRoot, error) {
	if err := check(ctx, key); err != nil {
		return nil, err
	}
	root, err := s.enter()
	return root, absent(err)
}

func check(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return validKey(key)
}

// List yields the objects under prefix, reading only folders that can hold
// some. Symbolic links to files are not listed, so that nothing is listed twice. A link to a
// folder is an error rather than left out, and so is a file whose name is no valid key.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		folder, _ := cutPrefix(prefix)
		if folder != "" && validKey(strings.TrimSuffix(folder, "/")) != nil {
			return // no key begins like this
		}
		w := walk{ctx: ctx, prefix: prefix, valid: validKey, links: linkedFolder, describe: describe, yield: yield}
		w.start(s.openFolder(folder))
	}
}

// openFolder opens a folder below the root, or the root for "".
func (s *Store) openFolder(folder string) (*os.Root, error) {
	root, err := os.OpenRoot(s.root)
	if err != nil || folder == "" {
		return root, err
	}
	defer func() { _ = root.Close() }()
	name := strings.TrimSuffix(folder, "/")
	sub, err := root.OpenRoot(name)
	return sub, noFolder(root, name, err)
}

// cutPrefix divides a prefix into the folder, with its final slash, in which
// all its keys lie, and what the next segment of them begins with.
func cutPrefix(prefix string) (folder, rest string) {
	i := strings.LastIndexByte(prefix, '/') + 1
	return prefix[:i], prefix[i:]
}
