package compact_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/estate"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/persons"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/memstore"
)

// counted counts the objects that are read of a lake.
type counted struct {
	store.Reader
	activity, requests atomic.Int64
}

func (c *counted) Get(ctx context.Context, key string, r store.Range, etag string) (io.ReadCloser, store.Object, error) {
	switch {
	case strings.HasPrefix(key, lake.ActivityPrefix):
		c.activity.Add(1)
	case strings.HasPrefix(key, lake.ReconciledPrefix):
		c.requests.Add(1)
	}
	return c.Reader.Get(ctx, key, r, etag)
}

// estateLake has the lake of an estate, and its first day.
func estateLake(t *testing.T, seed uint64, o estate.Options, seconds int) (*memstore.Store, time.Time) {
	t.Helper()
	dir := t.TempDir()
	truth, err := estate.New(seed, o).Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := memstore.New(memstore.WithContentETags())
	in := &ingest.Ingester{Source: dirstore.Files{}, Lake: s, BucketSeconds: seconds, TempDir: t.TempDir()}
	for _, l := range truth.Logs {
		if _, err := in.Ingest(t.Context(), filepath.ToSlash(filepath.Join(dir, l.Path))); err != nil {
			t.Fatal(err)
		}
	}
	return s, time.UnixMilli(truth.Days[0].Hour).UTC()
}

// limits are those that a storm exceeds, and nobody else.
func limits() pairing.Limits { return pairing.Limits{Strangers: 400, Texts: 1 << 30} }

// storm has strangers send requests on a day, with ids, names and agents of their own; back
// ends log some of them, too.
func storm(t *testing.T, seed uint64, s store.Store, day time.Time) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	log := "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n"
	for minute := range 24 * 60 {
		id := random.IntN(2 * limits().Strangers)
		row := fmt.Sprintf("%s 10.9.9.%%d POST /Microsoft-Server-ActiveSync/default.eas Cmd=%s&User=user%d&DeviceId=%s&DeviceType=x%d %%d - 203.0.113.%d agent%d %d 0 0 %d\r\n",
			day.Add(time.Duration(minute)*time.Minute).Format(time.DateTime), [...]string{"Sync", "Ping", "x"}[random.IntN(3)], random.IntN(2*limits().Strangers),
			[...]string{fmt.Sprint("INVENTED", id), fmt.Sprint("invented", id)}[random.IntN(2)], id, random.IntN(9), id, [...]int{401, 403}[random.IntN(2)], random.IntN(500))
		log += fmt.Sprintf(row, 1, 443)
		if random.IntN(3) == 0 {
			log += fmt.Sprintf(row, 2, 444)
		}
	}
	path := filepath.Join(t.TempDir(), "storm.log")
	if err := os.WriteFile(path, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	in := &ingest.Ingester{Source: dirstore.Files{}, Lake: s, BucketSeconds: 60, TempDir: t.TempDir()}
	if _, err := in.Ingest(t.Context(), filepath.ToSlash(path)); err != nil {
		t.Fatal(err)
	}
}

// said is all that a report says, with details of the busiest devices.
func said(t *testing.T, s store.Reader, q report.Query) string {
	t.Helper()
	few := assemble.WithLimits(limits())
	r, err := assemble.Report(t.Context(), s, q, few)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Rows, Devices []report.Row
		Rest          report.Report
		Details       []report.Detail
	}
	for row := range r.Rows.All() {
		all.Rows = append(all.Rows, copied(t, row))
	}
	var wanted []report.Identity
	for row := range r.Devices.All() {
		all.Devices = append(all.Devices, copied(t, row))
		if len(wanted) < 5 {
			wanted = append(wanted, report.Identity{User: row.User, DeviceID: row.DeviceID})
		}
	}
	if all.Details, err = assemble.Details(t.Context(), s, r, wanted, few); err != nil {
		t.Fatal(err)
	}
	withoutPast(r.Places)
	all.Rest = *r
	// Who is shown is in the rows; requests do not know of names that have none.
	all.Rest.Rows, all.Rest.Devices, all.Rest.Persons.Days = report.Rows{}, report.Rows{}, nil
	// A SID that no request is shown under is known from raw rows alone.
	labels := maps.Clone(all.Rest.Persons.Labels)
	maps.DeleteFunc(labels, func(label, _ string) bool { return persons.KindOf(label) == persons.SID })
	if len(labels) == 0 {
		labels = nil
	}
	all.Rest.Persons.Labels = labels
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// withoutPast takes out what is known of the days before from reconciled days alone.
func withoutPast(p *report.Places) {
	if p == nil {
		return
	}
	p.All.Before = nil
	for _, places := range [][]report.Place{p.Servers, p.Mailboxes} {
		for i := range places {
			places[i].Before = nil
		}
	}
}

