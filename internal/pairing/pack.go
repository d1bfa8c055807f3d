package pairing

import (
	"encoding/binary"
	"slices"

	"github.com/easreport/easreport/internal/activity"
)

// codec packs runs of rows of one group into bytes and back. Most values of a run are the
// same: they are written once. It serves one goroutine.
type codec struct {
	batch   *activity.Batch
	columns []activity.Column // those that are kept; others have no values
	bins    []activity.Bin    // of the rows that were unpacked
}

// newCodec makes a codec of the columns of rows with the names, of all if there are none.
// Columns are packed in an order of their own: those that are looked at before the rest
// come first.
func newCodec(b *activity.Batch, wanted []string) *codec {
	c := &codec{batch: b}
	var late []activity.Column
	for _, column := range b.Columns() {
		switch {
		case slices.Contains(lookedAt, column.Name):
			c.columns = append(c.columns, column)
		case len(wanted) == 0 || column.Merge == activity.Key || slices.Contains(needed, column.Name) || slices.Contains(wanted, column.Name):
			late = append(late, column)
		}
	}
	c.columns = append(c.columns, late...)
	return c
}

// lookedAt are the columns that tell who sent the requests of a group, and when.
var lookedAt = []string{"bucket", "cs_username", "query_user", "side", "command", "status", "client_address"}

// needed are the columns beside the key without which rows are not paired.
var needed = []string{"hits", "time_taken_ms", "timed_hits", "time_histogram", "first_time", "last_time"}

// constantBytes hold a bit for each column: whether the run has one value in it.
const constantBytes = 8

// pack appends rows from i to n of the batch.
func (c *codec) pack(to []byte, i, n int) []byte {
	to = binary.AppendUvarint(to, uint64(n-i))
	at := len(to)
	to = append(to, make([]byte, constantBytes)...)
	for k := range c.columns {
		constant := false
		switch values := c.columns[k].Values.(type) {
		case *[]activity.Word:
			to, constant = packWords(to, (*values)[i:n])
		case *[]int64:
			to, constant = packNumbers(to, (*values)[i:n])
		case *[]activity.Histogram:
			to, constant = packBins(to, (*values)[i:n])
		}
		if constant {
			to[at+k/8] |= 1 << (k % 8)
		}
	}
	return to
}

func packWords(to []byte, values []activity.Word) (packed []byte, constant bool) {
	if same(values) {
		return binary.AppendUvarint(to, uint64(values[0])), true
	}
	for _, v := range values {
		to = binary.AppendUvarint(to, uint64(v))
	}
	return to, false
}

func packNumbers(to []byte, values []int64) (packed []byte, constant bool) {
	if same(values) {
		return binary.AppendVarint(to, values[0]), true
	}
	before := int64(0)
	for _, v := range values {
		to = binary.AppendVarint(to, v-before)
		before = v
	}
	return to, false
}

func same[T comparable](values []T) bool {
	for _, v := range values[1:] {
		if v != values[0] {
			return false
		}
	}
	return true
}

func packBins(to []byte, values []activity.Histogram) (packed []byte, none bool) {
	if !slices.ContainsFunc(values, func(h activity.Histogram) bool { return len(h) > 0 }) {
		return to, true
	}
	for _, h := range values {
		to = binary.AppendUvarint(to, uint64(len(h)))
		for _, b := range h {
			to = binary.AppendUvarint(to, uint64(b.Index))
			to = binary.AppendUvarint(to, uint64(b.Count))
		}
	}
	return to, false
}

// begin empties the batch, before rows are unpacked into it.
func (c *codec) begin() {
	c.batch.Resize(0)
	c.bins = c.bins[:0]
}

// unpack appends the rows of a run to the batch: all columns, or those that are looked at.
func (c *codec) unpack(run []byte, all bool) {
	p := reader(run)
	n := int(p.number())
	constant := p[:constantBytes]
	p = p[constantBytes:]
	start := c.batch.Len()
	columns := c.columns
	if !all {
		columns = columns[:len(lookedAt)]
	}
	for k := range columns {
		once := constant[k/8]>>(k%8)&1 != 0
		switch values := columns[k].Values.(type) {
		case *[]activity.Word:
			*values = p.words(grown(*values, start, n), n, once)
		case *[]int64:
			*values = p.numbers(grown(*values, start, n), n, once)
		case *[]activity.Histogram:
			*values = grown(*values, start, n)
			c.bins = p.histograms((*values)[start:], c.bins, once)
		}
	}
}

func grown[T any](values []T, start, n int) []T {
	return slices.Grow(values[:start], n)[:start+n]
}
