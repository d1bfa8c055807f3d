package dirstore

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/easreport/easreport/internal/store"
)

// Files reads the machine's own files as objects: logs that are named on the
// command line. A key is an absolute, clean path with slashes, such as
// "/var/log/x.log", or on Windows "C:/logs/x.log" or "//server/share/x.log";
// anything else is ErrInvalidKey. Symbolic links in a key are followed.
//
// The files belong to others, who may write while they are read. Get reads as
// many bytes as the Object says, however the file grows, and ends with
// io.ErrUnexpectedEOF if it shrinks. See foreign for which changes are noticed.
type Files struct{}

var _ store.Reader = Files{}

// Head describes the file.
func (Files) Head(ctx context.Context, key string) (store.Object, error) {
	if err := checkPath(ctx, key); err != nil {
		return store.Object{}, fmt.Errorf("head %q: %w", key, err)
	}
	o, err := head(filepath.FromSlash(key), key)
	if err != nil {
		return store.Object{}, fmt.Errorf("head %q: %w", key, err)
	}
	return o, nil
}

func head(name, key string) (store.Object, error) {
	if runtime.GOOS != "windows" {
		if _, err := stat(machine{}, name, key); err != nil {
			return store.Object{}, err
		}
		info, err := os.Stat(name)
		if err != nil {
			return store.Object{}, absent(err)
		}
		return foreign(key, nil, info), nil
	}
	// Windows writes the size of an open file to its folder when it likes; only an
	// open file tells its own.
	f, info, err := open(machine{}, name)
	if err != nil {
		return store.Object{}, err
	}
	defer func() { _ = f.Close() }() // it was not written to
	return foreign(key, f, info), nil
}

// Get opens the bytes in r; the body is a *store.Section.
func (Files) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	if err := checkPath(ctx, key); err != nil {
		return nil, store.Object{}, fmt.Errorf("get %q: %w", key, err)
	}
	f, info, err := open(machine{}, filepath.FromSlash(key))
	if err != nil {
		return nil, store.Object{}, fmt.Errorf("get %q: %w", key, err)
	}
	body, o, err := section(ctx, f, foreign(key, f, info), r, etag)
	if err != nil {
		return nil, store.Object{}, fmt.Errorf("get %q: %w", key, err)
	}
	return body, o, nil
}

// List yields the files whose path begins with prefix, in all folders below:
// give a folder with its final slash. Symbolic links found there are left out,
// so that no file is listed twice. A folder that may not be read is an error.
func (Files) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		folder, _ := cutPrefix(prefix)
		if validPath(folder+"x") != nil {
			return // no key begins like this
		}
		w := walk{ctx: ctx, prefix: prefix, valid: validPath, yield: yield}
		w.describe = func(key string, info fs.FileInfo) store.Object { return foreign(key, nil, info) }
		name := filepath.FromSlash(folder)
		root, err := os.OpenRoot(name)
		w.start(root, noFolder(machine{}, strings.TrimSuffix(name, string(filepath.Separator)), err))
	}
}

// machine is the tree of all files.
type machine struct{}

func (machine) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }
func (machine) Open(name string) (*os.File, error)    { return os.Open(name) }

func checkPath(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return validPath(key)
}

// validPath is laxer than store.ValidKey where files are: what is already there
// under a name with a backslash (from a zip made on Windows, say) can be read.
func validPath(key string) error {
	windows := runtime.GOOS == "windows"
	clean := path.Clean(key)
	if windows && strings.HasPrefix(key, "//") {
		clean = "/" + clean // a share: //server/share/x.log
	}
	switch {
	case !utf8.ValidString(key):
		return fmt.Errorf("%w %.80q: not UTF-8", store.ErrInvalidKey, key)
	case clean != key,
		!filepath.IsAbs(filepath.FromSlash(key)),
		strings.ContainsRune(key, 0),
		windows && strings.ContainsRune(key, '\\'):
		return fmt.Errorf("%w %.80q: not a clean absolute path with slashes", store.ErrInvalidKey, key)
	}
	return nil
}
