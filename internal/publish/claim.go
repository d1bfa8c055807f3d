package publish

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// holding is a claim that is ours, and the ETag that it has in the store.
type holding struct {
	etag string
	lake.Receipt
}

var (
	// errSent is returned by take for what was sent already.
	errSent = errors.New("sent already")
	// errHeld is returned by take for what another run is sending, or was when it
	// ended.
	errHeld = errors.New("another run is sending it")
)

// take makes the claim ours. Beside errSent and errHeld errors are the store's.
func (p *Publisher) take(ctx context.Context, key string, c lake.Receipt, lease time.Duration) (*holding, error) {
	c.Key, c.State, c.Owner = key, lake.Claimed, rand.Text()
	var err error
	for range attempts {
		current, etag, readErr := lake.ReadReceipt(ctx, p.Lake, key)
		condition := store.Condition{ETag: etag}
		switch {
		case errors.Is(readErr, store.ErrNotExist):
			condition = store.Condition{Absent: true}
		case errors.Is(readErr, lake.ErrDamaged): // of no use to anybody: as if it had ended
		case readErr != nil:
			return nil, readErr
		case current.State == lake.Sent:
			return nil, errSent
		case current.Owner == c.Owner: // the write before went well after all
			return &holding{etag, current}, nil
		case current.State == lake.Claimed && p.Clock.now().Before(current.Until):
			return nil, errHeld
		}
		c.At = p.Clock.now().UTC()
		c.Until = c.At.Add(lease)
		if etag, err = lake.WriteReceipt(ctx, p.Lake, c, condition); err == nil {
			return &holding{etag, c}, nil
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
		if _, err = lake.WriteReceipt(ctx, p.Lake, h.Receipt, store.Condition{ETag: h.etag}); err == nil {
			return nil
		}
		current, etag, readErr := lake.ReadReceipt(ctx, p.Lake, h.Key)
		switch {
		case readErr != nil:
			err = readErr
		case current.Owner != h.Owner:
			return fmt.Errorf("writing %s: another run took over: %w", h.Key, err)
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
