package s3store

import (
	"context"
	"errors"
	"io"
)

// body is an answer of known length.
type body struct {
	ctx  context.Context
	body io.ReadCloser
	left int64
}

var errLonger = errors.New("the body is longer than it was said to be")

// Read reads the next bytes. It goes on to the end of the answer even when all
// bytes are there: only then the SDK compares checksums.
func (b *body) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := b.body.Read(p)
	if int64(n) > b.left {
		n, b.left = int(b.left), 0
		return n, errLonger
	}
	b.left -= int64(n)
	switch ended := errors.Is(err, io.EOF); {
	case ended && b.left > 0:
		err = io.ErrUnexpectedEOF
	case err != nil && !ended && b.ctx.Err() != nil:
		err = b.ctx.Err()
	}
	return n, err
}

// Close ends the request.
func (b *body) Close() error { return b.body.Close() }
