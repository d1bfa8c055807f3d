package assemble

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// seen is a row of the lake: some requests of one key at one time. What is left
// out is as usual (see row); "-" is a text that the log does not have.
type seen struct {
	at   string // "10:00" or "10:00:15" of 2011-12-24, or with another date before it
	hits int64  // 0: 1

	device, kind, user, queryUser, agent, server, client, command, errors, access, mailbox string

	// The row is of Exchange 2010, with Log=, unless it is one of these. That of a front end
	// or a proxy has none.
	front, middle, back, proxy bool

	status int32 // -1: not logged
	sub    int32
	win32  int64
	eas    int32

	sent, received          int64   // bytes of all hits and of the largest, 0: not logged
	taken                   []int64 // milliseconds of hits that do not wait
	waited                  []int64 // and of those that do
	full, recovery, invalid int64
}

// instant reads a seen.at.
func instant(t testing.TB, at string) time.Time {
	t.Helper()
	if len(at) < len("2011-12-24") {
		at = "2011-12-24 " + at
	}
	if strings.Count(at, ":") == 1 {
		at += ":00"
	}
	u, err := time.Parse(time.DateTime, at)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func text(s, usual string) string {
	if s == "-" {
		return ""
	}
	return cmp.Or(s, usual)
}

func (s *seen) row(t testing.TB, seconds int) activitytest.Row {
	t.Helper()
	unix := instant(t, s.at).Unix()
	r := activitytest.Row{
		Key: activitytest.Key{
			Bucket: unix - unix%int64(seconds), DeviceID: text(s.device, "A1"), DeviceType: text(s.kind, "iPhone"),
			CSUsername: text(s.user, "anna"), QueryUser: s.queryUser, HasLog: !s.front && !s.proxy, UserAgent: text(s.agent, "Apple"), Server: text(s.server, "CAS01"),
			ClientAddress: text(s.client, "203.0.113.9"), Command: text(s.command, "Sync"),
			Status: cmp.Or(s.status, 200), Substatus: s.sub, Win32Status: s.win32, EASStatus: cmp.Or(s.eas, activity.Absent),
			Error: s.errors, AccessState: s.access, MailboxServer: s.mailbox,
		},
		Measures: activitytest.Measures{
			Hits: cmp.Or(s.hits, 1), Waiting: int64(len(s.waited)), First: unix * 1000, Last: unix * 1000,
			FullSyncs: s.full, RecoverySyncs: s.recovery, InvalidSyncs: s.invalid,
		},
	}
	switch {
	case s.back:
		r.Side = activesync.BackEnd
	case s.middle:
		r.Side = activesync.Middle
	case s.proxy:
		r.Side = activesync.Proxy
	}
	if s.sent > 0 {
		r.BytesSent = activity.Total{Sum: s.sent, Max: s.sent, Count: r.Hits}
	}
	if s.received > 0 {
		r.BytesReceived = activity.Total{Sum: s.received, Max: s.received, Count: r.Hits}
	}
	for _, ms := range s.taken {
		r.TimeTaken.Add(ms)
		r.Times.Add(ms)
	}
	for _, ms := range s.waited {
		r.TimeTaken.Add(ms)
	}
	return r
}

// file is what the lake holds of one source.
type file struct {
	name    string
	seconds int // of a row, 0: 60
	groups  int // row groups that the rows of a day are cut into, 0: 1
	rows    []seen
	days    []string // that have a file also without rows
	// of the log's first and last record, "": not known; the days of its rows are
	// then known too
	first, last string
	hashes      string // of the first 1, 2, 4 … lines and of all, one a letter
	lines       int64
	rejected    int64 // of ten records
}

// lakeOf makes a lake.
func lakeOf(t testing.TB, files ...file) *memstore.Store {
	t.Helper()
	s := memstore.New()
	for i := range files {
		files[i].put(t, s)
	}
	return s
}

// lakeOfRows makes a lake of one source.
func lakeOfRows(t testing.TB, rows ...seen) *memstore.Store {
	t.Helper()
	return lakeOf(t, file{name: "a.log", rows: rows})
}

func (f *file) id() lake.SourceID { return lake.NewSourceID("logs", f.name) }

func (f *file) stamp(t testing.TB) lake.Stamp {
	t.Helper()
	s := lake.Stamp{Schema: lake.SchemaVersion, Parser: 1, BucketSeconds: cmp.Or(f.seconds, 60), Bucket: "logs", Key: f.name}
	if f.lines > 0 {
		s.Reading.Hashes, s.Reading.Lines, s.Reading.Records = strings.Split(f.hashes, ""), f.lines, f.lines
	}
	if f.rejected > 0 {
		s.Reading.Records, s.Reading.Rejected = 10-f.rejected, map[string]int64{"fields": f.rejected}
	}
	if f.first != "" {
		s.Reading.First, s.Reading.Last = instant(t, f.first), instant(t, f.last)
		for i := range f.rows {
			s.Reading.Days = append(s.Reading.Days, lake.DayOf(instant(t, f.rows[i].at).Unix()))
		}
		slices.Sort(s.Reading.Days)
		s.Reading.Days = slices.Compact(s.Reading.Days)
	}
	return s
}

func (f *file) put(t testing.TB, s store.Store) {
	t.Helper()
	days := make(map[lake.Day][]activitytest.Row)
	for _, day := range f.days {
		days[lake.DayOf(instant(t, day+" 00:00").Unix())] = nil
	}
	for i := range f.rows {
		row := f.rows[i].row(t, cmp.Or(f.seconds, 60))
		day := lake.DayOf(row.Bucket)
		days[day] = append(days[day], row)
	}
	for day, rows := range days {
		put(t, s, lake.ActivityKey(day, f.id()), encode(t, rows, max(f.groups, 1), f.stamp(t)))
	}
}

func encode(t testing.TB, rows []activitytest.Row, groups int, stamp lake.Stamp) []byte {
	t.Helper()
	var b bytes.Buffer
	e := lake.NewEncoder(&b)
	for part := range slices.Chunk(rows, max(1, (len(rows)+groups-1)/groups)) {
		if err := errors.Join(e.Write(activitytest.NewBatch(part)), e.EndRun()); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(stamp); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t testing.TB, s store.Store, key string, body []byte) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, bytes.NewReader(body), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// on asks for a UTC day.
func on(day string) report.Query {
	from, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return report.Query{From: from, To: from.AddDate(0, 0, 1)}
}

// christmas asks for the day of most tests.
func christmas() report.Query { return on("2011-12-24") }

// built is a report with its rows at hand.
type built struct {
	*report.Report
	Rows []report.Row
}

func build(t testing.TB, s store.Reader, q report.Query) built {
	t.Helper()
	r, err := Report(t.Context(), s, q)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Coverage.Damaged) > 0 {
		t.Fatalf("damaged: %v", r.Coverage.Damaged)
	}
	return built{r, rowsOf(r.Rows)}
}

// rowsOf makes all rows, each in memory of its own.
func rowsOf(r report.Rows) []report.Row {
	rows := make([]report.Row, r.Len())
	for i := range rows {
		r.Get(i, &rows[i])
	}
	return rows
}

// want compares what a view shows of rows.
func want(t testing.TB, rows []report.Row, view func(*report.Row) string, lines ...string) {
	t.Helper()
	var got []string
	for i := range rows {
		got = append(got, view(&rows[i]))
	}
	if diff := gocmp.Diff(lines, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// tally writes counts as "Ping:2 Sync:7".
func tally[K cmp.Ordered](t report.Tally[K]) string {
	var parts []string
	for _, c := range t {
		parts = append(parts, fmt.Sprintf("%v:%d", c.Key, c.N))
	}
	return strings.Join(parts, " ")
}

func viewHits(r *report.Row) string { return fmt.Sprintf("%s %s %d", r.User, r.DeviceID, r.Hits) }

func viewBuckets(r *report.Row) string {
	return fmt.Sprintf("%s %s %d", r.Start.Format("2006-01-02 15:04:05 -07"), r.DeviceID, r.Hits)
}

func zoneNamed(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	return zone
}
