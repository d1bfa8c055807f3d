package iislog

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

func openGzip(raw *bufio.Reader) (files, error) {
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &single{raw: bufio.NewReaderSize(&gzipReader{raw: raw, z: z}, sniffLen)}, nil
}

// gzipReader reads one member after the other, as gzip.Reader can on its own,
// but like gzip(1) takes zero padding after the last for its end.
type gzipReader struct {
	raw *bufio.Reader
	z   *gzip.Reader
}

func (g *gzipReader) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		switch {
		case n > 0 && errors.Is(err, io.EOF):
			return n, nil // the next call finds the end again
		case n > 0 || !errors.Is(err, io.EOF):
			return n, err
		}
		if err := g.nextMember(); err != nil {
			return 0, err
		}
	}
}

func (g *gzipReader) nextMember() error {
	for {
		c, err := g.raw.ReadByte()
		if err != nil {
			return err
		}
		if c != 0 {
			break
		}
	}
	if err := g.raw.UnreadByte(); err != nil {
		return err
	}
	if err := g.z.Reset(g.raw); err != nil {
		return err
	}
	g.z.Multistream(false)
	return nil
}
