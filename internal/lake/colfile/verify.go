package colfile

import (
	"errors"

	"github.com/parquet-go/parquet-go/format"
)

// Verify checks every byte of the file that was not checked when it was opened, against
// the checksums that the file has of its column chunks and its attachment. Nothing is
// unpacked, and one chunk at a time is in memory.
func (f *File) Verify() error {
	if f.at == nil {
		return errors.New("only the end of the file was opened")
	}
	start, err := readAt(f.at, 0, int64(len(magic)), nil)
	if err == nil && string(start) != magic {
		err = errors.New("not a Parquet file")
	}
	if err != nil {
		return err
	}
	var buffer []byte
	err = f.eachChunk(func(c *format.ColumnMetaData) error {
		chunk, err := readAt(f.at, chunkStart(c), c.TotalCompressedSize+sumBytes, buffer)
		if err == nil {
			_, err = checkSum(chunk)
		}
		if _, whole := f.at.(Bytes); !whole {
			buffer = chunk
		}
		return err
	})
	if at, length := f.Attachment(); err == nil && length > 0 {
		var b []byte
		if b, err = readAt(f.at, at, length, buffer); err == nil {
			_, err = checkSum(b)
		}
	}
	return err
}
