package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
)

// TestStampTellsCopies ingests a log in forms that differ in nothing that matters, and
// then one that has grown.
func TestStampTellsCopies(t *testing.T) {
	text := log(map[string]int{"2011-12-24": 5}) + "no row\r\n"
	reading := func(content string) lake.Reading {
		t.Helper()
		w := newWorld(t)
		w.upload(t, content)
		return w.ingest(t, Applied).Stamp.Reading
	}
	want := reading(text)
	if want.Kind != "iis" || want.Lines != 6 || len(want.Hashes) != 4 { // at 1, 2, 4 and 6
		t.Fatalf("kind %q, %d lines, hashes %q", want.Kind, want.Lines, want.Hashes)
	}
	for _, hash := range want.Hashes {
		if len(hash) != 16 || strings.Trim(hash, "0123456789abcdef") != "" {
			t.Errorf("%q is no hash", hash)
		}
	}
	for name, content := range map[string]string{
		"gzip": string(gzipped(t, []byte(text))), "LF": strings.ReplaceAll(text, "\r\n", "\n"),
	} {
		got := reading(content)
		if diff := cmp.Diff(want.Hashes, got.Hashes); diff != "" || got.Lines != want.Lines {
			t.Errorf("%s: %d lines (-want +got)\n%s", name, got.Lines, diff)
		}
	}
	grown := reading(text + log(map[string]int{"2011-12-25": 2}))
	if diff := cmp.Diff(want.Hashes[:3], grown.Hashes[:3]); diff != "" || grown.Lines != 8 {
		t.Errorf("grown to %d lines (-before +now)\n%s", grown.Lines, diff)
	}
}
