package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
)

// refusing is an SQL engine that reads and does not answer.
type refusing struct {
	sync.Mutex
	urls []string
}

func (r *refusing) Unload(_ context.Context, _, url string) (int64, error) {
	r.Lock()
	defer r.Unlock()
	r.urls = append(r.urls, url)
	return 1000, errors.New("no capacity")
}

func TestAddedUpElsewhere(t *testing.T) {
	for _, event := range []string{`{"date":"2011-12-24"}`, `{"mode":"alert","scheduled_time":"2011-12-24T11:20:00Z"}`} {
		w := newWorld(t)
		engine := new(refusing)
		w.sql = engine
		if _, err := w.invoke(t.Context(), event); err == nil || !strings.Contains(err.Error(), "no capacity") {
			t.Errorf("%s: error %v", event, err)
		}
		if len(engine.urls) == 0 || !strings.HasPrefix(engine.urls[0], "s3://lake/eas/merge/v2/dt=2011-12-24/") {
			t.Errorf("%s: unloaded to %q", event, engine.urls)
		}
		if lines := w.told(t); len(lines) != 1 || lines[0]["error"] == nil {
			t.Errorf("%s: told %v", event, lines)
		}
		if n := w.counted(t); n["MergeQueries"] != 2 || n["MergeBytes"] != 2000 {
			t.Errorf("%s: counted %v", event, n)
		}
	}
}
