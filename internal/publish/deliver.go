package publish

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
)

// Sender sends mail. An error that is mail.ErrUnclear says that the message may
// have been sent; any other that it was not.
type Sender interface {
	// Send returns the id by which the sender knows the message.
	Send(ctx context.Context, m *mail.Message) (id string, err error)
}

// ErrMail says that a mail was not sent, or that nobody knows whether it was. To
// publish again sends it if it must be.
var ErrMail = errors.New("mailing the report")

// Mailing says by whom and to whom a report is mailed, and when.
type Mailing struct {
	Sender Sender
	From   string
	To     []string
	When   When
	// Lease is how long a claim holds when its owner ends without a word: longer
	// than the owner can live.
	Lease time.Duration
}

// When says when a report is mailed.
type When string

const (
	// Always mails every report.
	Always When = "always"
	// Flagged mails a report if a device has the minimum of hits or needs attention, or
	// if the report is not whole.
	Flagged When = "flagged"
)

// delivered is what came of mails about some claims.
type delivered struct {
	keys      []string // those mailed now; others were mailed before
	messageID string
	// unrecorded is why not all receipts could be written: what was sent may be
	// sent again.
	unrecorded error
}

// polling is how often it is looked whether a claim of another run has ended.
const polling = 5 * time.Second

// deliver mails what the keys stand for and what was not mailed yet: mostly by
// one mail. What another run holds is waited for, as long as ctx allows: if that
// run is alive there will be a receipt, and if it is not, somebody must send.
func (p *Publisher) deliver(
	ctx context.Context, m *Mailing, keys []string, c lake.Receipt, compose func(keys []string) (*mail.Message, error),
) (delivered, error) {
	var d delivered
	for {
		ours, held, err := p.takeAll(ctx, keys, c, m.Lease)
		if err != nil {
			// A store that fails would not take the receipts either: no mail, rather
			// than one that comes again.
			return d, errors.Join(err, p.settleAll(ctx, ours, lake.Unsent, "", err))
		}
		if len(ours) > 0 {
			id, unrecorded, err := p.send(ctx, m, ours, compose)
			if err != nil {
				return d, err
			}
			for _, h := range ours {
				d.keys = append(d.keys, h.Key)
			}
			d.messageID, d.unrecorded = id, errors.Join(d.unrecorded, unrecorded)
		}
		if len(held) == 0 {
			return d, nil
		}
		keys = held
		if err := p.Clock.sleep(ctx, polling); err != nil {
			return d, fmt.Errorf("%w: %w, or ended without a receipt; its claim will end: %w", ErrMail, errHeld, err)
		}
	}
}

// takeAll makes claims ours, many at a time.
func (p *Publisher) takeAll(ctx context.Context, keys []string, c lake.Receipt, lease time.Duration) (ours []*holding, held []string, err error) {
	holdings, errs := make([]*holding, len(keys)), make([]error, len(keys))
	each(len(keys), func(i int) { holdings[i], errs[i] = p.take(ctx, keys[i], c, lease) })
	var faults []error
	for i, key := range keys {
		switch err := errs[i]; {
		case err == nil:
			ours = append(ours, holdings[i])
		case errors.Is(err, errHeld):
			held = append(held, key)
		case !errors.Is(err, errSent):
			faults = append(faults, err)
		}
	}
	return ours, held, errors.Join(faults...)
}

// send sends one mail about claims that are ours, and settles them.
func (p *Publisher) send(
	ctx context.Context, m *Mailing, ours []*holding, compose func(keys []string) (*mail.Message, error),
) (id string, unrecorded, err error) {
	var keys []string
	for _, h := range ours {
		keys = append(keys, h.Key)
	}
	letter, err := compose(keys)
	if err == nil {
		letter.From, letter.To = m.From, m.To
		letter.ID = messageID(m, keys)
		err = ctx.Err() // else it would be tried without time for it
	}
	if err == nil {
		id, err = m.Sender.Send(ctx, letter)
	}
	if errors.Is(err, mail.ErrUnclear) {
		return "", nil, fmt.Errorf("%w (it may be sent again after %s): %w", ErrMail, ours[0].Until.Format(time.RFC3339), err)
	}
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrMail, errors.Join(err, p.settleAll(ctx, ours, lake.Unsent, "", err)))
	}
	return id, p.settleAll(ctx, ours, lake.Sent, id, nil), nil
}

// settleAll writes what became of claims of ours.
func (p *Publisher) settleAll(ctx context.Context, ours []*holding, s lake.ReceiptState, id string, reason error) error {
	errs := make([]error, len(ours))
	each(len(ours), func(i int) {
		h := ours[i]
		h.State, h.MessageID = s, id
		if reason != nil {
			h.Reason = reason.Error()
		}
		errs[i] = p.settle(ctx, h)
	})
	return errors.Join(errs...)
}

// messageID is the same for the same mail, so that one that comes twice may be
// dropped by whoever gets it.
func messageID(m *Mailing, keys []string) string {
	from, err := netmail.ParseAddress(m.From)
	if err != nil {
		return "" // the message will not be sent
	}
	domain := from.Address[strings.LastIndexByte(from.Address, '@'):]
	return hash(append(slices.Sorted(slices.Values(keys)), recipientsHash(m.To))...) + domain
}

// atOnce is how many claims are under way at the same time.
const atOnce = 16

// each calls do for 0 to n-1, several at a time.
func each(n int, do func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(n, atOnce) {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
