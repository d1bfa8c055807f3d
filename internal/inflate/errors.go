package inflate

import (
	"fmt"
	"io"
)

// CorruptError tells that the source is no DEFLATE stream or gzip file, or a
// damaged one. A source that ends too early is io.ErrUnexpectedEOF instead.
type CorruptError struct {
	// Offset is how many bytes of the source were used before the fault.
	Offset int64
	// Found says what is wrong.
	Found string
}

func (e *CorruptError) Error() string { return fmt.Sprintf("%s at byte %d", e.Found, e.Offset) }

// cut is err for a place where the source must not end.
func cut(err error) error {
	if err == io.EOF { //nolint:errorlint // a wrapped io.EOF is a failure of the source
		return io.ErrUnexpectedEOF
	}
	return err
}
