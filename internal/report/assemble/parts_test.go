package assemble

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// server is a daily log of a server, with a request at the start of some hours.
func server(name, day, first, last string, hours ...int) file {
	f := file{name: name + "/W3SVC1/u_ex" + strings.ReplaceAll(day, "-", "")[2:] + ".log", first: day + " " + first, last: day + " " + last}
	for _, h := range hours {
		f.rows = append(f.rows, seen{at: fmt.Sprintf("%s %02d:00", day, h), server: name})
	}
	return f
}

// viewHours writes hours as "P" (present), "e" (empty), "." (missing) and "+" (to come).
func viewHours(p *report.Part) string {
	var b strings.Builder
	for _, h := range p.Hours {
		b.WriteByte(".eP+"[h])
	}
	return b.String()
}

func viewParts(parts []report.Part) (lines []string) {
	for i := range parts {
		line := fmt.Sprintf("%s %s", parts[i].Name, viewHours(&parts[i]))
		if parts[i].Expected {
			line += " expected"
		}
		lines = append(lines, line)
	}
	return lines
}

// expecting asks for Christmas after two weeks.
func expecting() report.Query {
	q := christmas()
	q.Expected.Days = report.DefaultExpectedDays
	return q
}

// at is the query as asked at a time.
func at(q report.Query, clock string) report.Query {
	q.Now, _ = time.Parse("2006-01-02 15:04", clock)
	return q
}

