package sharing

import (
	"errors"
	"testing"
	"time"
)

func TestRetry(t *testing.T) {
	open, other := errors.New("open"), errors.New("other")
	for name, test := range map[string]struct {
		answers []error // the last one for ever
		want    error
		calls   int // 0: many
	}{
		"at once":               {[]error{nil}, nil, 1},
		"once it is closed":     {[]error{open, open, nil}, nil, 3},
		"another error":         {[]error{other}, other, 1},
		"later another":         {[]error{open, other}, other, 2},
		"stays open to the end": {[]error{open}, open, 0},
	} {
		calls, slept := 0, time.Duration(0)
		err := retry(
			func() error { calls++; return test.answers[min(calls, len(test.answers))-1] },
			func(err error) bool { return errors.Is(err, open) },
			func(d time.Duration) { slept += d },
		)
		if !errors.Is(err, test.want) || test.calls > 0 && calls != test.calls {
			t.Errorf("%s: %v after %d calls, want %v after %d", name, err, calls, test.want, test.calls)
		}
		if test.calls == 0 && (slept < patience || slept > patience+longest || calls > 50) {
			t.Errorf("%s: slept %v in %d calls, want %v", name, slept, calls, patience)
		}
	}
}
