package dirstore

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// tempAge is how long a temporary file must have been left alone to be taken
// for the remains of a crash.
const tempAge = 24 * time.Hour

// writeTemp writes the body to a new file in the root and forces it to the
// disk. On an error nothing is left.
//
// That comes before the file gets its name, and is not left to the one time that
// the name is forced: a system that fails between the two would have the name
// and not the bytes, and the object that was there before would be lost. Where
// there are no bytes there is nothing to lose, so an empty file does not wait.
func writeTemp(ctx context.Context, root *openRoot, body io.ReadSeeker) (string, error) {
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("rewind the body: %w", err)
	}
	name := tempName + rand.Text()
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return "", fmt.Errorf("create a temporary file: %w", err)
	}
	n, err := copyBody(ctx, f, body)
	if err == nil && n > 0 {
		err = root.disk.force(f.Sync)
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = root.Remove(name)
		return "", fmt.Errorf("write the body: %w", err)
	}
	return name, nil
}

// copyBody writes the body to the file. Bytes in memory are written by one call
// and need no buffer; a copy of anything else ends when ctx is done.
func copyBody(ctx context.Context, f *os.File, body io.Reader) (int64, error) {
	if b, ok := body.(*bytes.Reader); ok {
		return b.WriteTo(f)
	}
	return io.Copy(f, store.ContextReader(ctx, body))
}

// sweep removes temporary files last written before the given time. They only
// take up space, so what goes wrong here does not matter: the next process to
// write will try again.
func sweep(root *os.Root, before time.Time) {
	entries, err := readFolder(root)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempName) {
			continue
		}
		if info, err := root.Lstat(e.Name()); err == nil && info.Mode().IsRegular() && info.ModTime().Before(before) {
			_ = root.Remove(e.Name())
		}
	}
}
