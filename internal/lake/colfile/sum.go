package colfile

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// Behind each column chunk, and before the footer, stands a checksum (CRC-32C,
// little-endian): that of the chunk's bytes, headers and dictionary included, and
// that of the footer with its length and the magic at the file's end. Readers of
// Parquet go by offsets and pass such bytes over. With the magic at the start every
// byte of a file is checked.
const sumBytes = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errSum is returned for bytes that have changed since they were written.
var errSum = errors.New("the checksum does not match")

// checkSum checks bytes of which the last are the checksum of the others, and
// returns the others.
func checkSum(b []byte) ([]byte, error) {
	at := len(b) - sumBytes
	if at < 0 || binary.LittleEndian.Uint32(b[at:]) != crc32.Checksum(b[:at], castagnoli) {
		return nil, errSum
	}
	return b[:at], nil
}
