package lake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/store"
)

// Records are what the lake keeps of a source beside its rows: done and the quarantine
// record. They are JSON objects whose last field is the hash of all before it. One
// without that field was written before 0.1.0.

const (
	sumField = `,"sum":"`
	sumBytes = 16 // of the hash, in hex
)

func encodeRecord(record any) ([]byte, error) {
	b, err := json.Marshal(record)
	if err != nil {
		return nil, fmt.Errorf("writing a record: %w", err)
	}
	b = b[:len(b)-1]
	return append(b, sumField+sumOf(b)+`"}`...), nil
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:sumBytes])
}

// decodeRecord reads what encodeRecord wrote. An error is ErrDamaged.
func decodeRecord(b []byte, into any) error {
	at := len(b) - len(sumField) - 2*sumBytes - len(`"}`)
	if at > 0 && bytes.HasPrefix(b[at:], []byte(sumField)) {
		if sum := b[at+len(sumField) : len(b)-len(`"}`)]; string(sum) != sumOf(b[:at]) {
			return fmt.Errorf("the checksum does not match: %w", ErrDamaged)
		}
	}
	if err := json.Unmarshal(b, into); err != nil {
		return damaged(err)
	}
	return nil
}

// readRecord reads a record, and the ETag of the bytes, also if they are damaged.
func readRecord(ctx context.Context, s store.Reader, key string, into any) (etag string, err error) {
	body, o, err := s.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	b, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	if err := decodeRecord(b, into); err != nil {
		return o.ETag, fmt.Errorf("reading %s: %w", key, err)
	}
	return o.ETag, nil
}

// EncodeDone writes a done object. Its stamp may be one without a source, which says that
// nothing was applied in full.
func EncodeDone(s Stamp) ([]byte, error) { return encodeRecord(s) }

// DecodeDone reads a done object. Errors are ErrDamaged and ErrNewer.
func DecodeDone(b []byte) (s Stamp, err error) {
	if err := decodeRecord(b, &s); err != nil {
		return Stamp{}, err
	}
	return s, s.checkSchema()
}

// EncodeQuarantine writes a quarantine record.
func EncodeQuarantine(q Quarantine) ([]byte, error) { return encodeRecord(q) }

// DecodeQuarantine reads a quarantine record. An error is ErrDamaged.
func DecodeQuarantine(b []byte) (q Quarantine, err error) { return q, decodeRecord(b, &q) }
