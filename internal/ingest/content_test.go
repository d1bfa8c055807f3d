package ingest

import (
	"strings"
	"testing"
)

// TestContent replaces a log of two days by other content. What can be read
// replaces the rows, what cannot leaves them as they were.
func TestContent(t *testing.T) {
	before := map[string]int{"2011-12-23": 2, "2011-12-24": 3}
	after := map[string]int{"2011-12-24": 4, "2011-12-25": 1}
	zip := func(text string) string { return string(gzipped(t, []byte(text))) }
	packed := zip(log(after))
	flipped := strings.Clone(packed[:len(packed)-8]) + "\xff\xff\xff\xff" + packed[len(packed)-4:]
	mail := strings.ReplaceAll(log(after), "/Microsoft-Server-ActiveSync/default.eas", "/owa/")
	for _, test := range []struct {
		name    string
		content string
		outcome Outcome
		hits    map[string]int
	}{
		{"the same bytes", log(before), Applied, before},
		{"another log", log(after), Applied, after},
		{"grown by a cut line", log(before) + "2011-12-25 10:00:00 10.1.1.1 PO", Applied, before},
		{"without its last line's end", strings.TrimSuffix(log(after), "\r\n"), Applied, after},
		{"two logs in a row", log(before) + log(after), Applied, map[string]int{"2011-12-23": 2, "2011-12-24": 7, "2011-12-25": 1}},
		{"gzip", packed, Applied, after},
		{"gzip of two members", zip(log(before)) + zip(log(before)), Applied, map[string]int{"2011-12-23": 4, "2011-12-24": 6}},
		{"no ActiveSync in it", mail, Applied, map[string]int{}},
		{"header only", log(nil), Applied, map[string]int{}},
		{"some lines that are none", log(after) + "?\r\n" + log(nil) + "2011-99-24 10:00:00 x\r\n", Applied, after},

		{"empty", "", Quarantined, before},
		{"NULs", strings.Repeat("\x00", 1<<20), Quarantined, before},
		{"no log", "%PDF-1.7", Quarantined, before},
		{"no header", strings.SplitN(log(after), "time-taken\r\n", 2)[1], Quarantined, before},
		{"gzip, cut", packed[:len(packed)-9], Quarantined, before},
		{"gzip, changed", flipped, Quarantined, before},
		{"gzip, cut between members", packed + packed[:9], Quarantined, before},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.upload(t, log(before))
			first := w.ingest(t, Applied)
			w.upload(t, test.content)
			if r := w.ingest(t, test.outcome); r.Stamp.Revision == first.Stamp.Revision {
				t.Error("the new content has the old revision")
			}
			w.holds(t, test.hits)
			again := test.outcome
			if again == Applied {
				again = Unchanged
			}
			w.ingest(t, again)
			w.upload(t, log(before))
			w.ingest(t, Applied)
			w.holds(t, before)
			if q := w.quarantined(t); len(q) != 0 {
				t.Errorf("in quarantine after its repair: %v", q)
			}
		})
	}
}
