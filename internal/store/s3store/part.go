package s3store

import "io"

// part is a piece of a body.
type part struct {
	body        io.ReadSeeker
	start, size int64
	at          int64 // within the part
}

// Read reads the next bytes of the part.
func (p *part) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	n, err := p.body.Read(b[:min(int64(len(b)), p.size-p.at)])
	p.at += int64(n)
	return n, err
}

// Seek moves to an offset within the part.
func (p *part) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	if _, err := p.body.Seek(p.start+offset, io.SeekStart); err != nil {
		return 0, err
	}
	p.at = offset
	return offset, nil
}
