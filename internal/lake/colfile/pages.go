package colfile

import (
	"github.com/klauspost/compress/zstd"
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
func (p *pages) add(rows int, encoding format.Encoding, z *zstd.Encoder) {
	p.data = p.append(p.data, pageHeader{format.DataPage, rows, encoding}, z)
}

// append appends the page in body behind its header.
func (p *pages) append(dst []byte, header pageHeader, z *zstd.Encoder) []byte {
	stored := p.body
	if p.compressed {
		p.squeezed = z.EncodeAll(p.body, p.squeezed[:0])
		stored = p.squeezed
	}
	start := len(dst)
	dst = header.append(dst, len(p.body), stored)
	p.plainBytes += int64(len(dst) - start + len(p.body))
	return append(dst, stored...)
}
