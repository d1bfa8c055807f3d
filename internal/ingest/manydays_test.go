package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/iislog"
	"github.com/easreport/easreport/internal/lake"
)

// daysOfLogs are the rows of so many days before 2026, a row for each number in the order.
func daysOfLogs(order []int) string {
	var b strings.Builder
	b.WriteString("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n")
	for i, day := range order {
		at := time.Date(2025, 12, 31, 10, i%60, 0, 0, time.UTC).AddDate(0, 0, -day)
		fmt.Fprintf(&b, "%s 10.1.1.1 POST /Microsoft-Server-ActiveSync/default.eas User=u%d&DeviceId=A%d&DeviceType=iPhone&Cmd=Sync 443 anna 203.0.113.9 Apple 200 0 0 15\r\n",
			at.Format(time.DateTime), i%7, i%7)
	}
	return b.String()
}

// hitsByDay are the hits in each file of the lake.
func (w *world) hitsByDay(t *testing.T) map[lake.Day]int {
	t.Helper()
	hits := make(map[lake.Day]int)
	for o, err := range w.lake.List(t.Context(), lake.ActivityPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		table, _, err := lake.OpenObject(t.Context(), w.lake, o.Key)
		if err != nil {
			t.Fatal(err)
		}
		day, _, _ := lake.ParseActivityKey(o.Key)
		reader := lake.NewReader(lake.NewWords(), "hits")
		for g := range table.Groups() {
			if err := reader.Open(g); err != nil {
				t.Fatal(err)
			}
			for {
				b, err := reader.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range b.Hits {
					hits[day] += int(n)
				}
			}
			reader.Close()
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return hits
}

// TestManyDays: more days than files may be open, in any order, with several runs.
func TestManyDays(t *testing.T) {
	for name, days := range map[string]int{"as many as are open": maxOpen, "more": maxOpen + 1, "more than are in memory": 3 * maxInMemory} {
		var order []int
		want := make(map[lake.Day]int)
		for i := range 4 * days {
			order = append(order, i%days)
		}
		rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		last := lake.DayOf(time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC).Unix())
		for _, day := range order {
			want[last-lake.Day(day)]++
		}
		w := newWorld(t)
		w.upload(t, daysOfLogs(order))
		w.ingest(t, Applied)
		if diff := cmp.Diff(want, w.hitsByDay(t)); diff != "" {
			t.Errorf("%s (-want +got):\n%.1000s", name, diff)
		}
		if left, err := os.ReadDir(w.TempDir); err != nil || len(left) > 0 {
			t.Errorf("%s: %d temporary files are left: %v", name, len(left), err)
		}
	}
}

// TestParkedIsTheSame: a file that was parked between its runs has the bytes of one that
// was not.
func TestParkedIsTheSame(t *testing.T) {
	write := func(park bool) []byte {
		s := newSpool(t.TempDir(), new(workspace))
		defer func() {
			if err := s.remove(); err != nil {
				t.Error(err)
			}
		}()
		sums, err := activity.NewAccumulator(60)
		if err != nil {
			t.Fatal(err)
		}
		var run *activity.Run
		for i := range 5 {
			addLog(t, sums, daysOfLogs([]int{0, 0, i % 2, 0}))
			run = sums.Cut(run)
			if err := s.Run(run); err != nil {
				t.Fatal(err)
			}
			if !park {
				continue
			}
			for _, f := range s.open {
				if err := s.park(f); err != nil {
					t.Fatal(err)
				}
			}
			s.open = nil
		}
		if err := s.finish(lake.Stamp{Schema: lake.SchemaVersion, Key: "a.log"}, new(found)); err != nil {
			t.Fatal(err)
		}
		var all []byte
		for _, day := range s.days() {
			body, err := s.file(day, lake.Stamp{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := body.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, text...)
		}
		return all
	}
	if !bytes.Equal(write(false), write(true)) {
		t.Error("other bytes")
	}
}

// addLog adds the requests of a log up.
func addLog(t *testing.T, sums *activity.Accumulator, log string) {
	t.Helper()
	r := iislog.NewReader("a.log", strings.NewReader(log))
	defer r.Close()
	b := &parsedBlock{digest: activity.NewDigest(activity.NewSeeds())}
	for r.Next(&b.block) == nil {
		b.parse()
		if !sums.Add(b.digest) {
			t.Fatal("full")
		}
	}
}

// TestTooManyDays: a log with more days than ten years have is refused, whether its lines
// are rows or rejected; one of ten years in a zip is read.
func TestTooManyDays(t *testing.T) {
	var order []int
	for day := range maxDays + 1 {
		order = append(order, day)
	}
	for name, log := range map[string]string{"rows": daysOfLogs(order), "rejected": strings.ReplaceAll(daysOfLogs(order), " 15\r\n", " 15 7 8\r\n")} {
		w := newWorld(t)
		w.upload(t, log)
		if r := w.ingest(t, Quarantined); !strings.Contains(r.Reason, "more than 3660 days") {
			t.Errorf("%s: %s", name, r.Reason)
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	const tenYears = 3653
	for day := range tenYears {
		f, err := z.Create(fmt.Sprintf("u_ex%d.log", day))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, daysOfLogs([]int{day, day})); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.upload(t, b.String())
	if r := w.ingest(t, Applied); len(r.Days) != tenYears || r.Stamp.Reading.Requests != 2*tenYears {
		t.Errorf("%d days, %d requests", len(r.Days), r.Stamp.Reading.Requests)
	}
}
