package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/memstore"
	"github.com/easreport/easreport/internal/story"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The logs that all golden files are made of, and where those are.
const (
	testdata = "../../testdata"
	goldens  = testdata + "/golden"
)

// world is the lake of all logs in testdata, and what was read of each.
type world struct {
	lake    store.Store
	results []ingest.Result
}

// logs makes the lake once for all tests: none writes to it. Its sources are
// named by their path below testdata/logs, so that no golden file depends on
// where the project lies.
var logs = sync.OnceValues(func() (w world, err error) {
	source, err := dirstore.Open(testdata + "/logs")
	if err != nil {
		return w, err
	}
	w.lake = memstore.New()
	in := &ingest.Ingester{Source: source, Lake: w.lake, BucketSeconds: lake.DefaultBucketSeconds}
	for o, err := range source.List(context.Background(), "") {
		if err != nil {
			return w, err
		}
		result, err := in.Ingest(context.Background(), o.Key)
		if err != nil {
			return w, err
		}
		w.results = append(w.results, result)
	}
	return w, nil
})

func ingested(t *testing.T) world {
	t.Helper()
	w, err := logs()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// golden compares what is written with a golden file.
func golden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var got bytes.Buffer
	if err := write(&got); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	path := filepath.Join(goldens, name)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("%s is not as it was; if it should be so, run the test with -update (-want +got):\n%.8000s", name, diff)
	}
}

// days asks for some UTC days, first to last.
func days(t *testing.T, first, last string) report.Query {
	t.Helper()
	return daysIn(t, time.UTC, first, last)
}

func daysIn(t *testing.T, zone *time.Location, first, last string) report.Query {
	t.Helper()
	from, err := parseDay("from", first, zone)
	if err != nil {
		t.Fatal(err)
	}
	to, err := parseDay("to", last, zone)
	if err != nil {
		t.Fatal(err)
	}
	return report.Query{From: from, To: to.AddDate(0, 0, 1), Zone: zone}
}

