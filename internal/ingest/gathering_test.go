package ingest

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/memstore"
)

// gathering is a Gathering into an Intake of so much memory, and who reads logs of a store
// into it.
func gathering(t *testing.T, source store.Reader, memory int, tempDir string) (*intake.Intake, *Ingester) {
	t.Helper()
	to := intake.New(intake.Options{Columns: assemble.IntakeColumns(), BucketSeconds: 60, Memory: memory, TempDir: tempDir})
	t.Cleanup(to.Close)
	all, err := NewGathering(to, 2, 60)
	if err != nil {
		t.Fatal(err)
	}
	return to, &Ingester{Source: source, BucketSeconds: 60, Gathering: all, Wait: func(context.Context, int) error { return nil }}
}

// gathered reads logs into an Intake, after a look at all of them.
func gathered(t *testing.T, source store.Reader, memory int, logs ...string) *intake.Intake {
	t.Helper()
	to, in := gathering(t, source, memory, t.TempDir())
	for _, log := range logs {
		in.Look(t.Context(), filepath.ToSlash(log))
	}
	for _, log := range logs {
		if _, err := in.Ingest(t.Context(), filepath.ToSlash(log)); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Gathering.Finish(); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestGathering: what is counted is the same with a lake, in memory, and by way of the
// scratch file.
func TestGathering(t *testing.T) {
	dir := t.TempDir()
	truth, err := estate.New(5, estate.Options{Devices: 40, Hours: 30, Hourly: true}).Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	var logs []string
	for _, l := range truth.Logs {
		logs = append(logs, filepath.Join(dir, l.Path))
	}
	q := report.Query{From: time.UnixMilli(truth.Days[0].Hour), To: time.UnixMilli(truth.Days[0].Hour).AddDate(0, 0, 2), BucketSeconds: 86400}
	count := func(s store.Reader, options ...assemble.Option) map[deviceDay]deviceCounts {
		r, err := assemble.Report(t.Context(), s, q, options...)
		if err != nil {
			t.Fatal(err)
		}
		return reportDays(r)
	}
	lake := memstore.New()
	ingestAll(t, lake, logs)
	want := count(lake)
	for _, memory := range []int{0, 1} {
		to := gathered(t, dirstore.Files{}, memory, logs...)
		if diff := cmp.Diff(want, count(memstore.New(), assemble.WithIntake(to))); diff != "" {
			t.Errorf("with memory %d (-lake +intake):\n%.2000s", memory, diff)
		}
	}
}

// changing changes a log whenever it is opened.
type changing struct {
	dirstore.Files
	opened int
	change func(opened int)
}

func (c *changing) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	body, o, err := c.Files.Get(ctx, key, r, etag)
	c.opened++
	c.change(c.opened)
	return body, o, err
}

const gatheredHeader = "#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\n"

// gatheredRows are rows of a user from row first on.
func gatheredRows(user string, first, n int) string {
	var text strings.Builder
	for i := first; i < first+n; i++ {
		fmt.Fprintf(&text, "2026-03-02 10:%02d:00 POST /Microsoft-Server-ActiveSync Cmd=Sync&User=%s&DeviceId=D%d&DeviceType=x 443 %s 192.0.2.1 x 200\n",
			i%60, user, i%7, user)
	}
	return text.String()
}

// reportOn is a report on what an Intake has of the day of gatheredRows.
func reportOn(t *testing.T, in *intake.Intake) *report.Report {
	t.Helper()
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	r, err := assemble.Report(t.Context(), memstore.New(), report.Query{From: day, To: day.AddDate(0, 0, 1)}, assemble.WithIntake(in))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestGatheringChangingLogs: a log that changes while it is read counts once, in one of
// its states.
func TestGatheringChangingLogs(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   int
		change func(path string, opened int) // of a log that was opened so many times, the first to look at it
		want   int64
	}{
		{"rests", 5, func(string, int) {}, 5},
		{"grows once: is read again", 5, func(path string, opened int) {
			if opened == 2 {
				appendText(t, path, gatheredRows("u", 9, 1))
			}
		}, 6},
		{"grows all the time: as it was opened the third time", 5, func(path string, _ int) { appendText(t, path, gatheredRows("u", 9, 1)) }, 7},
		{"large, grows: as it was opened", 12_000, func(path string, _ int) { appendText(t, path, gatheredRows("u", 9, 1)) }, 12_001},
		{"is rewritten", 5, func(path string, opened int) {
			if opened == 2 {
				writeText(t, path, gatheredHeader+gatheredRows("v", 0, 8))
			}
		}, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "u_ex260302.log")
			writeText(t, path, gatheredHeader+gatheredRows("u", 0, c.rows))
			r := reportOn(t, gathered(t, &changing{change: func(opened int) { c.change(path, opened) }}, 0, path))
			if r.Totals.Hits != c.want || len(r.Coverage.Sources) != 1 {
				t.Errorf("%d requests of %d logs, want %d of one", r.Totals.Hits, len(r.Coverage.Sources), c.want)
			}
		})
	}
}

