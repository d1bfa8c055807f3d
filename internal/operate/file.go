package operate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// inMemory is up to how many bytes an object is fetched to memory; a larger one is
// fetched to a temporary file.
const inMemory = 1 << 20

// file is an object of the lake that is being changed, and what is made of it.
type file struct {
	key     string
	at      io.ReaderAt
	size    int64
	etag    string
	tempDir string
	opened  io.Closer  // what at reads, nil for memory
	temps   []*os.File // to be removed
}

// open opens an object at some ETag. The bytes are read where they lie if the store
// gives them so.
func open(ctx context.Context, s store.Reader, key, tempDir string) (*file, error) {
	body, o, err := s.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return nil, err
	}
	f := &file{key: key, size: o.Size, etag: o.ETag, tempDir: tempDir}
	if at, ok := body.(io.ReaderAt); ok {
		f.at, f.opened = at, body
		return f, nil
	}
	err = errors.Join(f.fetch(body), body.Close())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("fetching: %w", err), f.close())
	}
	return f, nil
}

func (f *file) fetch(body io.Reader) error {
	if f.size <= inMemory {
		b, err := io.ReadAll(body)
		f.at = bytes.NewReader(b)
		return err
	}
	t, err := f.temp()
	if err != nil {
		return err
	}
	f.at = t
	_, err = io.Copy(t, body)
	return err
}

// rows are the file's, as one of Parquet.
func (f *file) rows() (*lake.Rows, error) { return lake.OpenRows(f.at, f.size, f.key) }

// bytes are the whole of a small file.
func (f *file) bytes() ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(f.at, 0, f.size))
}

// temp makes a temporary file, which close removes.
func (f *file) temp() (*os.File, error) {
	t, err := os.CreateTemp(f.tempDir, "easreport-*.parquet")
	if err != nil {
		return nil, fmt.Errorf("making a temporary file: %w", err)
	}
	f.temps = append(f.temps, t)
	return t, nil
}

func (f *file) close() (err error) {
	if f.opened != nil {
		err = f.opened.Close()
	}
	for _, t := range f.temps {
		err = errors.Join(err, t.Close(), os.Remove(t.Name()))
	}
	return err
}