func model(t *testing.T, q report.Query) *report.Report {
	t.Helper()
	r, err := assemble.Report(t.Context(), ingested(t).lake, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range r.Coverage.Problems() {
		if !strings.Contains(problem, "oddities/bad-rows.log") { // which is there to have them
			t.Fatalf("not whole: %s", problem)
		}
	}
	return r
}

func TestGoldenCSV(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	all := days(t, "2005-03-08", "2022-07-20")
	eve := days(t, "2011-12-24", "2011-12-24")
	with := func(change func(*report.Query)) report.Query {
		q := all
		change(&q)
		return q
	}
	berlinDay := daysIn(t, berlin, "2022-07-20", "2022-07-20")
	berlinDay.BucketSeconds = 3600
	for name, q := range map[string]report.Query{
		"all.csv":        all,
		"agents.csv":     with(func(q *report.Query) { q.ByUserAgent = true }),
		"device.csv":     with(func(q *report.Query) { q.DeviceIDs, q.BucketSeconds = []string{"appldnqgk1a0dtc0"}, 600 }),
		"minimum.csv":    with(func(q *report.Query) { q.MinimumHits = 30 }),
		"2011-12-24.csv": eve,
		"hourly.csv":     {From: eve.From, To: eve.To, BucketSeconds: 3600, TopHits: 10},
		"berlin.csv":     with(func(q *report.Query) { q.Zone, q.BucketSeconds = berlin, 86400 }),
		"berlin-day.csv": berlinDay,
	} {
		t.Run(name, func(t *testing.T) {
			r := model(t, q)
			golden(t, name, func(w io.Writer) error { return render.CSV(w, r, r.Query.Flagged) })
		})
	}
}

func TestGoldenText(t *testing.T) {
	r := model(t, days(t, "2005-03-08", "2022-07-20"))
	golden(t, "all.txt", func(w io.Writer) error { return render.Text(w, r, story.New(r, nil), topShown) })
}

// TestGoldenDumps writes the activity table of each day as text.
func TestGoldenDumps(t *testing.T) {
	w := ingested(t)
	days, err := lake.Days(t.Context(), w.lake)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		t.Run(day.String(), func(t *testing.T) {
			golden(t, day.String()+".tsv", func(out io.Writer) error {
				for _, table := range w.tables(t, day) {
					if err := table.write(out); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}

// TestCounts compares what was read with what the maker of the logs counted.
func TestCounts(t *testing.T) {
	f, err := os.Open(testdata + "/counts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	counts, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	var requests int64
	for _, c := range counts[1:] {
		want = append(want, fmt.Sprintf("%s: %s records, %s requests, %s rejected, %s devices", c[0], c[1], c[2], c[3], c[4]))
		n, err := strconv.ParseInt(c[2], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		requests += n
	}
	w := ingested(t)
	hits, devices := w.counts(t)
	for i := range w.results {
		stamp := &w.results[i].Stamp
		reading := &stamp.Reading
		got = append(got, fmt.Sprintf("logs/%s: %d records, %d requests, %d rejected, %d devices",
			stamp.Key, reading.Records, reading.Requests, reading.Rejects(), len(devices[stamp.Key])))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("readings differ from testdata/counts.csv (-want +got):\n%s", diff)
	}
	if hits != requests {
		t.Errorf("the lake has %d hits, testdata/counts.csv %d requests", hits, requests)
	}
}

// counts are the hits in the lake and the different devices of each source.
func (w world) counts(t *testing.T) (hits int64, devices map[string]map[string]bool) {
	t.Helper()
	devices = make(map[string]map[string]bool)
	days, err := lake.Days(t.Context(), w.lake)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		for _, table := range w.tables(t, day) {
			seen := devices[table.stamp.Key]
			if seen == nil {
				seen = make(map[string]bool)
				devices[table.stamp.Key] = seen
			}
			device, hit := slices.Index(table.columns, "device_id"), slices.Index(table.columns, "hits")
			for _, row := range table.rows {
				if row[device] != "-" {
					seen[activesync.FoldDevice(row[device])] = true
				}
				n, err := strconv.ParseInt(row[hit], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				hits += n
			}
		}
	}
	return hits, devices
}

// TestReportsAddUp: however the days are cut, every request of a device counts
// once in them.
func TestReportsAddUp(t *testing.T) {
	all := model(t, days(t, "2005-03-08", "2022-07-20"))
	want := all.Totals.Hits + all.Totals.ProbeHits
	for name, change := range map[string]func(*report.Query){
		"whole":       func(*report.Query) {},
		"hourly":      func(q *report.Query) { q.BucketSeconds = 3600 },
		"minutes":     func(q *report.Query) { q.BucketSeconds = 60 },
		"user agents": func(q *report.Query) { q.ByUserAgent = true },
	} {
		q := days(t, "2005-03-08", "2022-07-20")
		change(&q)
		r := model(t, q)
		var hits, commands, failures, statuses int64
		for row := range r.Rows.All() {
			hits += row.Hits
			commands += row.Commands.Total()
			if !row.Probe {
				failures += row.Failures
				statuses += row.FailureStatuses.Total()
			}
		}
		if hits != want || commands != want || failures != all.Totals.Failures || statuses != failures {
			t.Errorf("%s: %d hits, %d commands, %d failures, %d of them by status; want %d, %d, %d, %d",
				name, hits, commands, failures, statuses, want, want, all.Totals.Failures, all.Totals.Failures)
		}
	}
}

// table is an activity file as texts, NULL as "-".
type table struct {
	stamp   lake.Stamp
	columns []string
	rows    [][]string
}

// tables reads a day's files, in the order of their sources' names. It reads
// them as others do who know no more than Parquet.
func (w world) tables(t *testing.T, day lake.Day) (tables []table) {
	t.Helper()
	for o, err := range w.lake.List(t.Context(), lake.ActivityDayPrefix(day)) {
		if err != nil {
			t.Fatal(err)
		}
		body, _, err := w.lake.Get(t.Context(), o.Key, store.Range{}, "")
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		f, err := parquet.OpenFile(body.(io.ReaderAt), o.Size)
		if err != nil {
			t.Fatal(err)
		}
		stamp, _ := f.Lookup("easreport")
		var x table
		if x.stamp, err = lake.ParseStamp([]byte(stamp)); err != nil {
			t.Fatal(err)
		}
		for _, column := range f.Root().Columns() {
			x.columns = append(x.columns, column.Name())
		}
		if err := x.read(f); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, x)
	}
	slices.SortFunc(tables, func(a, b table) int { return cmp.Compare(a.stamp.Key, b.stamp.Key) })
	return tables
}

func (x *table) read(f *parquet.File) error {
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, 64)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				cells := make([]string, len(row))
				for _, v := range row {
					cells[v.Column()] = cell(x.columns[v.Column()], v)
				}
				x.rows = append(x.rows, cells)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

func cell(column string, v parquet.Value) string {
	switch {
	case v.IsNull():
		return "-"
	case column == "bucket" || column == "first_time" || column == "last_time":
		return time.UnixMilli(v.Int64()).UTC().Format("15:04:05.000") // the day is the file's
	case v.Kind() == parquet.ByteArray && (v.String() == "-" || v.String() == ""):
		return strconv.Quote(v.String()) // not NULL, and a reader must see it
	}
	return v.String()
}

// write writes what the file says of its source, but for what differs from one
// copy of the log to the next, and then its rows.
func (x *table) write(w io.Writer) error {
	x.stamp.Revision, x.stamp.Modified = "", time.Time{}
	stamp, err := json.Marshal(x.stamp)
	if err != nil {
		return err
	}
	lines := []string{"# " + string(stamp), strings.Join(x.columns, "\t")}
	for _, row := range x.rows {
		lines = append(lines, strings.Join(row, "\t"))
	}
	_, err = fmt.Fprintln(w, strings.Join(append(lines, ""), "\n"))
	return err
}
