package publish

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

func contextWithTimeout(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}

var errCrashed = errors.New("crashed")

// crash fails the n-th call of a store and all after it, as a process that ends
// there: before the call is done, or after.
func crash(n int, after bool) (hook faulty.Hook, calls *int) {
	calls = new(int)
	return func(_ context.Context, _ faulty.Call, next func() error) error {
		switch *calls++; {
		case *calls <= n:
			return next()
		case *calls == n+1 && after:
			_ = next()
		}
		return errCrashed
	}, calls
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
	for name, run := range runs {
		for _, after := range []bool{false, true} {
			doubled := 0
			for n, done := 0, false; !done; n++ {
				t.Run(fmt.Sprint(name, " ", n, " ", after), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						s := christmas(t)
						var box postbox
						hook, calls := crash(n, after)
						p := publisher(&faulty.Store{Store: s, Hook: hook})
						err := run(t.Context(), p, box.mailing())
						if done = *calls <= n; done && err != nil {
							t.Fatal(err)
						}
						start := time.Now()
						if err := run(t.Context(), publisher(s), box.mailing()); err != nil {
							t.Fatal(err)
						}
						if took := time.Since(start); took > 11*time.Minute {
							t.Errorf("unsent for %v", took)
						}
						if n := box.count(); n == 0 || n > 2 {
							t.Errorf("%d mails", n)
						} else if n == 2 {
							doubled++
						}
						if err := run(t.Context(), publisher(s), box.mailing()); err != nil {
							t.Fatal(err)
						}
						if n := box.count(); n > 2 {
							t.Errorf("%d mails", n)
						}
					})
				})
			}
			if after && doubled != 0 || doubled > 2 {
				t.Errorf("%s, after the call %v: doubled in %d cases", name, after, doubled)
			}
		}
	}
}
