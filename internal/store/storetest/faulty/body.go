package faulty

import "io"

// Short ends the body after n bytes as if that were all of it, which bodies
// over a network have been seen to do.
func Short(body io.ReadCloser, n int64) io.ReadCloser { return Reset(body, n, io.EOF) }

// Reset ends the body with err after n bytes. A shorter body ends as it would.
func Reset(body io.ReadCloser, n int64, err error) io.ReadCloser {
	return &spoiled{body: body, left: n, err: err}
}

type spoiled struct {
	body io.ReadCloser
	left int64
	err  error
}

func (s *spoiled) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, s.err
	}
	n, err := s.body.Read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	return n, err
}

func (s *spoiled) Close() error { return s.body.Close() }
