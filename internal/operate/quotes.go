package operate

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/easreport/easreport/internal/lake"
)

// unquote takes out of a stamp the texts of rejected lines that speak of a user, and reports
// whether there were any.
func unquote(s *lake.Stamp, u *user) (found bool) {
	for i := range s.Reading.Samples {
		if text := &s.Reading.Samples[i].Text; *text != "" && u.speaksOf(*text) {
			*text, found = "", true
		}
	}
	return found
}

// quotes reports whether a text has an account's name in it, as it is or escaped.
func quotes(text, account string) bool {
	text = strings.ToLower(text)
	if strings.Contains(text, account) {
		return true
	}
	decoded, err := url.QueryUnescape(text)
	return err == nil && strings.Contains(strings.ToLower(decoded), account)
}

// quotes takes texts that speak of a user out of what the lake keeps of a source beside its
// rows.
func (f *Forget) quotes(ctx context.Context, id lake.SourceID, u *user) error {
	return f.rewrite(ctx, lake.DoneKey(id), func(file *file) (io.ReadSeeker, int64, error) {
		b, err := file.bytes()
		if err != nil {
			return nil, 0, err
		}
		stamp, err := lake.DecodeDone(b)
		if errors.Is(err, lake.ErrNewer) {
			return nil, 0, err
		}
		if err != nil {
			return nil, 0, nil // damaged: the next ingest writes it again
		}
		if !unquote(&stamp, u) {
			return nil, 0, nil
		}
		b, err = lake.EncodeDone(stamp)
		return bytes.NewReader(b), 0, err
	})
}

// release takes a source out of quarantine.
func (f *Forget) release(ctx context.Context, id lake.SourceID) error {
	return f.rewrite(ctx, lake.QuarantineKey(id), func(file *file) (io.ReadSeeker, int64, error) {
		b, err := file.bytes()
		if err != nil {
			return nil, 0, err
		}
		q, err := lake.DecodeQuarantine(b)
		if err != nil {
			return nil, 0, err
		}
		if q.Released {
			return nil, 0, nil
		}
		q.Released, q.Reason = true, ""
		if b, err = lake.EncodeQuarantine(q); err != nil {
			return nil, 0, err
		}
		return bytes.NewReader(b), 0, nil
	})
}
