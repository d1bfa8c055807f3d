package publish

import (
	"context"
	"errors"
	"fmt"
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
		switch at := calls.Add(1); {
		case at <= int64(n):
			return next()
		case at == int64(n)+1 && after:
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
					s, now := christmas(t), newWatch()
					var box postbox
					hook, calls := crash(n, after)
					err := run(t.Context(), publisher(&faulty.Store{Store: s, Hook: hook}).at(now), box.mailing())
					if done = calls.Load() <= int64(n); done && err != nil {
						t.Fatal(err)
					}
					start := now.Time
					if err := run(t.Context(), publisher(s).at(now), box.mailing()); err != nil {
						t.Fatal(err)
					}
					if took := now.Sub(start); took > 11*time.Minute {
						t.Errorf("unsent for %v", took)
					}
					sent, again := box.count(), false
					for _, device := range []string{"A1", "B2"} {
						n := box.about(device)
						if n == 0 || n > 2 {
							t.Errorf("%d mails about %s", n, device)
						}
						again = again || n == 2
					}
					if again {
						doubled++
					}
					if err := run(t.Context(), publisher(s).at(now), box.mailing()); err != nil || box.count() != sent {
						t.Errorf("once more: %d mails, then %d, %v", sent, box.count(), err)
					}
				})
			}
			// A report is mailed twice only if the run ends before its receipt.
			if want := map[bool]int{false: 1, true: 0}[after]; name == "report" && doubled != want {
				t.Errorf("after the call %v: doubled in %d cases, want %d", after, doubled, want)
			}
		}
	}
}
