package lake

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// Receipt is the object that says who mails something, a report or an alert, and then that it
// was mailed. Without a receipt the claim holds until its end, by which its owner is surely
// gone; then anybody may take it over.
type Receipt struct {
	// Key is where the receipt belongs. Those from before 0.1.0 do not name it.
	Key   string       `json:"key,omitempty"`
	State ReceiptState `json:"state"`
	// Owner tells one attempt from all others.
	Owner string `json:"owner"`
	// At is when the state came about, Until when the claim ends.
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"`
	// About and Fingerprint identify a report, Revision counts those that are about the same;
	// empty for an alert.
	About       string `json:"about,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
	Revision    int    `json:"revision,omitempty"`
	MessageID   string `json:"message_id,omitempty"`
	// Reason says why sending failed.
	Reason string `json:"reason,omitempty"`
}

// ReceiptState says what became of a mail.
type ReceiptState string

// States of a receipt.
const (
	Claimed ReceiptState = "claimed" // being sent, or nobody knows
	Unsent  ReceiptState = "failed"  // surely not sent
	Sent    ReceiptState = "sent"
)

// ReadReceipt reads a receipt and its ETag; ErrDamaged, with the ETag, if it cannot be read or
// belongs elsewhere.
func ReadReceipt(ctx context.Context, s store.Reader, key string) (r Receipt, etag string, err error) {
	if etag, err = readRecord(ctx, s, key, &r); err == nil {
		err = r.check(key)
	}
	if err != nil {
		return Receipt{}, etag, err
	}
	return r, etag, nil
}

func (r *Receipt) check(key string) error {
	switch {
	case r.Key != "" && r.Key != key:
		return fmt.Errorf("reading %s: it belongs to %.200q: %w", key, r.Key, ErrDamaged)
	case r.State != Claimed && r.State != Unsent && r.State != Sent:
		return fmt.Errorf("reading %s: it has no state: %w", key, ErrDamaged)
	}
	return nil
}

// WriteReceipt writes a receipt where it belongs, and returns the new ETag.
func WriteReceipt(ctx context.Context, s store.Store, r Receipt, condition store.Condition) (etag string, err error) {
	b, err := encodeRecord(r)
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", r.Key, err)
	}
	o, err := s.Put(ctx, r.Key, bytes.NewReader(b), condition)
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", r.Key, err)
	}
	return o.ETag, nil
}

// ParseReceiptKey returns the day of a receipt of a report, reports/v2/dt=DAY/sent/…/…, or of
// an alert, alerts/v2/dt=DAY/…; false for any other key.
func ParseReceiptKey(key string) (Day, bool) {
	rest, alert := strings.CutPrefix(key, AlertsPrefix+"dt=")
	if !alert {
		rest, _ = strings.CutPrefix(key, ReportsPrefix+"dt=")
	}
	parts := strings.Split(rest, "/")
	if alert && len(parts) != 2 || !alert && (len(parts) != 4 || parts[1] != "sent") {
		return 0, false
	}
	day, err := ParseDay(parts[0])
	return day, err == nil
}
