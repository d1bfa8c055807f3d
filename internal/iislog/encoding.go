package iislog

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const byteOrderMark = "\xEF\xBB\xBF" // in UTF-8

// decode gives the text of a file whose beginning can be peeked at in raw, and
// whose bytes are to be read from r. UTF-8 and ANSI pass as they are: what is
// structure in a log is ASCII in both. UTF-16 comes from PowerShell.
func decode(raw *bufio.Reader, r io.Reader) (io.Reader, error) {
	head, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		return nil, refusal("is in UTF-32, which is not supported")
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), isUTF16(head, 0):
		return utf16Reader(r, unicode.LittleEndian), nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), isUTF16(head, 1):
		return utf16Reader(r, unicode.BigEndian), nil
	}
	return r, nil
}

// isUTF16 recognises a directive in UTF-16 without a mark. The two characters
// tell it from NULs in front of a directive in ASCII.
func isUTF16(head []byte, low int) bool {
	return len(head) == 4 && head[low] == '#' && head[1-low] == 0 && head[2+low] != 0 && head[3-low] == 0
}

func utf16Reader(r io.Reader, order unicode.Endianness) io.Reader {
	// The mark is left in: lines lose it wherever it stands.
	return transform.NewReader(r, unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder())
}
