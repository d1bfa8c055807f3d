package colfile

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// What a page may have at most: a Writer refuses to write more, and readers refuse it
// before they make room for it. The dictionary of a row group of 262,144 rows with
// texts of 1 KiB, no two alike, fits.
const (
	maxPageBytes = 512 << 20 // decompressed
	maxPageRows  = 1 << 22
)

var errPage = errors.New("a page that nobody writes")

// nextPage cuts the next page off a chunk: its header, and its bytes as they are stored.
func nextPage(chunk []byte) (header *format.PageHeader, stored, rest []byte, err error) {
	header = new(format.PageHeader)
	r := new(thrift.CompactProtocol).NewReaderFromBytes(chunk)
	if err := thrift.NewDecoder(r).Decode(header); err != nil {
		return nil, nil, nil, fmt.Errorf("page header: %w", err)
	}
	rest = chunk[r.BytesRead():]
	n, plain := int64(header.CompressedPageSize), int64(header.UncompressedPageSize)
	if n < 0 || n > int64(len(rest)) || plain < 0 || plain > maxPageBytes {
		return nil, nil, nil, fmt.Errorf("%w: %d bytes, %d decompressed", errPage, n, plain)
	}
	return header, rest[:n], rest[n:], nil
}

// checkDictionary checks the number of a dictionary's values, each of at least so many
// bytes.
func checkDictionary(header *format.PageHeader, width int) error {
	h := &header.DictionaryPageHeader
	if !h.Valid || h.V.NumValues < 0 || int64(h.V.NumValues)*int64(width) > int64(header.UncompressedPageSize) {
		return fmt.Errorf("%w: a dictionary of %d values in %d bytes", errPage, h.V.NumValues, header.UncompressedPageSize)
	}
	return nil
}

// checkRows checks the number of a page's values against the rows that are left.
func checkRows(values int32, left int64) error {
	if values < 0 || values > maxPageRows || int64(values) > left {
		return fmt.Errorf("%w: %d values where %d rows are left", errPage, values, left)
	}
	return nil
}

// checkFrames checks that zstd frames decompress to no more than so many bytes, and to
// no more than a page may have where a frame does not say how much it is. The decoder
// holds frames to what they say.
func checkFrames(stored []byte, plain int) error {
	total, most := 0, plain
	for len(stored) > 0 {
		var frame zstd.Header
		if err := frame.Decode(stored); err != nil {
			return fmt.Errorf("zstd: %w", err)
		}
		if frame.Skippable || frame.HeaderSize > len(stored) {
			return fmt.Errorf("%w: a zstd frame without data", errPage)
		}
		blocks, rest, err := skipBlocks(stored[frame.HeaderSize:], frame.HasCheckSum)
		if err != nil {
			return err
		}
		stored = rest
		if frame.HasFCS {
			total += int(min(frame.FrameContentSize, maxPageBytes+1))
		} else {
			const blockBytes = 128 << 10
			total, most = total+min(blocks*blockBytes, maxPageBytes+1), maxPageBytes
		}
		if total > most {
			return fmt.Errorf("%w: zstd of more than %d bytes", errPage, most)
		}
	}
	return nil
}

// skipBlocks counts the blocks of a zstd frame, and returns what follows it.
func skipBlocks(b []byte, checksum bool) (blocks int, rest []byte, err error) {
	const headerBytes, runOfOneByte = 3, 1
	for last := false; !last; blocks++ {
		if len(b) < headerBytes {
			return blocks, nil, fmt.Errorf("%w: a cut zstd frame", errPage)
		}
		header := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
		last = header&1 == 1
		size := int(header >> 3)
		if header>>1&3 == runOfOneByte {
			size = 1
		}
		if size > len(b)-headerBytes {
			return blocks, nil, fmt.Errorf("%w: a cut zstd frame", errPage)
		}
		b = b[headerBytes+size:]
	}
	if checksum {
		b = b[min(4, len(b)):]
	}
	return blocks, b, nil
}

// checkRuns checks that runs of values of so many bits (levels, dictionary places) are
// of no more values than the page has, but for what fills up the last group.
func checkRuns(runs []byte, bits, values int) error {
	total := 0
	for len(runs) > 0 {
		header, n := binary.Uvarint(runs)
		if n <= 0 {
			return fmt.Errorf("%w: a run of no length", errPage)
		}
		count, size := header>>1, (bits+7)/8
		if header&1 == 1 {
			size = int(min(count, maxPageRows)) * bits
			count *= 8
		}
		if count > maxPageRows || size > len(runs)-n {
			return fmt.Errorf("%w: a run of %d values", errPage, count)
		}
		if total += int(count); total >= values+group {
			return fmt.Errorf("%w: runs of %d values and more for %d", errPage, total, values)
		}
		runs = runs[n+size:]
	}
	return nil
}

// checkDelta checks that delta-encoded numbers are no more than the page has.
func checkDelta(b []byte, values int) error {
	for range 2 { // the sizes of blocks
		_, n := binary.Uvarint(b)
		b = b[max(n, 0):]
	}
	if total, n := binary.Uvarint(b); n <= 0 || total > uint64(values) {
		return fmt.Errorf("%w: %d numbers for %d rows", errPage, total, values)
	}
	return nil
}
