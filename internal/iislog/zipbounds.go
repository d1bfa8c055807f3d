package iislog

import (
	"archive/zip"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// What a zip may have. Ten years of daily logs of ten sites are 36,500 entries; in memory
// an entry takes some 400 bytes and what the directory has of it.
const (
	maxEntries   = 1 << 16
	maxDirectory = 16 << 20 // bytes
)

var (
	errManyEntries = refusal("zip with more files than any collection of logs has")
	errOverlap     = refusal("zip with files that overlap")
)

// newArchive reads the directory of a zip, if it is of a size that makes sense.
func newArchive(at io.ReaderAt, size int64) (*zip.Reader, error) {
	if claimedEntries(at, size) > maxEntries {
		return nil, errManyEntries
	}
	// The number is only a claim, and the reader goes by the directory itself.
	bounded := &boundedAt{at: at, left: maxDirectory}
	archive, err := zip.NewReader(bounded, size)
	switch {
	case bounded.left < 0, err == nil && len(archive.File) > maxEntries:
		return nil, errManyEntries
	case err != nil:
		return nil, err
	}
	bounded.open = true // from here on entries are read, which the meter bounds
	return archive, nil
}

// claimedEntries is how many entries the end of a zip says that there are, 0 if it has no
// end (APPNOTE.TXT 4.3.14 to 4.3.16).
func claimedEntries(at io.ReaderAt, size int64) uint64 {
	const (
		endLen, locatorLen, end64Len = 22, 20, 56
		maxComment                   = 1<<16 - 1
		beginOfEnd                   = "PK\x05\x06"
	)
	tail := make([]byte, min(size, endLen+locatorLen+maxComment))
	if _, err := at.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return 0 // whoever reads the zip will say so
	}
	for i := len(tail) - endLen; i >= 0; i-- {
		if string(tail[i:i+4]) != beginOfEnd || i+endLen+int(binary.LittleEndian.Uint16(tail[i+20:])) > len(tail) {
			continue
		}
		entries := uint64(binary.LittleEndian.Uint16(tail[i+10:]))
		if i < locatorLen || string(tail[i-locatorLen:][:4]) != "PK\x06\x07" {
			return entries
		}
		var end64 [end64Len]byte
		from := binary.LittleEndian.Uint64(tail[i-locatorLen+8:])
		if from > uint64(size) {
			return entries
		}
		if _, err := at.ReadAt(end64[:], int64(from)); err != nil || string(end64[:4]) != "PK\x06\x06" {
			return entries
		}
		return max(entries, binary.LittleEndian.Uint64(end64[32:]))
	}
	return 0
}

// boundedAt gives so many bytes and then fails, until it is open.
type boundedAt struct {
	at   io.ReaderAt
	left int64
	open bool
}

func (b *boundedAt) ReadAt(p []byte, off int64) (int, error) {
	if !b.open {
		if b.left -= int64(len(p)); b.left < 0 {
			return 0, errManyEntries
		}
	}
	return b.at.ReadAt(p, off)
}

// extent is where the data of an entry lies.
type extent struct{ from, to int64 }

// extents are those of the entries so far, in order of their place.
type extents []extent

// add adds an entry's. Those of a sound zip do not overlap; in one that does harm many
// entries share the data of a few.
func (all *extents) add(entry *zip.File) error {
	from, err := entry.DataOffset()
	if err != nil {
		return err
	}
	e := extent{from, from + int64(min(entry.CompressedSize64, 1<<62))}
	if e.to <= e.from {
		return nil
	}
	i, _ := slices.BinarySearchFunc(*all, e, func(a, b extent) int { return cmp.Compare(a.from, b.from) })
	if i > 0 && (*all)[i-1].to > e.from || i < len(*all) && (*all)[i].from < e.to {
		return errOverlap
	}
	*all = slices.Insert(*all, i, e)
	return nil
}
