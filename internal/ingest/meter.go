package ingest

import (
	"fmt"
	"io"
	"sync/atomic"
)

// meter counts the bytes that are read of a body, and tells of them.
type meter struct {
	body     io.Reader
	progress func(int64)
	n        int64
	anywhere atomic.Bool // bytes were read by ReadAt, too
}

func newMeter(body io.Reader, progress func(int64)) *meter {
	if progress == nil {
		progress = func(int64) {}
	}
	return &meter{body: body, progress: progress}
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.body.Read(p)
	m.n += int64(n)
	m.progress(int64(n))
	return n, err
}

// rest reads what is left of the body, and makes sure that it had its size.
func (m *meter) rest(size int64) error {
	if m.anywhere.Load() {
		return nil // ReadAt cannot end early without an error
	}
	if _, err := io.Copy(io.Discard, m); err != nil {
		return err
	}
	if m.n != size {
		return fmt.Errorf("%d bytes of %d: %w", m.n, size, io.ErrUnexpectedEOF)
	}
	return nil
}

// sized is a body that can be read anywhere, as a zip must be.
type sized interface {
	io.ReaderAt
	Size() int64
}

// reader is the metered body; it can be read anywhere if the body can.
func (m *meter) reader() io.Reader {
	if body, ok := m.body.(sized); ok {
		return &sizedMeter{m, body}
	}
	return m
}

type sizedMeter struct {
	*meter
	sized
}

func (m *sizedMeter) ReadAt(p []byte, off int64) (int, error) {
	n, err := m.sized.ReadAt(p, off)
	m.anywhere.Store(true)
	m.progress(int64(n))
	return n, err
}
