package iislog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

// TestRejectedOn: a rejected line is on the day that it names, or else on that of #Date.
func TestRejectedOn(t *testing.T) {
	const row = " /a bob 200 15"
	for _, c := range []struct {
		name, log string
		want      map[string]int64
	}{
		{"its own date", short + "2024-05-06 07:08:09" + row + " x\n2024-05-07 07:08:09 /a\n2024-05-07 xx" + row + "\n", map[string]int64{"2024-05-06": 1, "2024-05-07": 2}},
		{"the date elsewhere", "#Fields: time sc-status date cs-uri-stem\n07:08:09 200 2024-05-06 /a x\n", map[string]int64{"2024-05-06": 1}},
		{"the date elsewhere, out of step", "#Date: 2024-05-09 00:00:00\n#Fields: time sc-status date cs-uri-stem\n07:08:09 200 x 2024-05-06 /a\n", map[string]int64{"2024-05-09": 1}},
		{"no date in rows", "#Date: 2024-05-09 07:00:00\n#Fields: time sc-status\n07:08:09\n07:08:09 200 x\n", map[string]int64{"2024-05-09": 2}},
		{"no date at all", "#Fields: time sc-status\n07:08:09 200\n", nil},
		{"before #Fields", "#Date: 2024-05-09 23:00:00\n2024-05-06 07:08:09" + row + "\n" + short, map[string]int64{"2024-05-06": 1}},
		{"no day of the calendar", short + "2024-02-30 07:08:09" + row + "\n", nil},
		{"the future", short + "2099-02-28 07:08:09" + row + "\n", nil},
		{"the future, under a date", "#Date: 2024-05-09\n" + short + "2099-02-28 07:08:09" + row + "\n", map[string]int64{"2024-05-09": 1}},
		{"before there was an IIS", short + "1995-12-31 07:08:09" + row + "\n", nil},
		{"a long line", short + "2024-05-06 07:08:09" + strings.Repeat("x", 1<<20) + row + "\n", map[string]int64{"2024-05-06": 1}},
		{"a cut line", short + "2024-05-06 07:08:09", map[string]int64{"2024-05-06": 1}},
		{"quoted", "#Software: IIS Advanced Logging Module\n" + short + "\"2024-05-06\" 07:08:09" + row + " x\n", map[string]int64{"2024-05-06": 1}},
	} {
		reader := iislog.NewReader("u.log", strings.NewReader(c.log))
		reader.Latest = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
		if err := each(reader, func(r *iislog.Record) { t.Errorf("%s: read line %d", c.name, r.Line) }); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		var got map[string]int64
		for day, n := range reader.Stats().RejectedOn {
			if got == nil {
				got = make(map[string]int64)
			}
			got[time.Unix(day*86400, 0).UTC().Format(time.DateOnly)] = n
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestLatest: rows from before IIS and from after the latest time are rejected, at every
// place in a second.
func TestLatest(t *testing.T) {
	log := short
	for _, at := range []string{
		"1995-12-31 23:59:59", "1996-01-01 00:00:00", "1996-01-01 00:00:00", "2024-05-06 07:08:09", "2024-05-06 07:08:10", "2024-05-06 07:08:10", "2099-01-01 00:00:00",
	} {
		log += at + " /a bob 200 15\n"
	}
	reader := iislog.NewReader("u.log", strings.NewReader(log))
	reader.Latest = time.Date(2024, 5, 6, 7, 8, 9, 999e6, time.UTC).UnixMilli()
	lines := 0
	if err := each(reader, func(*iislog.Record) { lines++ }); err != nil {
		t.Fatal(err)
	}
	if s := reader.Stats(); lines != 3 || s.ByReason[iislog.StrangeTime] != 4 || s.Rejected != 4 {
		t.Errorf("%d rows read, rejected: %v", lines, s.ByReason)
	}
}

// TestNeeds: under a header without a needed field no row is read, until the next header.
func TestNeeds(t *testing.T) {
	const rows = "2024-05-06 07:08:09 /a 200\n2024-05-06 07:08:09 /a 200\n"
	log := "#Fields: date time cs-uri-query sc-status\n" + rows + "#Fields: date time cs-uri-stem sc-status\n" + rows +
		"#Fields: date time cs-uri-stem cs-uri-query\n" + rows
	reader := iislog.NewReader("u.log", strings.NewReader(log))
	reader.Needs = []iislog.Field{iislog.Stem, iislog.Query}
	lines := 0
	if err := each(reader, func(*iislog.Record) { lines++ }); err != nil {
		t.Fatal(err)
	}
	if s := reader.Stats(); lines != 2 || s.ByReason[iislog.NoStem] != 2 || s.ByReason[iislog.NoQuery] != 2 {
		t.Errorf("%d rows read, rejected: %v", lines, s.ByReason)
	}
}
