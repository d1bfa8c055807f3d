package colfile

import (
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

// checkTiles checks that magic, column chunks, what is attached and checksums leave no byte out, up to
// the end of the file.
func (f *File) checkTiles(end int64) error {
	at := int64(len(magic))
	err := f.eachChunk(func(c *format.ColumnMetaData) error {
		if chunkStart(c) != at || c.TotalCompressedSize > end-at-sumBytes {
			return errors.New("its bytes do not follow those before")
		}
		at += c.TotalCompressedSize + sumBytes
		return nil
	})
	if f.attached > 0 && f.attached <= end-at-sumBytes {
		f.attachedAt = at
		at += f.attached + sumBytes
	}
	if err == nil && at != end {
		err = fmt.Errorf("%d bytes belong to no column", end-at)
	}
	return err
}

// checkForeign checks that column chunks lie in the file.
func (f *File) checkForeign(end int64) error {
	return f.eachChunk(func(c *format.ColumnMetaData) error {
		if start := chunkStart(c); start < 0 || start > end || c.TotalCompressedSize > end-start || c.DataPageOffset < start {
			return errors.New("its bytes are not in the file")
		}
		return nil
	})
}

// eachChunk checks what the footer says of each column chunk.
func (f *File) eachChunk(check func(c *format.ColumnMetaData) error) error {
	meta := f.file.Metadata()
	rows := int64(0)
	for i := range meta.RowGroups {
		g := &meta.RowGroups[i]
		if rows += g.NumRows; g.NumRows < 0 || rows < 0 {
			return fmt.Errorf("row group %d: %d rows", i, g.NumRows)
		}
		for k := range g.Columns {
			// parquet-go decompresses all chunks of a column as the first one.
			c := &g.Columns[k].MetaData
			err := checkChunk(c, g.NumRows, meta.RowGroups[0].Columns[k].MetaData.Codec)
			if err == nil {
				err = check(c)
			}
			if err != nil {
				return fmt.Errorf("row group %d, column %d: %w", i, k, err)
			}
		}
	}
	if rows != meta.NumRows {
		return fmt.Errorf("%d rows in row groups, %d in the file", rows, meta.NumRows)
	}
	return nil
}

func checkChunk(c *format.ColumnMetaData, rows int64, codec format.CompressionCodec) error {
	switch {
	case c.Codec != format.Uncompressed && c.Codec != format.Zstd:
		return fmt.Errorf("compressed by %v: want zstd or none", c.Codec)
	case c.Codec != codec:
		return fmt.Errorf("compressed by %v, but by %v in the first row group", c.Codec, codec)
	case c.NumValues != rows:
		return fmt.Errorf("%d values for %d rows", c.NumValues, rows)
	case c.TotalCompressedSize < 0:
		return fmt.Errorf("%d bytes", c.TotalCompressedSize)
	}
	return nil
}

// chunkStart is where a column chunk begins.
func chunkStart(c *format.ColumnMetaData) int64 {
	if c.DictionaryPageOffset > 0 {
		return c.DictionaryPageOffset
	}
	return c.DataPageOffset
}
