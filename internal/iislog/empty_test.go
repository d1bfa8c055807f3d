package iislog_test

import (
	"bytes"
	"testing"
)

// TestNothingYet: an object without a line is a log without records, for IIS makes a
// file before it writes to it.
func TestNothingYet(t *testing.T) {
	for name, object := range map[string][]byte{
		"empty": nil, "blank": []byte(" \r\n\n\x00\x00\x00"), "NULs": make([]byte, 3<<20), "empty in gzip": gzipped(t, nil),
	} {
		if records, stats, err := read(bytes.NewReader(object)); err != nil || len(records) > 0 || stats.Rejected > 0 {
			t.Errorf("%s: %d records, %d rejected, %v", name, len(records), stats.Rejected, err)
		}
	}
}
