package readahead_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
	"github.com/easreport/easreport/internal/store/storetest/throttled"
)

// The tests below run on a clock that goes on when all goroutines wait: times are
// exact, and a goroutine that is left behind fails the test.

// TestLatencyIsHidden: with a buffer as large as promised, streams add up.
func TestLatencyIsHidden(t *testing.T) {
	const (
		rangeBytes = 64 << 10
		perSecond  = 75_000 // a stream takes 0.87 s for a range
		ranges     = 32
	)
	for _, c := range []struct {
		name             string
		streams          int
		buffer           int64
		consumer         time.Duration // for each KiB
		fastest, slowest time.Duration
	}{
		{"alone", 1, 1 << 20, 0, 28 * time.Second, 31 * time.Second},
		{"four", 4, 128 << 10, 0, 7 * time.Second, 9 * time.Second},
		{"four, a buffer of all their ranges", 4, 256 << 10, 0, 7 * time.Second, 9 * time.Second},
		{"four, less of a buffer", 4, 96 << 10, 0, 7 * time.Second, 12 * time.Second},
		{"too small a buffer", 4, 32 << 10, 0, 15 * time.Second, 31 * time.Second},
		{"eight", 8, 256 << 10, 0, 3500 * time.Millisecond, 7 * time.Second},
		{"a slow reader", 4, 128 << 10, 10 * time.Millisecond, 20 * time.Second, 22 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, ranges*rangeBytes)
			slow := &throttled.Reader{Reader: w, Latency: 50 * time.Millisecond, BytesPerSecond: perSecond}
			r := readahead.New(slow, readahead.Options{RangeBytes: rangeBytes, Streams: c.streams, BufferBytes: c.buffer})
			start := time.Now()
			body, _, err := r.Get(t.Context(), "k", store.Range{}, w.object.ETag)
			if err != nil {
				t.Fatal(err)
			}
			total := 0
			for block := make([]byte, 1024); err == nil; {
				var n int
				n, err = io.ReadFull(body, block)
				total += n
				time.Sleep(c.consumer * time.Duration(n) / 1024)
			}
			took := time.Since(start)
			if !errors.Is(err, io.EOF) || total != len(w.content) {
				t.Errorf("%s: %d bytes, %v", c.name, total, err)
			}
			t.Logf("%s: %v", c.name, took)
			if took < c.fastest || took > c.slowest {
				t.Errorf("%s: took %v, want %v to %v", c.name, took, c.fastest, c.slowest)
			}
			if err := body.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestEnded: whatever a body's requests wait for, Close and the end of its context
// end them, and it says so.
func TestEnded(t *testing.T) {
	for _, c := range []struct {
		name   string
		slowed func(*world) store.Reader
	}{
		{"full buffers", func(w *world) store.Reader { return w }},
		{"slow bodies", func(w *world) store.Reader { return &throttled.Reader{Reader: w, BytesPerSecond: 1} }},
		{"slow requests", func(w *world) store.Reader {
			w.Hook = func(ctx context.Context, call faulty.Call, next func() error) error {
				if call.Range.Offset == 0 {
					return next()
				}
				return faulty.Delay(time.Hour)(ctx, call, next)
			}
			return w
		}},
		{"waiting to resume", func(w *world) store.Reader {
			w.Body = func(_ faulty.Call, body io.ReadCloser) io.ReadCloser { return faulty.Reset(body, 0, errBroke) }
			return w
		}},
	} {
		for name, end := range map[string]func(cancel func(), body io.Closer) error{
			"cancel": func(cancel func(), _ io.Closer) error { cancel(); return nil },
			"close":  func(_ func(), body io.Closer) error { return body.Close() },
		} {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				w := newWorld(t, 99)
				options := small
				options.Wait = nil
				body, _, err := readahead.New(c.slowed(w), options).Get(ctx, "k", store.Range{}, "")
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Millisecond)
				if err := end(cancel, body); err != nil {
					t.Error(err)
				}
				start := time.Now()
				_, err = body.Read(make([]byte, 1))
				if name == "cancel" && !errors.Is(err, context.Canceled) || err == nil {
					t.Errorf("%s, %s: Read after it: %v", c.name, name, err)
				}
				if err := body.Close(); err != nil {
					t.Error(err)
				}
				if w.open != 0 || time.Since(start) > 0 {
					t.Errorf("%s, %s: %d bodies are open after %v", c.name, name, w.open, time.Since(start))
				}
			})
		}
	}
}

// TestWaitsLonger: the default waits between resumes are bounded and not none.
func TestWaitsLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 9)
		w.Body = func(_ faulty.Call, body io.ReadCloser) io.ReadCloser { return faulty.Reset(body, 0, errBroke) }
		start := time.Now()
		if _, err := w.read(t, readahead.Options{}, store.Range{}); !errors.Is(err, errBroke) {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took == 0 || took > 6200*time.Millisecond {
			t.Errorf("failed after %v", took)
		}
		if len(w.gets) != 6 {
			t.Errorf("%d requests", len(w.gets))
		}
	})
}