// copied is a row that holds when the next one is made.
func copied(t *testing.T, row *report.Row) (own report.Row) {
	t.Helper()
	text, err := json.Marshal(row)
	if err == nil {
		err = json.Unmarshal(text, &own)
	}
	if err != nil {
		t.Fatal(err)
	}
	return own
}

// queries are of a lake from a day on.
func queries(first time.Time) map[string]report.Query {
	day := func(n int) time.Time { return first.AddDate(0, 0, n) }
	india := time.FixedZone("IST", 19800)
	return map[string]report.Query{
		"a day":         {From: day(1), To: day(2)},
		"looks back":    {From: day(2), To: day(3), Expected: report.Expected{Days: 14}},
		"three days":    {From: day(0), To: day(3), BucketSeconds: 3600, Expected: report.Expected{Days: 3}},
		"days":          {From: day(0), To: day(3), BucketSeconds: 86400, ByUserAgent: true, TopHits: 7},
		"a day's hours": {From: day(1).Add(7 * time.Hour), To: day(1).Add(9 * time.Hour), BucketSeconds: 600},
		"odd minutes":   {From: day(1).Add(7 * time.Minute), To: day(1).Add(95 * time.Minute)},
		"another zone":  {From: day(1).Add(-330 * time.Minute), To: day(2).Add(-330 * time.Minute), Zone: india, BucketSeconds: 3600, Expected: report.Expected{Days: 2}},
		"a user":        {From: day(0), To: day(3), Users: []string{"user1"}},
	}
}

// TestSameReport: a report says the same whether days were reconciled before, all or some
// of them, or not; and then it reads no activity file.
func TestSameReport(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes under the race detector")
	}
	seed := rand.Uint64()
	for name, o := range map[string]estate.Options{
		"2016":           {Shared: 100, Namesakes: 100, Forgers: 3, Silent: 1},
		"2010 hands on":  {Exchange: estate.Exchange2010, HandOn: 300, ARR: true},
		"2003":           {Exchange: estate.Exchange2003},
		"other, damaged": {Exchange: estate.Exchange2013, Other: 500, Damaged: 3000, Probes: true, Hostile: 3, Hourly: true, Gzip: true},
	} {
		t.Run(name, func(t *testing.T) {
			o.Devices, o.PerDay, o.Hours, o.Fields.Bytes = 12, 30, 72, true
			s, first := estateLake(t, seed, o, 60)
			storm(t, seed, s, first.AddDate(0, 0, 1))
			asked := queries(first)
			before := make(map[string]string)
			for name, q := range asked {
				before[name] = said(t, s, q)
			}
			if !strings.Contains(before["a day"], `"DeviceID": "(never logged on)"`) || strings.Contains(strings.ToLower(before["a day"]), "invented") {
				t.Fatalf("strangers are not folded:\n%.3000s", before["a day"])
			}
			c := compact.Compactor{Lake: s, TempDir: t.TempDir(), Limits: limits()}
			same := func(what string) {
				for name, q := range asked {
					now := said(t, s, q)
					if now == before[name] {
						continue
					}
					if diff := cmp.Diff(strings.Split(before[name], "\n"), strings.Split(now, "\n")); diff != "" {
						t.Errorf("seed %d, %s, %s (-paired here +reconciled):\n%.3000s", seed, what, name, diff)
					}
				}
			}
			if r, err := c.Day(t.Context(), lake.DayOf(first.Unix())+1); err != nil || r.Outcome != compact.Written {
				t.Fatalf("%+v, %v", r, err)
			}
			same("one day reconciled")
			if err := c.Before(t.Context(), lake.DayOf(first.Unix())+5, func(r compact.Result) {
				if r.Err != nil {
					t.Error(r.Err)
				}
			}); err != nil {
				t.Fatal(err)
			}
			same("all days reconciled")
			reads := counted{Reader: s}
			if said(t, &reads, asked["looks back"]); reads.activity.Load() > 0 || reads.requests.Load() > 28 { // two for a day
				t.Errorf("a report of reconciled days has read %d activity files, and %d times from request_day", reads.activity.Load(), reads.requests.Load())
			}
		})
	}
}

