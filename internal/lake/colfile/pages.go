package colfile

import (
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// pages are the encoded pages of a column in a row group.
type pages struct {
	compressed bool
	body       []byte // of the page that is being encoded
	squeezed   []byte
	data       []byte // headers and bodies
	plainBytes int64  // what data would be without compression
}

func (p *pages) reset() { p.data, p.plainBytes = p.data[:0], 0 }

// add adds the page in body.
func (p *pages) add(rows int, encoding format.Encoding, z *zstd.Encoder) error {
	header := format.PageHeader{Type: format.DataPage}
	header.DataPageHeader.Set(format.DataPageHeader{
		NumValues: int32(rows), Encoding: encoding,
		DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
	})
	var err error
	p.data, err = p.append(p.data, &header, z)
	return err
}

// append appends the page in body behind its header.
func (p *pages) append(dst []byte, header *format.PageHeader, z *zstd.Encoder) ([]byte, error) {
	stored := p.body
	if p.compressed {
		p.squeezed = z.EncodeAll(p.body, p.squeezed[:0])
		stored = p.squeezed
	}
	header.UncompressedPageSize, header.CompressedPageSize = int32(len(p.body)), int32(len(stored))
	header.CRC = int32(crc32.ChecksumIEEE(stored))
	head, err := thrift.Marshal(new(thrift.CompactProtocol), header)
	if err != nil {
		return dst, fmt.Errorf("encoding a page header: %w", err)
	}
	p.plainBytes += int64(len(head) + len(p.body))
	dst = append(dst, head...)
	return append(dst, stored...), nil
}
