package iislog_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

// times are the times of all rows of a log.
func times(t *testing.T, log string) (all []string) {
	t.Helper()
	reader := iislog.NewReader("u.log", strings.NewReader(log))
	defer reader.Close()
	if err := each(reader, func(r *iislog.Record) { all = append(all, time.UnixMilli(r.UnixMilli).UTC().Format("02 15:04:05")) }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestMidnight(t *testing.T) {
	for _, c := range []struct{ name, date, rows, want string }{
		{"a day", "06 00:00:05", "00:00:05 12:00:00 23:59:59", "06 00:00:05,06 12:00:00,06 23:59:59"},
		{"a quiet morning", "06 00:00:00", "23:00:00", "06 23:00:00"},
		{"over midnight", "06 22:00:00", "22:00:01 23:59:59 00:00:01 12:00:00", "06 22:00:01,06 23:59:59,07 00:00:01,07 12:00:00"},
		{"the first row is of the next day", "06 23:59:58", "00:00:01 00:00:02", "07 00:00:01,07 00:00:02"},
		{"a little out of order at midnight", "06 23:00:00", "23:59:59 00:00:00 23:59:58 00:00:01", "06 23:59:59,07 00:00:00,06 23:59:58,07 00:00:01"},
		{"a little out of order", "06 10:00:00", "10:00:05 09:59:58 10:00:06", "06 10:00:05,06 09:59:58,06 10:00:06"},
		{"a little before the date, at midnight", "06 00:00:01", "23:59:59 00:00:02", "05 23:59:59,06 00:00:02"},
		{"two nights", "06 20:00:00", "21:00:00 03:00:00 20:00:00 02:00:00", "06 21:00:00,07 03:00:00,07 20:00:00,08 02:00:00"},
		{"a date without a time", "06", "01:00:00 23:00:00 01:00:00", "06 01:00:00,06 23:00:00,07 01:00:00"},
		{"a new header at midnight", "06 23:00:00", "23:59:59 #Date:|2024-05-07|00:00:01 00:00:02", "06 23:59:59,07 00:00:02"},
		{"a new header goes back", "06 23:00:00", "23:59:59 00:30:00 #Date:|2024-05-06|23:50:00 23:55:00", "06 23:59:59,07 00:30:00,06 23:55:00"},
		{"lines without a time", "06 22:00:00", "23:59:59 bad 00:00:01", "06 23:59:59,07 00:00:01"},
	} {
		log := "#Date: 2024-05-" + c.date + "\n#Fields: time sc-status\n"
		for row := range strings.SplitSeq(c.rows, " ") {
			if row = strings.ReplaceAll(row, "|", " "); !strings.HasPrefix(row, "#") && row != "bad" {
				row += " 200"
			}
			log += row + "\n"
		}
		if diff := cmp.Diff(strings.Split(c.want, ","), times(t, log)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestMidnightOverBlocks: the night may fall anywhere, also between two blocks.
func TestMidnightOverBlocks(t *testing.T) {
	var log strings.Builder
	var want []string
	log.WriteString("#Date: 2024-05-06 00:00:00\n#Fields: cs-uri-stem time sc-status\n")
	for i := range 60_000 { // 1.2 MB, three days
		at := time.Date(2024, 5, 6, 0, 0, 5*i, 0, time.UTC)
		fmt.Fprintf(&log, "/a %s 200\n", at.Format(time.TimeOnly))
		want = append(want, at.Format("02 15:04:05"))
	}
	if diff := cmp.Diff(want, times(t, log.String())); diff != "" {
		t.Errorf("(-want +got):\n%.2000s", diff)
	}
}
