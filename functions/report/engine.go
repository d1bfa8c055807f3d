package main

import (
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/merge"
	"github.com/easreport/easreport/internal/metrics"
	"github.com/easreport/easreport/internal/store"
)

// mergeEngine is who adds up the rows of a day.
type mergeEngine string

const (
	embedded mergeEngine = "embedded" // the function itself
	onAthena mergeEngine = "athena"
)

var errNotSet = errors.New("not set; Athena is to merge the rows")

func engine(text string) (mergeEngine, error) {
	e := mergeEngine(text)
	if e != embedded && e != onAthena {
		return "", fmt.Errorf("%q: want %s or %s", text, embedded, onAthena)
	}
	return e, nil
}

// open gives the lake for one invocation.
func (f *function) open() store.Store {
	if f.engine == nil {
		return f.lake
	}
	return &merge.Lake{Store: f.lake, Engine: f.engine, URL: f.config.lake.String()}
}

// mergeWork is what an engine did for a lake, as metrics: it costs by the bytes that
// it has read. There are none where there is no engine.
func mergeWork(l store.Store) []metrics.Metric {
	merged, ok := l.(*merge.Lake)
	if !ok {
		return nil
	}
	w := merged.Work()
	return []metrics.Metric{
		{Name: "MergeQueries", Unit: metrics.Count, Value: float64(w.Queries)},
		{Name: "MergeBytes", Unit: metrics.Bytes, Value: float64(w.Bytes)},
	}
}
