package lake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/store"
)

// LineageSpan is how much of a file's start, and of its end, a Lineage hashes, in bytes.
const LineageSpan = 64 << 10

// Lineage is a state of a file that may grow: whoever knows it can tell whether the file
// has only grown since, or holds something else. What lies between the two pieces is not
// hashed: a change there is noticed only as long as the size is the same (see
// Revision), or the file is another one. The zero Lineage is that of an object which is
// only ever replaced as a whole.
type Lineage struct {
	// File is store.Object.File, Size the number of bytes that there were.
	File string `json:"file"`
	Size int64  `json:"size"`
	// Head are the first bytes, Tail the last ones before Size.
	Head Piece `json:"head"`
	Tail Piece `json:"tail"`
}

// Piece is a part of a file.
type Piece struct {
	Bytes int64  `json:"bytes"`
	Hash  string `json:"sha256"` // the first 16 bytes of it, in hex
}

// LineageOf is the lineage of an object as it was opened, with pieces of up to span
// bytes; zero if the object has no File.
func LineageOf(o store.Object, body io.Reader, span int64) (l Lineage, err error) {
	if o.File == "" {
		return Lineage{}, nil
	}
	n := min(span, o.Size)
	l = Lineage{File: o.File, Size: o.Size}
	if l.Head, err = piece(body, 0, n); err != nil {
		return Lineage{}, err
	}
	if l.Tail, err = piece(body, o.Size-n, n); err != nil {
		return Lineage{}, err
	}
	return l, nil
}

// Grown reports whether an object, as it was just opened, is the file of this lineage
// and has grown since.
func (l Lineage) Grown(o store.Object, body io.Reader) (bool, error) {
	if l.File == "" || o.File != l.File || o.Size <= l.Size {
		return false, nil
	}
	for _, p := range []struct {
		want Piece
		at   int64
	}{{l.Head, 0}, {l.Tail, l.Size - l.Tail.Bytes}} {
		if p.at < 0 || p.want.Bytes < 0 || p.want.Bytes > l.Size {
			return false, nil // no lineage that we wrote
		}
		got, err := piece(body, p.at, p.want.Bytes)
		if err != nil {
			return false, err
		}
		if got != p.want {
			return false, nil
		}
	}
	return true, nil
}

// piece hashes n bytes of an open file. One that has shrunk meanwhile gives what is
// left.
func piece(body io.Reader, at, n int64) (Piece, error) {
	file, ok := body.(io.ReaderAt)
	if !ok {
		return Piece{}, errors.New("hashing a file: its store cannot read it at any place")
	}
	h := sha256.New()
	n, err := io.Copy(h, io.NewSectionReader(file, at, n))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Piece{}, fmt.Errorf("hashing a file: %w", err)
	}
	return Piece{Bytes: n, Hash: hex.EncodeToString(h.Sum(nil)[:16])}, nil
}
