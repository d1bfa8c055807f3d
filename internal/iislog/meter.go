package iislog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

const (
	// fingerprintLen is how many decompressed bytes make the fingerprint.
	fingerprintLen = 64 << 10

	// A log compresses 6 to 30 times, an endless repetition of one line some
	// 1000 times in gzip. Above the allowance, more than maxExpansion is an
	// attempt to keep the reader busy forever.
	maxExpansion       = 2000
	expansionAllowance = 64 << 20
)

// meter watches the decompressed bytes of an object's files.
type meter struct {
	r      io.Reader // the file being read
	source *source
	n      int64
	hash   hash.Hash
	hashed int
}

func newMeter(s *source) *meter { return &meter{source: s, hash: sha256.New()} }

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if m.hashed < fingerprintLen {
		head := p[:min(n, fingerprintLen-m.hashed)]
		m.hash.Write(head) // never fails (hash.Hash)
		m.hashed += len(head)
	}
	m.n += int64(n)
	if m.n > expansionAllowance && m.n/maxExpansion > m.source.n {
		return 0, errExpansion
	}
	return n, err
}

func (m *meter) fingerprint() string { return hex.EncodeToString(m.hash.Sum(nil)[:16]) }

var errExpansion = fmt.Errorf("expands more than %d times", maxExpansion)
