package readahead_test

import (
	"bytes"
	"context"
	"math"
	"testing"

	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/storetest"
)

// small are options under which a few bytes are many ranges and blocks.
var small = readahead.Options{RangeBytes: 10, Streams: 3, BufferBytes: 36, Resumes: 2, Wait: atOnce}

func atOnce(ctx context.Context, _ int) error { return ctx.Err() }

func TestConformance(t *testing.T) {
	// Of objects larger than a range less is promised: TestReplacedMeanwhile.
	for _, options := range []readahead.Options{{}, {RangeBytes: math.MaxInt64, BufferBytes: 1 << 12}} {
		storetest.Run(t, func(*testing.T) store.Store {
			below := memstore.New()
			return struct {
				store.Reader
				store.Writer
			}{readahead.New(below, options), below}
		})
	}
}

// TestUnread: a body that is closed unread has cost one request, and is closed below.
func TestUnread(t *testing.T) {
	w := newWorld(t, 99)
	body, _, err := readahead.New(w, small).Get(t.Context(), "k", store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
	if _, err := body.Read(make([]byte, 1)); err == nil {
		t.Error("a closed body is read")
	}
	if len(w.gets) != 1 {
		t.Errorf("requests for %v, want 1", w.gets)
	}
}

func TestRequests(t *testing.T) {
	for _, c := range []struct {
		name string
		size int
		want store.Range
		gets int
	}{
		{"empty", 0, store.Range{}, 1},
		{"less than a range", 9, store.Range{}, 1},
		{"a range", 10, store.Range{}, 1},
		{"a range and a byte", 11, store.Range{}, 2},
		{"many", 99, store.Range{}, 10},
		{"to the end", 99, store.Range{Offset: 80}, 2},
		{"past the end", 99, store.Range{Offset: 100}, 1},
		{"a small part", 99, store.Range{Offset: 5, Length: 10}, 1},
		{"a large part", 99, store.Range{Offset: 5, Length: 11}, 2},
		{"a part that is cut", 99, store.Range{Offset: 85, Length: 90}, 2},
		{"from the end", 99, store.Range{Offset: -50}, 1},
	} {
		w := newWorld(t, c.size)
		got, err := w.read(t, small, c.want)
		offset, length := c.want.Within(int64(c.size))
		if !bytes.Equal(got, w.content[offset:offset+length]) || err != nil {
			t.Errorf("%s: %d bytes, %v", c.name, len(got), err)
		}
		if len(w.gets) != c.gets {
			t.Errorf("%s: requests for %v, want %d", c.name, w.gets, c.gets)
		}
	}
}
