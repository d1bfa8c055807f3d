package faulty_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/storetest"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

var (
	errFault = errors.New("fault")
	always   store.Condition
)

func TestConformanceWithoutFaults(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store {
		return &faulty.Store{Store: memstore.New(), Hook: faulty.Chain(faulty.Delay(0), faulty.Times(0, faulty.Before(errFault)))}
	})
}

func put(ctx context.Context, s store.Store, key string) error {
	_, err := s.Put(ctx, key, strings.NewReader(key), always)
	return err
}

func keys(t *testing.T, s store.Store) (keys []string, err error) {
	t.Helper()
	for o, err := range s.List(t.Context(), "") {
		if err != nil {
			return keys, err
		}
		keys = append(keys, o.Key)
	}
	return keys, nil
}

func TestHooks(t *testing.T) {
	mem := memstore.New()
	s := &faulty.Store{Store: mem, Hook: faulty.Chain(
		faulty.Only(faulty.Put, "before", faulty.Before(errFault)),
		faulty.Only(faulty.Put, "after", faulty.After(errFault)),
		faulty.Only(faulty.Put, "twice", faulty.Times(2, faulty.Before(errFault))),
		faulty.Only(faulty.List, "", faulty.After(errFault)),
	)}
	for _, test := range []struct {
		key  string
		want error
	}{{"a", nil}, {"before", errFault}, {"after", errFault}, {"twice", errFault}, {"twice", errFault}, {"twice", nil}} {
		if err := put(t.Context(), s, test.key); !errors.Is(err, test.want) {
			t.Errorf("put %s: error %v, want %v", test.key, err, test.want)
		}
	}
	want := []string{"a", "after", "twice"}
	if got, err := keys(t, mem); !cmp.Equal(got, want) || err != nil {
		t.Errorf("stored %q, error %v", got, err)
	}
	if got, err := keys(t, s); !cmp.Equal(got, want) || !errors.Is(err, errFault) {
		t.Errorf("listed %q, error %v", got, err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	s.Hook = faulty.Delay(time.Hour)
	if err := put(ctx, s, "late"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("delayed put: error %v", err)
	}
}

func TestBodies(t *testing.T) {
	s := &faulty.Store{Store: memstore.New()}
	if err := put(t.Context(), s, "0123456789"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		spoil func(faulty.Call, io.ReadCloser) io.ReadCloser
		body  string
		err   error
	}{
		{nil, "0123456789", nil},
		{func(_ faulty.Call, b io.ReadCloser) io.ReadCloser { return faulty.Short(b, 4) }, "0123", nil},
		{func(_ faulty.Call, b io.ReadCloser) io.ReadCloser { return faulty.Reset(b, 7, errFault) }, "0123456", errFault},
		{func(_ faulty.Call, b io.ReadCloser) io.ReadCloser { return faulty.Reset(b, 70, errFault) }, "0123456789", nil},
	} {
		s.Body = test.spoil
		body, o, err := s.Get(t.Context(), "0123456789", store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(body)
		if string(b) != test.body || !errors.Is(err, test.err) || o.Size != 10 {
			t.Errorf("read %q, error %v; want %q, %v", b, err, test.body, test.err)
		}
		if err := body.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestGate takes two workers that both want to be first through the schedule in
// which each looks before either writes.
func TestGate(t *testing.T) {
	mem := memstore.New()
	type worker struct {
		gate *faulty.Gate
		err  error
	}
	start := func() *worker {
		w := &worker{gate: faulty.NewGate()}
		s := &faulty.Store{Store: mem, Hook: w.gate.Hook}
		go func() {
			defer w.gate.Finish()
			if _, w.err = s.Head(t.Context(), "k"); errors.Is(w.err, store.ErrNotExist) {
				_, w.err = s.Put(t.Context(), "k", strings.NewReader(""), store.Condition{Absent: true})
			}
		}()
		return w
	}
	a, b := start(), start()
	var schedule []string
	for _, w := range []*worker{a, b, b, a} {
		call, ok := w.gate.Next()
		if !ok {
			t.Fatal("finished early")
		}
		schedule = append(schedule, call.String())
		if call.Op == faulty.Put && w == b {
			w.gate.Step(faulty.After(errFault))
			continue
		}
		w.gate.Step(nil)
	}
	if diff := cmp.Diff([]string{"head k", "head k", "put k", "put k"}, schedule); diff != "" {
		t.Errorf("schedule (-want +got):\n%s", diff)
	}
	if a.gate.Step(nil) || b.gate.Step(nil) {
		t.Error("a worker goes on")
	}
	if !errors.Is(b.err, errFault) || !errors.Is(a.err, store.ErrPrecondition) {
		t.Errorf("errors: first writer %v, second %v", b.err, a.err)
	}
}

func TestGateIsLeftWhenCancelled(t *testing.T) {
	gate := faulty.NewGate()
	s := &faulty.Store{Store: memstore.New(), Hook: gate.Hook}
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error)
	go func() { result <- put(ctx, s, "k") }()
	gate.Next()
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("put: error %v", err)
	}
	gate.Step(nil) // does not hang
}
