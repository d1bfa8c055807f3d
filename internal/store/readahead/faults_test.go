package readahead_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

var errBroke = errors.New("broke")

// breaking spoils the first n bodies.
func breaking(n int, spoil func(io.ReadCloser) io.ReadCloser) func(faulty.Call, io.ReadCloser) io.ReadCloser {
	var mu sync.Mutex
	return func(_ faulty.Call, body io.ReadCloser) io.ReadCloser {
		mu.Lock()
		defer mu.Unlock()
		if n == 0 {
			return body
		}
		n--
		return spoil(body)
	}
}

// longer has bytes after its end.
type longer struct {
	io.Reader
	io.Closer
}

func TestBrokenBodies(t *testing.T) {
	reset := func(at int64) func(io.ReadCloser) io.ReadCloser {
		return func(body io.ReadCloser) io.ReadCloser { return faulty.Reset(body, at, errBroke) }
	}
	short := func(body io.ReadCloser) io.ReadCloser { return faulty.Short(body, 7) }
	long := func(body io.ReadCloser) io.ReadCloser {
		return longer{io.MultiReader(body, bytes.NewReader([]byte("more"))), body}
	}
	for _, c := range []struct {
		name   string
		size   int
		spoil  func(io.ReadCloser) io.ReadCloser
		bodies int
		want   error // nil: resumed
	}{
		{"in the middle", 10, reset(7), 1, nil},
		{"twice", 10, reset(3), 2, nil},
		{"too often", 10, reset(3), 3, errBroke},
		{"at its first byte", 10, reset(0), 1, nil},
		{"at its end", 10, reset(10), 1, nil},
		{"short", 10, short, 1, nil},
		{"short too often", 10, func(body io.ReadCloser) io.ReadCloser { return faulty.Short(body, 0) }, 3, io.ErrUnexpectedEOF},
		{"long", 10, long, 1, nil},
		{"of many", 99, reset(7), 2, nil},
		{"all of many", 99, reset(1), 1000, errBroke},
	} {
		w := newWorld(t, c.size)
		w.Body = breaking(c.bodies, c.spoil)
		got, err := w.read(t, small, store.Range{})
		if !errors.Is(err, c.want) || c.want == nil && !bytes.Equal(got, w.content) {
			t.Errorf("%s: %d bytes, error %v, want %v", c.name, len(got), err, c.want)
		}
	}
	w := newWorld(t, 10)
	w.Body = func(_ faulty.Call, body io.ReadCloser) io.ReadCloser { return long(body) }
	if _, err := w.read(t, small, store.Range{}); err == nil {
		t.Error("a body that is always longer passes")
	}
}

// TestResumedWhereItBroke: no byte is asked for twice.
func TestResumedWhereItBroke(t *testing.T) {
	w := newWorld(t, 20)
	w.Body = breaking(1, func(body io.ReadCloser) io.ReadCloser { return faulty.Reset(body, 4, errBroke) })
	options := small
	options.Streams = 1
	if _, err := w.read(t, options, store.Range{}); err != nil {
		t.Fatal(err)
	}
	want := []store.Range{{Offset: 0, Length: 10}, {Offset: 4, Length: 6}, {Offset: 10, Length: 10}}
	if diff := cmp.Diff(want, w.gets); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestFailedRequests(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault error
		times int
		want  error
	}{
		{"once", errBroke, 1, nil},
		{"too often", errBroke, 1000, errBroke},
		{"replaced", store.ErrPrecondition, 1, store.ErrPrecondition},
		{"deleted", store.ErrNotExist, 1, store.ErrNotExist},
	} {
		w := newWorld(t, 99)
		later := faulty.Times(c.times, faulty.Before(c.fault))
		w.Hook = func(ctx context.Context, call faulty.Call, next func() error) error {
			if call.Range.Offset == 0 {
				return next()
			}
			return later(ctx, call, next)
		}
		got, err := w.read(t, small, store.Range{})
		if !errors.Is(err, c.want) || c.want == nil && !bytes.Equal(got, w.content) {
			t.Errorf("%s: %d bytes, error %v, want %v", c.name, len(got), err, c.want)
		}
	}
	w := newWorld(t, 99)
	w.Hook = faulty.Times(1, faulty.Before(errBroke))
	if _, err := w.read(t, small, store.Range{}); !errors.Is(err, errBroke) || len(w.gets) != 1 {
		t.Errorf("a Get that fails: %v after %d requests", err, len(w.gets))
	}
}

// TestReplacedMeanwhile: bytes of two versions are never put together.
func TestReplacedMeanwhile(t *testing.T) {
	w := newWorld(t, 99)
	body, _, err := readahead.New(w, small).Get(t.Context(), "k", store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := w.Put(t.Context(), "k", bytes.NewReader(make([]byte, 99)), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	// The buffer holds less than half of the object.
	if _, err := io.ReadAll(body); !errors.Is(err, store.ErrPrecondition) {
		t.Errorf("error %v, want %v", err, store.ErrPrecondition)
	}
}

// TestBytesAreTheObjects reads random objects through random faults.
func TestBytesAreTheObjects(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		w := newWorld(t, random.IntN(5000))
		options := readahead.Options{
			RangeBytes: 1 + random.Int64N(1000), Streams: 1 + random.IntN(6), BufferBytes: 1 + random.Int64N(4000),
			Resumes: math.MaxInt, Wait: atOnce,
		}
		var mu sync.Mutex
		chance := func(n int) bool {
			mu.Lock()
			defer mu.Unlock()
			return random.IntN(n) == 0
		}
		w.Body = func(call faulty.Call, body io.ReadCloser) io.ReadCloser {
			if !chance(3) {
				return body
			}
			return faulty.Reset(body, call.Range.Length/2, []error{errBroke, io.EOF}[call.Range.Length%2])
		}
		w.Hook = func(_ context.Context, call faulty.Call, next func() error) error {
			if call.Range.Offset > 0 && chance(5) {
				return errBroke
			}
			return next()
		}
		got, err := w.read(t, options, store.Range{})
		if err != nil || !bytes.Equal(got, w.content) {
			t.Fatalf("%+v: %d bytes of %d, equal %v, %v", options, len(got), len(w.content), bytes.Equal(got, w.content), err)
		}
	}
}
