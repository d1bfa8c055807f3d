package publish

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/easreport/easreport/internal/store"
)

// claim is the object that says who mails something, and then that it was
// mailed: the receipt. Without a receipt it holds until its end, by which its
// owner is surely gone; then anybody may take it over.
type claim struct {
	State state `json:"state"`
	// Owner tells one attempt from all others.
	Owner string `json:"owner"`
	// At is when the state came about, Until when the claim ends.
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"`
	// About and Fingerprint identify the report (see Publisher.about), Revision counts
	// those that are about the same; empty for an alert.
	About       string `json:"about,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
	Revision    int    `json:"revision,omitempty"`
	MessageID   string `json:"message_id,omitempty"`
	// Reason says why sending failed.
	Reason string `json:"reason,omitempty"`
}

type state string

const (
	claimed state = "claimed" // being sent, or nobody knows
	failed  state = "failed"  // surely not sent
	sent    state = "sent"
)

// holding is a claim that is ours, and the ETag that it has in the store.
type holding struct {
	key, etag string
	claim
}

var (
	// errSent is returned by take for what was sent already.
	errSent = errors.New("sent already")
	// errHeld is returned by take for what another run is sending, or was when it
	// ended.
	errHeld = errors.New("another run is sending it")
)

// take makes the claim ours. Beside errSent and errHeld errors are the store's.
func (p *Publisher) take(ctx context.Context, key string, c claim, lease time.Duration) (*holding, error) {
	c.State, c.Owner = claimed, rand.Text()
	var err error
	for range attempts {
		current, etag, readErr := p.readClaim(ctx, key)
		condition := store.Condition{ETag: etag}
		switch {
		case errors.Is(readErr, store.ErrNotExist):
			condition = store.Condition{Absent: true}
		case errors.Is(readErr, errUnreadable): // of no use to anybody: as if it had ended
		case readErr != nil:
			return nil, readErr
		case current.State == sent:
			return nil, errSent
		case current.Owner == c.Owner: // the write before went well after all
			return &holding{key, etag, current}, nil
		case current.State == claimed && p.Clock.now().Before(current.Until):
			return nil, errHeld
		}
		c.At = p.Clock.now().UTC()
		c.Until = c.At.Add(lease)
		if etag, err = p.writeClaim(ctx, key, c, condition); err == nil {
			return &holding{key, etag, c}, nil
		}
	}
	return nil, err
}

// settle writes what became of a claim of ours. It is tried when ctx is done, too.
func (p *Publisher) settle(ctx context.Context, h *holding) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	h.At, h.Until = p.Clock.now().UTC(), time.Time{}
	var err error
	for range attempts {
		if _, err = p.writeClaim(ctx, h.key, h.claim, store.Condition{ETag: h.etag}); err == nil {
			return nil
		}
		current, etag, readErr := p.readClaim(ctx, h.key)
		switch {
		case readErr != nil:
			err = readErr
		case current.Owner != h.Owner:
			return fmt.Errorf("writing %s: another run took over: %w", h.key, err)
		case current.State == h.State:
			return nil
		default:
			h.etag = etag
		}
	}
	return err
}

// settling bounds the writing of a receipt.
const settling = 5 * time.Second

// errUnreadable says that a claim is no JSON.
var errUnreadable = errors.New("claim is damaged")

func (p *Publisher) readClaim(ctx context.Context, key string) (claim, string, error) {
	var c claim
	body, o, err := p.Lake.Get(ctx, key, store.Range{}, "")
	if err != nil {
		return c, "", fmt.Errorf("reading %s: %w", key, err)
	}
	b, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return c, "", fmt.Errorf("reading %s: %w", key, err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return claim{}, o.ETag, fmt.Errorf("reading %s: %w: %w", key, errUnreadable, err)
	}
	return c, o.ETag, nil
}

func (p *Publisher) writeClaim(ctx context.Context, key string, c claim, condition store.Condition) (etag string, err error) {
	b, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", key, err)
	}
	o, err := p.Lake.Put(ctx, key, bytes.NewReader(append(b, '\n')), condition)
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", key, err)
	}
	return o.ETag, nil
}
