// Package metrics writes numbers in CloudWatch's embedded metric format: a line of
// the log, from which CloudWatch makes metrics. Nothing is sent, and nothing waits.
//
// It must not know what is counted.
package metrics

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Namespace is where CloudWatch keeps our metrics. Each has one dimension, Stack.
const Namespace = "easreport"

const dimension = "Stack"

// Unit is one of the units that CloudWatch knows.
type Unit string

// The units in use.
const (
	Count          Unit = "Count"
	Bytes          Unit = "Bytes"
	BytesPerSecond Unit = "Bytes/Second"
	Seconds        Unit = "Seconds"
	None           Unit = "None"
)

// Metric is a number with a name.
type Metric struct {
	Name  string
	Unit  Unit
	Value float64
}

// Writer writes metrics of one stack, each line by one Write.
type Writer struct {
	to    io.Writer
	stack string
}

// NewWriter returns a writer of the metrics of a stack.
func NewWriter(to io.Writer, stack string) *Writer { return &Writer{to, stack} }

// Write writes a line with metrics of this time: at most 100 of different names,
// as the format allows.
func (w *Writer) Write(at time.Time, all ...Metric) error {
	type definition struct{ Name, Unit string }
	type directive struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []definition
	}
	type metadata struct {
		Timestamp         int64
		CloudWatchMetrics []directive
	}
	d := directive{Namespace: Namespace, Dimensions: [][]string{{dimension}}}
	line := map[string]any{dimension: w.stack}
	for _, m := range all {
		d.Metrics = append(d.Metrics, definition{m.Name, string(m.Unit)})
		line[m.Name] = m.Value
	}
	line["_aws"] = metadata{Timestamp: at.UnixMilli(), CloudWatchMetrics: []directive{d}}
	text, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("writing metrics: %w", err)
	}
	if _, err := w.to.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("writing metrics: %w", err)
	}
	return nil
}
