package main

import (
	"errors"
	"fmt"

	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/metrics"
)

// engineName names what adds up the rows of a day.
type engineName string

const (
	embedded engineName = "embedded" // the function itself
	onAthena engineName = "athena"
)

var errNotSet = errors.New("not set; Athena is to merge the rows")

func parseEngine(text string) (engineName, error) {
	e := engineName(text)
	if e != embedded && e != onAthena {
		return "", fmt.Errorf("%q: want %s or %s", text, embedded, onAthena)
	}
	return e, nil
}

// newEngine makes the engine of one invocation; nil where the function itself adds up.
func (f *function) newEngine() *engine.Engine {
	if f.sql == nil {
		return nil
	}
	return &engine.Engine{Lake: f.lake, SQL: f.sql, URL: f.config.lake.String()}
}

// engineWork is what an engine did, as metrics: it costs by the bytes that it has read.
// There are none where there is no engine.
func engineWork(e *engine.Engine) []metrics.Metric {
	if e == nil {
		return nil
	}
	w := e.Work()
	return []metrics.Metric{
		{Name: "MergeQueries", Unit: metrics.Count, Value: float64(w.Queries)},
		{Name: "MergeBytes", Unit: metrics.Bytes, Value: float64(w.Bytes)},
	}
}
