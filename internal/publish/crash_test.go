package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

var errCrashed = errors.New("crashed")

// crash fails the n-th call of a store and all after it, as a process that ends
// there: before the call is done, or after.
func crash(n int, after bool) (hook faulty.Hook, calls *atomic.Int64) {
	calls = new(atomic.Int64)
	return func(_ context.Context, _ faulty.Call, next func() error) error {
		switch call := int(calls.Add(1)); {
		case call <= n:
			return next()
		case call == n+1 && after:
			_ = next()
		}
		return errCrashed
	}, calls
}

// doubled tells whether a device was mailed about twice.
func doubled(box *postbox) bool {
	count := func(device string) (n int) {
		for _, m := range box.mails {
			if strings.Contains(m.Text, device) {
				n++
			}
		}
		return n
	}
	return count("A1") > 1 || count("B2") > 1
}

// TestCrashes ends a run at each of its calls of the store. Whoever comes next
// sends the mail if it must be sent; that it was sent already is only unknown
// after a crash between sending and the receipt.
func TestCrashes(t *testing.T) {
	runs := map[string]func(ctx context.Context, p *Publisher, m *Mailing) error{
		"report": func(ctx context.Context, p *Publisher, m *Mailing) error {
			_, err := p.Publish(ctx, christmasDay(t), m)
			return err
		},
		"alert": func(ctx context.Context, p *Publisher, m *Mailing) error {
			_, err := p.Alert(ctx, hours(t, "2011-12-24 10:00", "2011-12-24 11:00", 40), m)
			return err
		},
	}
	claims := map[string]int{"report": 1, "alert": 2}
	for name, run := range runs {
		for _, after := range []bool{false, true} {
			twice := 0
			for n, done := 0, false; !done; n++ {
				t.Run(fmt.Sprint(name, " ", n, " ", after), func(t *testing.T) {
					world := lab{lake: christmas(t)}
					var box postbox
					hook, calls := crash(n, after)
					p := world.publisher()
					p.Lake = &faulty.Store{Store: world.lake, Hook: hook}
					err := run(t.Context(), p, box.mailing())
					if done = int(calls.Load()) <= n; done && err != nil {
						t.Fatal(err)
					}
					start := world.time.now
					if err := run(t.Context(), world.publisher(), box.mailing()); err != nil {
						t.Fatal(err)
					}
					if took := world.time.now.Sub(start); took > 11*time.Minute {
						t.Errorf("unsent for %v", took)
					}
					if n := box.count(); n == 0 || n > 2 {
						t.Errorf("%d mails", n)
					}
					if doubled(&box) {
						twice++
					}
					if err := run(t.Context(), world.publisher(), box.mailing()); err != nil {
						t.Fatal(err)
					}
					if n := box.count(); n > 2 {
						t.Errorf("%d mails", n)
					}
				})
			}
			// Ended before a receipt was written.
			unknown := claims[name]
			if after {
				unknown--
			}
			if twice > unknown {
				t.Errorf("%s, after the call %v: doubled in %d cases, want %d at most", name, after, twice, unknown)
			}
		}
	}
}