// TestGatheringPools: of logs that were looked at, small ones that begin like no other are
// not kept apart, and all others are: a report can leave those out alone.
func TestGatheringPools(t *testing.T) {
	dir := t.TempDir()
	var logs []string
	add := func(name, text string) {
		logs = append(logs, filepath.Join(dir, name))
		writeText(t, logs[len(logs)-1], gatheredHeader+text)
	}
	for i := range 9 {
		add(fmt.Sprintf("alone%d.log", i), gatheredRows(fmt.Sprint("u", i), 0, 10))
	}
	add("whole.log", gatheredRows("v", 0, 10))
	add("earlier.log", gatheredRows("v", 0, 4))
	add("large.log", gatheredRows("w", 0, 20_000))
	add("one.log", gatheredRows("x", 0, 1))
	add("same-one.log", gatheredRows("x", 0, 1))
	r := reportOn(t, gathered(t, dirstore.Files{}, 0, logs...))
	const want = 9*10 + 10 + 20_000 + 2
	if r.Totals.Hits != want || len(r.Coverage.Copies) != 1 || len(r.Coverage.Doubles) != 0 {
		t.Errorf("%d requests, %d copies and %d that begin alike; want %d, 1 and 0", r.Totals.Hits, len(r.Coverage.Copies), len(r.Coverage.Doubles), want)
	}
}

// TestGatheringLateCopy: a log that becomes a copy of another one after both were looked at
// does not count twice.
func TestGatheringLateCopy(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one.log"), filepath.Join(dir, "two.log")
	writeText(t, one, gatheredHeader+gatheredRows("u", 0, 5))
	writeText(t, two, gatheredHeader+gatheredRows("v", 0, 5))
	_, in := gathering(t, dirstore.Files{}, 0, t.TempDir())
	for _, log := range []string{one, two} {
		in.Look(t.Context(), filepath.ToSlash(log))
	}
	writeText(t, two, gatheredHeader+gatheredRows("u", 0, 5))
	for _, log := range []string{one, two} {
		if _, err := in.Ingest(t.Context(), filepath.ToSlash(log)); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Gathering.Finish(); err == nil || !strings.Contains(err.Error(), "run this again") {
		t.Errorf("error %v, want one that says to run it again", err)
	}
}

// TestGatheringNoRoom: rows that were lost for want of a scratch file are no silent loss.
func TestGatheringNoRoom(t *testing.T) {
	_, in := gathering(t, dirstore.Files{}, 1, filepath.Join(t.TempDir(), "gone"))
	path := filepath.Join(t.TempDir(), "u_ex260302.log")
	writeText(t, path, gatheredHeader+gatheredRows("u", 0, 3))
	if _, err := in.Ingest(t.Context(), filepath.ToSlash(path)); err != nil {
		t.Fatal(err)
	}
	if err := in.Gathering.Finish(); err == nil || !strings.Contains(err.Error(), "temporary file") {
		t.Errorf("error %v, want one about the temporary file", err)
	}
}

// TestGatheringScratchFile: the scratch file is there while the Intake is.
func TestGatheringScratchFile(t *testing.T) {
	temp := t.TempDir()
	files := func() int {
		entries, err := os.ReadDir(temp)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	to, in := gathering(t, dirstore.Files{}, 1, temp)
	path := filepath.Join(t.TempDir(), "u_ex260302.log")
	writeText(t, path, gatheredHeader+gatheredRows("u", 0, 200))
	if _, err := in.Ingest(t.Context(), filepath.ToSlash(path)); err != nil {
		t.Fatal(err)
	}
	if err := in.Gathering.Finish(); err != nil {
		t.Fatal(err)
	}
	if files() != 1 {
		t.Errorf("%d temporary files, want 1", files())
	}
	to.Close()
	if files() != 0 {
		t.Errorf("%d temporary files are left", files())
	}
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func appendText(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
}
