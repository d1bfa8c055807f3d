package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
)

// stamps are what the lake says of the source on each day that it has a file of.
func (w *world) stamps(t *testing.T) map[string]lake.Stamp {
	t.Helper()
	all := make(map[string]lake.Stamp)
	for o, err := range w.lake.List(t.Context(), lake.ActivityPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		stamp, _, err := lake.ReadStamp(t.Context(), w.lake, o.Key)
		if err != nil {
			t.Fatal(err)
		}
		day, _, _ := lake.ParseActivityKey(o.Key)
		all[day.String()] = stamp
	}
	return all
}

// TestRejectedLinesHaveDays: a day has a file if any line is of it, rejected or not.
func TestRejectedLinesHaveDays(t *testing.T) {
	good := log(map[string]int{"2011-12-24": 2})
	bad := strings.ReplaceAll(log(map[string]int{"2011-12-25": 3}), " 15\r\n", " 15 7 8\r\n")
	for _, c := range []struct {
		name, log string
		want      string // day:rejected
	}{
		{"nothing rejected", good, "2011-12-24:0"},
		{"all lines rejected", bad, "2011-12-25:3"},
		{"a day of its own", good + bad, "2011-12-24:3 2011-12-25:3"},
		{"no line has a day", "#Fields: date time cs-uri-stem cs-uri-query\r\nx\r\ny\r\n", "modified:2"},
		{"no line has a day, and others do", good + "x\r\n", "2011-12-24:1"},
		{"no query in the header", strings.ReplaceAll(good, " cs-uri-query", ""), "2011-12-24:2"},
		{"next to nothing", "#Fields: date time cs-uri-stem cs-uri-query\r\n", ""},
	} {
		w := newWorld(t)
		w.upload(t, c.log)
		w.ingest(t, Applied)
		var got []string
		stamps := w.stamps(t)
		for _, day := range slices.Sorted(maps.Keys(stamps)) {
			s := stamps[day]
			got = append(got, fmt.Sprintf("%s:%d", strings.Replace(day, s.Modified.Format(time.DateOnly), "modified", 1), s.Reading.Rejects()))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		// Once the log is mended, its rows are there and nothing else is.
		w.upload(t, log(map[string]int{"2011-12-24": 4}))
		w.ingest(t, Applied)
		w.holds(t, map[string]int{"2011-12-24": 4})
		for day, s := range w.stamps(t) {
			if s.Reading.Rejects() != 0 {
				t.Errorf("%s: mended, %s still has %d rejected lines", c.name, day, s.Reading.Rejects())
			}
		}
	}
}

// TestOtherKinds: a log of another kind is known for what it is, and takes the place of
// what the source had.
func TestOtherKinds(t *testing.T) {
	w := newWorld(t)
	w.upload(t, log(map[string]int{"2011-12-24": 4}))
	w.ingest(t, Applied)
	const proxy = "#Log-type: HttpProxy Logs\r\n#Fields: DateTime,RequestId\r\n2011-12-24T08:00:01.962Z,7\r\n"
	w.upload(t, proxy)
	for _, want := range []Outcome{Applied, Unchanged} {
		r := w.ingest(t, want)
		if want := (lake.Reading{Kind: "httpproxy"}); !cmp.Equal(want, r.Stamp.Reading) || len(r.Days) > 0 {
			t.Errorf("read: %+v, days %v", r.Stamp.Reading, r.Days)
		}
	}
	w.holds(t, map[string]int{})
	if q := w.quarantined(t); len(q) > 0 {
		t.Errorf("in quarantine: %v", q)
	}
}

// TestRepairedIsCounted: rows with blanks in the user name count, and are told apart.
func TestRepairedIsCounted(t *testing.T) {
	w := newWorld(t)
	w.upload(t, strings.ReplaceAll(log(map[string]int{"2011-12-24": 3}), " 443 anna ", " 443 anna keller "))
	if r := w.ingest(t, Applied).Stamp.Reading; r.Repaired != 3 || r.Requests != 3 || r.Rejects() != 0 {
		t.Errorf("%+v", r)
	}
	w.holds(t, map[string]int{"2011-12-24": 3})
}

// TestFarDates: a row is rejected that is dated two days after both clocks, or before
// there was an IIS.
func TestFarDates(t *testing.T) {
	one := log(map[string]int{"2011-12-24": 1})
	in := func(d time.Duration) string {
		return strings.ReplaceAll(one, "2011-12-24 10:00:00", time.Now().Add(d).UTC().Format(time.DateTime))
	}
	for _, c := range []struct {
		name, log string
		read      int64
	}{
		{"tomorrow", in(47 * time.Hour), 1},
		{"in three days", in(49 * time.Hour), 0},
		{"2099", strings.ReplaceAll(one, "2011", "2099"), 0},
		{"the first IIS", strings.ReplaceAll(one, "2011-12-24", "1996-01-01"), 1},
		{"before", strings.ReplaceAll(one, "2011-12-24", "1995-12-31"), 0},
	} {
		w := newWorld(t)
		w.upload(t, c.log)
		if r := w.ingest(t, Applied).Stamp.Reading; r.Records != c.read || r.Rejected["dated in the future or before 1996"] != 1-c.read {
			t.Errorf("%s: %d records, rejected %v", c.name, r.Records, r.Rejected)
		}
	}
}
