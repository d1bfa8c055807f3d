package check

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
)

// TestCounts compares what the lake has of each log with what its maker counted.
func TestCounts(t *testing.T) {
	f, err := os.Open(testdata + "/counts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	counted, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, c := range counted[1:] {
		want = append(want, fmt.Sprintf("%s: %s requests, %s devices", c[0], c[2], c[4]))
	}

	logs, err := Logs(testdata + "/logs")
	if err != nil {
		t.Fatal(err)
	}
	w := makeWorld(t, logs)
	names, seen := make(map[lake.SourceID]string), make(map[string]bool)
	for _, log := range logs {
		names[lake.NewSourceID("", log)] = log[strings.LastIndex(log, "/logs/")+1:]
	}
	w.rows(t, "select parse_filename(filename, true), sum(hits)::bigint, count(distinct lower(device_id)) from read_parquet('"+w.folder+
		"/activity/v2/**/*.parquet', filename = true) group by 1", func(scan func(...any)) {
		var id lake.SourceID
		var hits, devices int64
		scan(&id, &hits, &devices)
		seen[names[id]] = true
		got = append(got, fmt.Sprintf("%s: %d requests, %d devices", names[id], hits, devices))
	})
	for _, name := range names {
		if !seen[name] {
			got = append(got, name+": 0 requests, 0 devices")
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests differ from testdata/counts.csv (-want +got):\n%s", diff)
	}
}

// TestEmptyFiles reads the files without rows, one of which is alone on its day.
func TestEmptyFiles(t *testing.T) {
	w := makeWorld(t, ourLogs(t)[:1])
	last := w.Days[len(w.Days)-1].String()
	files := w.number(t, "select count(*) from parquet_file_metadata('"+w.folder+"/activity/v2/**/*.parquet') where num_rows = 0")
	if files != int64(len(w.Days)) {
		t.Errorf("%d empty files on %d days", files, len(w.Days))
	}
	if n := w.number(t, "select count(*) from activity where dt = '"+last+"'"); n != 0 {
		t.Errorf("%d rows on a day without any", n)
	}
}
