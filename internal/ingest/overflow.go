package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// inMemory is how much of a file is kept in memory. The rows of a small log
// fit; with hundreds of logs under way it must not be much.
const inMemory = 128 << 10

// overflow is a file that is kept in memory while it is small, and in a
// temporary file when it has grown.
type overflow struct {
	tempDir string
	limit   int // bytes in memory
	size    int64
	memory  []byte
	name    string   // of the temporary file, "" while there is none
	file    *os.File // nil while it is closed
}

// Write adds to the file.
func (o *overflow) Write(p []byte) (int, error) {
	o.size += int64(len(p))
	if o.name == "" && len(o.memory)+len(p) <= o.limit {
		if o.memory == nil {
			o.memory = make([]byte, 0, inMemory/4)
		}
		o.memory = append(o.memory, p...)
		return len(p), nil
	}
	if err := o.open(); err != nil {
		return 0, err
	}
	return o.file.Write(p)
}

// open opens the temporary file at its end, and makes it if there is none.
func (o *overflow) open() (err error) {
	switch {
	case o.file != nil:
		return nil
	case o.name != "":
		if o.file, err = os.OpenFile(o.name, os.O_RDWR|os.O_APPEND, 0); err != nil {
			return fmt.Errorf("opening a temporary file: %w", err)
		}
		return nil
	}
	if o.file, err = os.CreateTemp(o.tempDir, "easreport-*.parquet"); err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	o.name = o.file.Name()
	if _, err := o.file.Write(o.memory); err != nil {
		return fmt.Errorf("writing to a temporary file: %w", err)
	}
	o.memory = nil
	return nil
}

// close closes the temporary file, until it is written to or read again: only so many can
// be open at a time.
func (o *overflow) close() error {
	if o.file == nil {
		return nil
	}
	err := o.file.Close()
	o.file = nil
	return err
}

// reader reads what was written. There may be one at a time.
func (o *overflow) reader() (io.ReadSeeker, error) {
	if o.name == "" {
		return bytes.NewReader(o.memory), nil
	}
	if err := o.open(); err != nil {
		return nil, err
	}
	return o.file, nil
}

// remove deletes the file.
func (o *overflow) remove() error {
	if o.name == "" {
		return nil
	}
	return errors.Join(o.close(), os.Remove(o.name))
}
