package readahead_test

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/storetest/faulty"
)

// world is a store with one object, that notes what is asked of it.
type world struct {
	faulty.Store
	content []byte
	object  store.Object

	mu     sync.Mutex
	gets   []store.Range
	open   int // bodies
	pinned bool
}

func newWorld(t *testing.T, size int) *world {
	t.Helper()
	w := &world{content: make([]byte, size), pinned: true}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range w.content {
		w.content[i] = byte(random.Uint32())
	}
	w.Store.Store = memstore.New()
	var err error
	if w.object, err = w.Put(t.Context(), "k", bytes.NewReader(w.content), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	w.Body = func(_ faulty.Call, body io.ReadCloser) io.ReadCloser { return body }
	return w
}

// Get is the store's Get, noted.
func (w *world) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	w.mu.Lock()
	w.gets = append(w.gets, r)
	w.pinned = w.pinned && etag == w.object.ETag
	w.mu.Unlock()
	body, o, err := w.Store.Get(ctx, key, r, etag)
	if err != nil {
		return nil, o, err
	}
	w.mu.Lock()
	w.open++
	w.mu.Unlock()
	return &noted{body, w}, o, nil
}

type noted struct {
	io.ReadCloser
	world *world
}

func (n *noted) Close() error {
	n.world.mu.Lock()
	n.world.open--
	n.world.mu.Unlock()
	return n.ReadCloser.Close()
}

// read reads a range to its end.
func (w *world) read(t *testing.T, options readahead.Options, r store.Range) ([]byte, error) {
	t.Helper()
	body, o, err := readahead.New(w, options).Get(t.Context(), "k", r, w.object.ETag)
	if err != nil {
		return nil, err
	}
	if diff := cmp.Diff(w.object, o); diff != "" {
		t.Errorf("object (-want +got):\n%s", diff)
	}
	got, err := io.ReadAll(body)
	if closeErr := body.Close(); closeErr != nil {
		t.Errorf("Close: %v", closeErr)
	}
	if w.open != 0 {
		t.Errorf("%d bodies are open after Close", w.open)
	}
	if !w.pinned {
		t.Error("a request without the ETag")
	}
	return got, err
}