// TestSameFile: a file of request_day is the same whoever reads the activity files in
// whatever order, in whatever memory, and for whichever limit strangers are folded.
func TestSameFile(t *testing.T) {
	if testing.Short() {
		t.Skip("as TestSameReport")
	}
	s, first := estateLake(t, 5, estate.Options{Devices: 60, PerDay: 200, Hours: 24, Hourly: true, Hostile: 3, Probes: true}, 60)
	storm(t, 5, s, first)
	day := lake.DayOf(first.Unix())
	all := pairing.Limits{Strangers: 1 << 30, Texts: 1 << 30}
	for name, test := range map[string]struct {
		limits [3]pairing.Limits
		folded bool
	}{
		"as logged": {[...]pairing.Limits{all, all, all}, false},
		"folded":    {[...]pairing.Limits{limits(), {Strangers: all.Strangers, Texts: 10 << 10}, limits()}, true},
	} {
		etags := make(map[string]bool)
		for i, readers := range []int{1, 3, 16} {
			if err := s.Delete(t.Context(), lake.ReconciledKey(day)); err != nil {
				t.Fatal(err)
			}
			c := compact.Compactor{Lake: s, TempDir: t.TempDir(), Readers: readers, Limits: test.limits[i], AtOnce: 1 + i}
			if r, err := c.Day(t.Context(), day); err != nil || r.Outcome != compact.Written {
				t.Fatalf("%s: %+v, %v", name, r, err)
			}
			stamp, etag, err := lake.ReadReconciled(t.Context(), s, day)
			if err != nil || test.folded != (stamp.Folds != nil && stamp.Folds.Strangers > int64(limits().Strangers)) {
				t.Fatalf("%s: folded %+v, %v", name, stamp.Folds, err)
			}
			etags[etag] = true
		}
		if len(etags) != 1 {
			t.Errorf("%s: %d different files", name, len(etags))
		}
	}
}

// TestLargeDaysAtOnce: days that need much memory wait for each other, and are made into the
// same files as one after the other.
func TestLargeDaysAtOnce(t *testing.T) {
	s, first := estateLake(t, 6, estate.Options{Devices: 30, Hours: 96}, 60)
	for i := range 2 {
		storm(t, uint64(i), s, first.AddDate(0, 0, i))
	}
	day := lake.DayOf(first.Unix())
	etags := func(atOnce int) (all []string) {
		c := compact.Compactor{Lake: s, TempDir: t.TempDir(), Limits: pairing.Limits{Strangers: 400, Texts: 64 << 10}, AtOnce: atOnce}
		if err := c.Before(t.Context(), day+4, func(compact.Result) {}); err != nil {
			t.Fatal(err)
		}
		for i := range lake.Day(4) {
			stamp, etag, err := lake.ReadReconciled(t.Context(), s, day+i)
			if err != nil || (stamp.Folds != nil) != (i < 2) {
				t.Fatalf("day %d: folded %v, %v", i, stamp.Folds, err)
			}
			all = append(all, etag)
			if err := s.Delete(t.Context(), lake.ReconciledKey(day+i)); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	if diff := cmp.Diff(etags(1), etags(4)); diff != "" {
		t.Errorf("(-one after the other +at once):\n%s", diff)
	}
}
