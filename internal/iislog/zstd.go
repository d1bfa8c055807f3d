package iislog

import (
	"bufio"
	"encoding/binary"

	"github.com/klauspost/compress/zstd"
)

// maxZstdWindow bounds the decoder's memory. It is what zstd(1) decodes without
// being asked to (RFC 8878 asks for 8 MiB at least).
const maxZstdWindow = 128 << 20

// isZstd knows a frame, and a skippable frame as pzstd writes in front of one
// (RFC 8878, 3.1.1 and 3.1.2).
func isZstd(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	magic := binary.LittleEndian.Uint32(head)
	return magic == 0xFD2FB528 || magic&^0xF == 0x184D2A50
}

func openZstd(raw *bufio.Reader) (files, error) {
	z, err := zstd.NewReader(raw,
		zstd.WithDecoderConcurrency(1), // a file per core is the better use of cores
		zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxZstdWindow))
	if err != nil {
		return nil, err
	}
	return &single{raw: bufio.NewReaderSize(z, sniffLen), release: z.Close}, nil
}
