package metrics_test

import (
	"bytes"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/metrics"
)

// TestLine holds a line against the specification of the format: Timestamp in
// milliseconds, a directive with namespace, dimension sets, and metrics with units
// that CloudWatch knows; a member of the root for each dimension (a text) and each
// metric (a number).
func TestLine(t *testing.T) {
	var log bytes.Buffer
	w := metrics.NewWriter(&log, `east "1"`)
	at := time.Date(2011, 12, 24, 6, 0, 0, 123_456_789, time.UTC)
	err := w.Write(at,
		metrics.Metric{Name: "SourcesApplied", Unit: metrics.Count, Value: 2},
		metrics.Metric{Name: "BytesRead", Unit: metrics.Bytes, Value: 11e9},
		metrics.Metric{Name: "BytesPerSecond", Unit: metrics.BytesPerSecond, Value: 1.5},
		metrics.Metric{Name: "LagSeconds", Unit: metrics.Seconds},
		metrics.Metric{Name: "EstimatedCost", Unit: metrics.None, Value: 0.0000133334})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"BytesPerSecond":1.5,"BytesRead":11000000000,"EstimatedCost":0.0000133334,"LagSeconds":0,"SourcesApplied":2,"Stack":"east \"1\"",` +
		`"_aws":{"Timestamp":1324706400123,"CloudWatchMetrics":[{"Namespace":"easreport","Dimensions":[["Stack"]],"Metrics":[` +
		`{"Name":"SourcesApplied","Unit":"Count"},{"Name":"BytesRead","Unit":"Bytes"},{"Name":"BytesPerSecond","Unit":"Bytes/Second"},` +
		`{"Name":"LagSeconds","Unit":"Seconds"},{"Name":"EstimatedCost","Unit":"None"}]}]}}` + "\n"
	if diff := cmp.Diff(want, log.String()); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
}

func TestFailures(t *testing.T) {
	var log bytes.Buffer
	if err := metrics.NewWriter(&log, "").Write(time.Now(), metrics.Metric{Value: math.NaN()}); err == nil || log.Len() > 0 {
		t.Errorf("not a number: %v, wrote %q", err, &log)
	}
	if err := metrics.NewWriter(broken{}, "").Write(time.Now()); !errors.Is(err, errBroken) {
		t.Errorf("broken log: %v", err)
	}
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }
