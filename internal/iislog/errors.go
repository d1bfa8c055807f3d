package iislog

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// FormatError tells that an object cannot be read as a log, however often it is
// tried: it is something else, damaged, or made to do harm. Failures of the
// source that the bytes come from are never reported as a FormatError.
type FormatError struct {
	// Name is the name given to NewReader, with that of the file in a zip.
	Name string
	// Found says what is wrong, and what was found in place of a log.
	Found string
	// Err is the error of the decoder, nil if there is none.
	Err error
}

func (e *FormatError) Error() string {
	switch {
	case e.Err == nil:
		return e.Name + ": " + e.Found
	case errors.Is(e.Err, io.ErrUnexpectedEOF):
		return e.Name + ": " + e.Found + ": it ends too early"
	}
	return e.Name + ": " + e.Found + ": " + e.Err.Error()
}

func (e *FormatError) Unwrap() error { return e.Err }

// KindError tells that an object is a log, and not one of IIS.
type KindError struct {
	// Name is the name given to NewReader.
	Name string
	Kind Kind
}

func (e *KindError) Error() string { return e.Name + ": " + e.Kind.String() + ", not one of IIS" }

var errClosed = errors.New("reading a log after Close")

// excerptLen is how much of a file's beginning an error shows.
const excerptLen = 40

// quote makes the first bytes of hostile text safe to show.
func quote(text []byte, limit int) string {
	if len(text) <= limit {
		return strconv.Quote(string(text))
	}
	return strconv.Quote(string(text[:limit]) + "…")
}

// notEnd keeps a failure that is, or happens to wrap, io.EOF from being taken
// for the proper end of a log, which would lose the rest in silence.
func notEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w (%s)", io.ErrUnexpectedEOF, err.Error())
	}
	return err
}
