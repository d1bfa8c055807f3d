package faults

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// document is an error as S3 writes it.
func document(code string) []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>%s</Code><Message>made up</Message></Error>`, code)
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = w.Write(document(code)) // the client may have gone
}

// errUnheard has the connection reset.
var errUnheard = errors.New("the answer is lost")

// spoil does to an answer what the fault of its request says.
func spoil(answer *http.Response) error {
	fault, _ := answer.Request.Context().Value(key{}).(Fault)
	switch {
	case fault == Unheard:
		return errors.Join(errUnheard, answer.Body.Close())
	case fault == Cut && answer.ContentLength > 0:
		answer.Body = &cut{answer.Body, answer.ContentLength / 2}
	case fault == Cut && answer.Request.Method == http.MethodHead:
		return errUnheard
	case fault == Denied && answer.StatusCode < 300:
		text := document("PreconditionFailed")
		_ = answer.Body.Close()
		answer.StatusCode, answer.Status = http.StatusPreconditionFailed, ""
		answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
		answer.Header.Del("ETag")
		answer.Header.Set("Content-Type", "application/xml")
		answer.Header.Set("Content-Length", strconv.Itoa(len(text)))
	}
	return nil
}

// cut is a body that breaks off.
type cut struct {
	io.ReadCloser
	left int64
}

func (c *cut) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}
