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
	memory  []byte
	file    *os.File // nil while there is none
}

// Write adds to the file.
func (o *overflow) Write(p []byte) (int, error) {
	if o.file == nil && len(o.memory)+len(p) <= inMemory {
		if o.memory == nil {
			o.memory = make([]byte, 0, inMemory/4)
		}
		o.memory = append(o.memory, p...)
		return len(p), nil
	}
	if o.file == nil {
		if err := o.spill(); err != nil {
			return 0, err
		}
	}
	return o.file.Write(p)
}

func (o *overflow) spill() error {
	f, err := os.CreateTemp(o.tempDir, "easreport-*.parquet")
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	o.file = f
	if _, err := f.Write(o.memory); err != nil {
		return fmt.Errorf("writing to a temporary file: %w", err)
	}
	o.memory = nil
	return nil
}

// reader reads what was written. There may be one at a time.
func (o *overflow) reader() io.ReadSeeker {
	if o.file == nil {
		return bytes.NewReader(o.memory)
	}
	return o.file
}

// remove deletes the file.
func (o *overflow) remove() error {
	if o.file == nil {
		return nil
	}
	return errors.Join(o.file.Close(), os.Remove(o.file.Name()))
}