func TestCoverageOfServersAndSites(t *testing.T) {
	berlin := zoneNamed(t, "Europe/Berlin")
	yesterday := func(name string) file { return server(name, "2011-12-23", "00:00", "23:59", 10) }
	today := func(name string) file { return server(name, "2011-12-24", "00:00", "23:59", 0, 10) }
	for _, c := range []struct {
		name           string
		files          []file
		query          report.Query
		servers, sites []string
		problems       []string
	}{
		{
			name: "whole", files: []file{yesterday("CAS01"), today("CAS01")}, query: expecting(),
			servers: []string{"CAS01 PeeeeeeeeePeeeeeeeeeeeee expected"},
			sites:   []string{"logs/CAS01/W3SVC1 PeeeeeeeeePeeeeeeeeeeeee expected"},
		},
		{
			name: "a server is missing", files: []file{yesterday("CAS01"), yesterday("CAS02"), today("CAS01")}, query: expecting(),
			servers:  []string{"CAS01 PeeeeeeeeePeeeeeeeeeeeee expected", "CAS02 ........................ expected"},
			sites:    []string{"logs/CAS01/W3SVC1 PeeeeeeeeePeeeeeeeeeeeee expected", "logs/CAS02/W3SVC1 ........................ expected"},
			problems: []string{"no log of server CAS02 in the whole time, the last record is of 2011-12-23 23:59 UTC"},
		},
		{
			name: "a gap of hours, and an end",
			files: []file{
				yesterday("CAS01"),
				{name: "CAS01/a.log", rows: []seen{{at: "00:10"}, {at: "03:10"}}, first: "00:00", last: "03:30"},
				{name: "CAS01/b.log", rows: []seen{{at: "06:10"}}, first: "06:05", last: "21:59"},
			},
			query:   expecting(),
			servers: []string{"CAS01 PeeP..Peeeeeeeeeeeeeee.. expected"},
			sites:   []string{"logs/CAS01 PeeP..Peeeeeeeeeeeeeee..", "logs/CAS01/W3SVC1 ........................ expected"},
			problems: []string{
				"no log of server CAS01 from 2011-12-24 04:00 to 06:00 UTC and from 2011-12-24 22:00 to 2011-12-25 00:00 UTC",
				"no log of site logs/CAS01/W3SVC1 in the whole time, the last record is of 2011-12-23 23:59 UTC",
			},
		},
		{
			name:  "several lack the same",
			files: []file{yesterday("CAS01"), yesterday("CAS02"), yesterday("CAS03"), yesterday("CAS04"), today("CAS05")}, query: expecting(),
			servers: []string{
				"CAS01 ........................ expected", "CAS02 ........................ expected",
				"CAS03 ........................ expected", "CAS04 ........................ expected", "CAS05 PeeeeeeeeePeeeeeeeeeeeee",
			},
			problems: []string{"no log of 4 servers (CAS01, CAS02, CAS03 and 1 more) in the whole time, the last record is of 2011-12-23 23:59 UTC"},
		},
		{
			name: "who is new is missed from the first hour on", files: []file{yesterday("CAS01"), today("CAS01"), server("CAS02", "2011-12-24", "08:00", "20:00", 9)},
			query:    expecting(),
			servers:  []string{"CAS01 PeeeeeeeeePeeeeeeeeeeeee expected", "CAS02 ........ePeeeeeeeeeee..."},
			problems: []string{"no log of server CAS02 from 2011-12-24 21:00 to 2011-12-25 00:00 UTC"},
		},
		{
			name: "hours that are not over", files: []file{yesterday("CAS01"), yesterday("CAS02"), server("CAS01", "2011-12-24", "08:00", "17:59", 9)},
			query:   at(expecting(), "2011-12-24 20:30"),
			servers: []string{"CAS01 ........ePeeeeeeee..++++ expected", "CAS02 ....................++++ expected"},
			problems: []string{
				"no log of server CAS02 in the whole time, the last record is of 2011-12-23 23:59 UTC",
				"no log of server CAS01 from 2011-12-24 00:00 to 08:00 UTC and from 2011-12-24 18:00 to 20:00 UTC",
			},
		},
		{
			name: "just begun", files: []file{yesterday("CAS01")}, query: at(expecting(), "2011-12-24 00:30"),
			servers: []string{"CAS01 ++++++++++++++++++++++++ expected"},
		},
		{
			name: "the first day of a lake", files: []file{server("CAS01", "2011-12-24", "08:00", "20:00", 9)}, query: expecting(),
			servers: []string{"CAS01 ........ePeeeeeeeeeee..."},
		},
		{
			name: "nobody is expected", files: []file{yesterday("CAS01"), server("CAS01", "2011-12-24", "08:00", "20:00", 9)}, query: christmas(),
			servers: []string{"CAS01 ........ePeeeeeeeeeee..."},
		},
		{
			name: "seen too long ago", files: []file{server("CAS02", "2011-12-09", "00:00", "23:59", 10), today("CAS01")}, query: expecting(),
			servers: []string{"CAS01 PeeeeeeeeePeeeeeeeeeeeee"},
		},
		{
			name: "seen just not too long ago", files: []file{server("CAS02", "2011-12-10", "00:00", "23:59", 10), today("CAS01")}, query: expecting(),
			servers:  []string{"CAS01 PeeeeeeeeePeeeeeeeeeeeee", "CAS02 ........................ expected"},
			problems: []string{"no log of server CAS02 in the whole time, the last record is of 2011-12-10 23:59 UTC"},
		},
		{
			name: "configured and retired, in any case", files: []file{yesterday("CAS02"), today("CAS01")},
			query: report.Query{From: christmas().From, To: christmas().To, Expected: report.Expected{
				Days: 14, Servers: []string{"cas01", "CAS07"}, Retired: []string{"cas02", "LOGS/CAS02/W3SVC1"},
			}},
			servers:  []string{"CAS01 PeeeeeeeeePeeeeeeeeeeeee expected", "CAS02 ........................", "CAS07 ........................ expected"},
			problems: []string{"no log of server CAS07 in the whole time, nor from before"},
		},
		{
			name: "a log of two days has requests on the next only",
			files: []file{
				yesterday("CAS01"), {name: "CAS01/W3SVC1/c.log", rows: []seen{{at: "2011-12-25 00:10"}}, first: "00:00", last: "2011-12-25 00:59"},
			},
			query:   expecting(),
			servers: []string{"CAS01 eeeeeeeeeeeeeeeeeeeeeeee expected"},
		},
		{
			name:  "a day of 25 hours",
			files: []file{server("CAS01", "2011-10-29", "00:00", "23:59", 10, 22), server("CAS01", "2011-10-30", "00:00", "19:59", 1, 9)},
			query: report.Query{
				From: instant(t, "2011-10-29 22:00"), To: instant(t, "2011-10-30 23:00"), Zone: berlin, Expected: report.Expected{Days: 1, Servers: []string{"CAS01"}},
			},
			servers:  []string{"CAS01 PeePeeeeeeePeeeeeeeeee... expected"},
			problems: []string{"no log of server CAS01 from 2011-10-30 21:00 to 2011-10-31 00:00 CET"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			cov := &build(t, lakeOf(t, c.files...), c.query).Coverage
			if diff := gocmp.Diff(c.servers, viewParts(cov.Servers)); diff != "" {
				t.Errorf("servers (-want +got):\n%s", diff)
			}
			if diff := gocmp.Diff(c.sites, viewParts(cov.Sites)); diff != "" && c.sites != nil {
				t.Errorf("sites (-want +got):\n%s", diff)
			}
			if diff := gocmp.Diff(c.problems, cov.Problems()); diff != "" || cov.Whole() != (len(c.problems) == 0) {
				t.Errorf("problems (-want +got), whole is %v:\n%s", cov.Whole(), diff)
			}
		})
	}
}

// TestCoverageIsOfAllDevices: a report on one device rests on all logs.
func TestCoverageIsOfAllDevices(t *testing.T) {
	q := expecting()
	q.DeviceIDs = []string{"Z9"}
	cov := build(t, lakeOf(t, server("CAS01", "2011-12-24", "00:00", "23:59", 10)), q).Coverage
	if diff := gocmp.Diff([]string{"CAS01 eeeeeeeeeePeeeeeeeeeeeee"}, viewParts(cov.Servers)); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
}

func TestSides(t *testing.T) {
	cov := build(t, lakeOfRows(t, seen{at: "10:00", server: "EX01"}, seen{at: "10:00", server: "EX02", back: true}), christmas()).Coverage
	if ex := cov.Servers; !cov.Front || !cov.Back || !ex[0].Front || ex[0].Back || ex[1].Front || !ex[1].Back {
		t.Errorf("sides of %+v", cov)
	}
}

// TestCopies: of the states of one log the longest counts, and what only begins alike
// counts and is told of.
func TestCopies(t *testing.T) {
	row := []seen{{at: "10:00"}}
	of := func(name, hashes string, lines int64, last string) file {
		return file{name: name, rows: row, first: "00:00", last: last, hashes: hashes, lines: lines}
	}
	s := lakeOf(t,
		of("CAS01/a.log", "abcd", 8, "23:59"),
		of("CAS01/a.log.gz", "abcd", 8, "23:59"),
		of("again/a.log", "abcx", 6, "12:00"), // its end has no checkpoint in the others
		of("CAS01/b.log", "abye", 8, "23:59"),
		of("CAS02/a.log", "rstu", 8, "23:59"),
		of("CAS03/a.log", "a", 1, "23:59"),
		file{name: "CAS04/a.log", rows: row, first: "00:00", last: "23:59"}, // says nothing of its lines
		file{name: "CAS05/a.log", rows: row, first: "00:00", last: "23:59"},
	)
	damaged := damage(t, s, "damaged.log")
	r, err := Report(t.Context(), s, christmas())
	if err != nil {
		t.Fatal(err)
	}
	c := &r.Coverage
	var copies []string
	for _, found := range c.Copies {
		copies = append(copies, found.Source.Key+" of "+found.Of.Key)
	}
	if diff := gocmp.Diff([]string{"CAS01/a.log.gz of CAS01/a.log", "again/a.log of CAS01/a.log"}, copies); diff != "" {
		t.Errorf("copies (-want +got):\n%s", diff)
	}
	want := []string{
		"1 file of the lake is damaged",
		"to repair damaged files, run: easreport reconcile --lake LAKE --logs LOGS",
		"logs logs/CAS01/a.log and logs/CAS01/b.log look like copies of one log, or of parts of it, and all of them count: delete the log that another one contains, then its rows (easreport forget --source LOG)",
	}
	if diff := gocmp.Diff(want, c.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if r.Totals.Hits != 6 || len(c.Sources) != 6 || len(c.Damaged) != 1 || c.Damaged[0].Key != damaged {
		t.Errorf("%d hits of %d sources, damaged %v", r.Totals.Hits, len(c.Sources), c.Damaged)
	}
	if len(c.Inputs) != 9 {
		t.Errorf("%d inputs, want those of copies, too", len(c.Inputs))
	}
	details, err := Details(t.Context(), s, r, []report.Identity{{DeviceID: "A1", User: "anna"}})
	if err != nil || len(details) != 1 || len(details[0].Servers.Top) != 1 || details[0].Servers.Top[0].Hits != 6 {
		t.Errorf("details: %+v, %v", details, err)
	}
}

// TestCopyOverDays: what a copy has on another day counts no more than on its own.
func TestCopyOverDays(t *testing.T) {
	rows := []seen{{at: "2011-12-24 10:00"}, {at: "2011-12-25 10:00"}}
	q := christmas()
	q.To = q.To.AddDate(0, 0, 1)
	r := build(t, lakeOf(t,
		file{name: "old/a.log", rows: rows[:1], first: "00:00", last: "23:00", hashes: "ab", lines: 2},
		file{name: "a.log", rows: rows, first: "00:00", last: "2011-12-25 23:00", hashes: "abc", lines: 3},
	), q)
	if r.Totals.Hits != 2 || !r.Coverage.Whole() || len(r.Coverage.Copies) != 1 {
		t.Errorf("%d hits, %v, copies %v", r.Totals.Hits, r.Coverage.Problems(), r.Coverage.Copies)
	}
}

func TestRejectedLines(t *testing.T) {
	row := []seen{{at: "10:00"}}
	cov := build(t, lakeOf(t, file{name: "a.log", rows: row, rejected: 2}, file{name: "b.log", rows: row, rejected: 5}, file{name: "c.log", rows: row}), christmas()).Coverage
	if len(cov.Rejected) != 2 || cov.Rejected[0].Source.Key != "b.log" || cov.Rejected[1].Lines != 2 {
		t.Errorf("rejected %+v", cov.Rejected)
	}
	want := []string{"5 of 10 lines of log logs/b.log could not be read (fields)", "2 of 10 lines of log logs/a.log could not be read (fields)"}
	if diff := gocmp.Diff(want, cov.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	few := report.Coverage{Sources: []lake.Stamp{{Reading: lake.Reading{Records: 99, Rejected: map[string]int64{"cut last line": 1}}}}}
	if !few.Whole() {
		t.Errorf("a line of a hundred: %v", few.Problems())
	}
}

func TestQuarantinedIsAProblem(t *testing.T) {
	s := lakeOfRows(t, seen{at: "10:00"})
	for i := range 5 {
		quarantine(t, s, lake.Quarantine{Bucket: "logs", Key: fmt.Sprintf("%d.log", i), Reason: "a PDF file"})
	}
	cov := build(t, s, christmas()).Coverage
	problems := cov.Problems()
	if len(problems) != 1 || !strings.HasPrefix(problems[0], "5 logs (logs/") || !strings.HasSuffix(problems[0], " and 2 more) could not be read") {
		t.Errorf("problems %q", problems)
	}
}

func TestSiteOf(t *testing.T) {
	for _, c := range []struct{ bucket, key, want string }{
		{"logs", "CAS01/W3SVC1/u_ex111224.log", "logs/CAS01/W3SVC1"},
		{"logs", "CAS01/W3SVC1/2011/12/24/u_ex.log.gz", "logs/CAS01/W3SVC1"},
		{"logs", "year=2011/month=12/day=24/host=CAS01/x.log", "logs/host=CAS01"},
		{"logs", "iis/dt=2011-12-24/CAS01/x.log", "logs/iis/CAS01"},
		{"logs", "192.0.2.1/x.log", "logs/192.0.2.1"},
		{"logs", "x.log", "logs"},
		{"", "x.log", "."},
		{"", "/inetpub/logs/LogFiles/W3SVC1/u_ex111224.log", "/inetpub/logs/LogFiles/W3SVC1"},
		{"", `C:\inetpub\logs\LogFiles\W3SVC1\u_ex111224.log`, "C:/inetpub/logs/LogFiles/W3SVC1"},
	} {
		if got := siteOf(lake.Stamp{Bucket: c.bucket, Key: c.key}); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.bucket, c.key, got, c.want)
		}
	}
}

// counted counts what is read, and may be slow or fail.
type countedReads struct {
	store.Reader
	gets, lists, bytes atomic.Int64
	delay              time.Duration
	fail               error
}

func (c *countedReads) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	c.gets.Add(1)
	time.Sleep(c.delay)
	if c.fail != nil && r.Offset < 0 {
		return nil, store.Object{}, c.fail
	}
	body, o, err := c.Reader.Get(ctx, key, r, etag)
	if s, ok := body.(interface{ Size() int64 }); ok {
		c.bytes.Add(s.Size())
	}
	return body, o, err
}

func (c *countedReads) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	c.lists.Add(1)
	time.Sleep(c.delay)
	return c.Reader.List(ctx, prefix)
}

// TestLookingBackReadsFooters: two weeks of forty logs are a GET for each, many at
// a time, whatever the logs hold.
func TestLookingBackReadsFooters(t *testing.T) {
	var files []file
	for n := range 40 {
		for day := range 14 {
			date := time.Date(2011, 12, 10+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			files = append(files, server(fmt.Sprintf("CAS%02d", n), date, "00:00", "23:59", 1, 2, 3))
		}
	}
	c := &countedReads{Reader: lakeOf(t, append(files, server("CAS01", "2011-12-24", "00:00", "23:59", 10))...), delay: 30 * time.Millisecond}
	began := time.Now()
	r := build(t, c, expecting())
	took := time.Since(began)
	t.Logf("%d GETs of %d bytes and %d listings of 30 ms each: %v", c.gets.Load(), c.bytes.Load(), c.lists.Load(), took.Round(time.Millisecond))
	if len(r.Coverage.Servers) != 40 || c.gets.Load() > 40*14+2*14+4 { // and two tries for each day whether it is reconciled
		t.Errorf("%d servers, %d GETs", len(r.Coverage.Servers), c.gets.Load())
	}
	if most := 5 * time.Second; took > most { // one after the other: 17 s
		t.Errorf("took %v, want less than %v", took, most)
	}
}

func TestLookingBackFails(t *testing.T) {
	s := lakeOf(t, server("CAS01", "2011-12-23", "00:00", "23:59", 1))
	gone := errors.New("no network")
	if _, err := Report(t.Context(), &countedReads{Reader: s, fail: gone}, expecting()); !errors.Is(err, gone) {
		t.Errorf("error %v, want %v", err, gone)
	}
	put(t, s, lake.ActivityKey(christmasDay-2, lake.NewSourceID("logs", "bad.log")), []byte("bit rot"))
	if r := build(t, s, expecting()); len(r.Coverage.Servers) != 1 {
		t.Errorf("servers beside a damaged file: %+v", r.Coverage.Servers)
	}
}

// TestLongSpansAreNotCutIntoHours: years of a thousand servers would not fit in
// memory.
func TestLongSpansAreNotCutIntoHours(t *testing.T) {
	q := expecting()
	q.From = q.From.AddDate(-1, 0, 0)
	r := build(t, lakeOf(t, server("CAS01", "2011-12-24", "00:00", "23:59", 10)), q)
	if cov := &r.Coverage; r.Timeline != nil || cov.Hours != nil || len(cov.Servers) != 1 || len(cov.Servers[0].Hours) != 0 || !cov.Whole() {
		t.Errorf("timeline %v, coverage %+v", r.Timeline, cov)
	}
}
