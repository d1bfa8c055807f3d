package engine

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/persons"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// world is a lake in a folder, without engine and with one.
type world struct {
	folder string
	lake   store.Store
	engine *engine.Engine
}

// newWorld opens a lake that some function fills.
func newWorld(t testing.TB, fill func(t testing.TB, s store.Store)) *world {
	t.Helper()
	folder := t.TempDir()
	s, err := dirstore.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	db, err := OpenDuckDB(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &world{folder, s, &engine.Engine{Lake: s, SQL: db, URL: folder}}
}

// publish is all that comes of a report, made with an engine or without (nil).
func (w *world) publish(t testing.TB, e *engine.Engine, q report.Query) map[string]string {
	t.Helper()
	made, err := Published(t.Context(), w.folder, w.lake, e, q)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// same publishes a report without the engine and with it.
func (w *world) same(t testing.TB, q report.Query) {
	t.Helper()
	want := w.publish(t, nil, q)
	before := w.engine.Work().Queries
	got := w.publish(t, w.engine, q)
	if w.engine.Work().Queries == before {
		t.Fatal("the engine was not asked")
	}
	if len(want) < 3 {
		t.Fatalf("made %d things", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("without and with the engine (-want +got):\n%.4000s", diff)
	}
}

// sameModel compares all that a report holds, also what is not shown.
func (w *world) sameModel(t testing.TB, q report.Query) {
	t.Helper()
	if diff := cmp.Diff(w.model(t, nil, q), w.model(t, w.engine, q), cmpopts.IgnoreUnexported(report.Rows{}),
		cmp.Comparer(func(a, b error) bool { return a.Error() == b.Error() }), cmpopts.IgnoreUnexported(persons.Persons{})); diff != "" {
		t.Fatalf("models without and with the engine (-want +got):\n%.4000s", diff)
	}
}

// model is a report with its rows at hand.
func (w *world) model(t testing.TB, e *engine.Engine, q report.Query) (all struct {
	report.Report
	All, ByDevice []report.Row
},
) {
	t.Helper()
	r, err := assemble.Report(t.Context(), w.lake, q, assemble.WithEngine(e))
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []struct {
		rows report.Rows
		to   *[]report.Row
	}{{r.Rows, &all.All}, {r.Devices, &all.ByDevice}} {
		*of.to = make([]report.Row, of.rows.Len())
		for i := range *of.to {
			of.rows.Get(i, &(*of.to)[i])
		}
	}
	all.Report = *r
	all.Rows, all.Devices, all.Query = report.Rows{}, report.Rows{}, report.Query{}
	return all
}

// sameDetails takes all devices of a report apart, without the engine and with it.
func (w *world) sameDetails(t testing.TB, q report.Query) {
	t.Helper()
	r, err := assemble.Report(t.Context(), w.lake, q)
	if err != nil {
		t.Fatal(err)
	}
	var wanted []report.Identity
	for row := range r.Devices.All() {
		wanted = append(wanted, report.Identity{User: row.User, DeviceID: row.DeviceID})
	}
	want, err := assemble.Details(t.Context(), w.lake, r, wanted)
	if err != nil {
		t.Fatal(err)
	}
	got, err := assemble.Details(t.Context(), w.lake, r, wanted, assemble.WithEngine(w.engine))
	if err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 {
		t.Fatal("there are no devices")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("details without and with the engine (-want +got):\n%.4000s", diff)
	}
}

// logs fills a lake with what lies in a folder.
func logs(folder string) func(testing.TB, store.Store) {
	return func(t testing.TB, s store.Store) {
		in := &ingest.Ingester{Source: dirstore.Files{}, Lake: s, BucketSeconds: 60}
		folder, err := filepath.Abs(folder)
		if err != nil {
			t.Fatal(err)
		}
		err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			_, err = in.Ingest(t.Context(), filepath.ToSlash(path))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

const midnight = 1324684800 // 2011-12-24

// random fills a lake with rows of few different keys over three days, so that they
// meet and tie, in several files; one of them is empty.
func random(seed uint64) func(testing.TB, store.Store) {
	return func(t testing.TB, s store.Store) {
		r := rand.New(rand.NewPCG(seed, 7))
		keys := make([]activitytest.Key, 40)
		for i := range keys {
			keys[i] = randomKey(r)
		}
		for i := range 2 + r.IntN(5) {
			stamp := lake.Stamp{Schema: lake.SchemaVersion, Parser: 1, BucketSeconds: []int{60, 60, 30, 20}[r.IntN(4)], Bucket: "logs", Key: fmt.Sprintf("cas%d/W3SVC1/%d.log", i%3, seed)}
			rows := make(map[lake.Day][]activitytest.Row)
			if i == 0 {
				rows[lake.DayOf(midnight)] = nil
			}
			for range r.IntN(400) {
				row := randomRow(r, keys[r.IntN(len(keys))], int64(stamp.BucketSeconds))
				rows[lake.DayOf(row.Bucket)] = append(rows[lake.DayOf(row.Bucket)], row)
			}
			for day := range rows {
				stamp.Reading.Days = append(stamp.Reading.Days, day)
			}
			stamp.Reading.First, stamp.Reading.Last = time.Unix(midnight, 0).UTC(), time.Unix(midnight+86400, 0).UTC()
			for day, of := range rows {
				put(t, s, lake.ActivityKey(day, lake.NewSourceID("logs", stamp.Key)), encode(t, of, stamp))
			}
		}
	}
}

// randomKey is what requests have in common, but for when they come and from where.
func randomKey(r *rand.Rand) activitytest.Key {
	key := activitytest.Key{
		DeviceID: pick(r, "dev0 DEV0 dev1 DEV1 dev2 Döv2 DÖV2 it's -"), DeviceType: pick(r, "iPhone iPad -"),
		CSUsername: pick(r, `u0 U0 dom\u0 u0@dom u1 HealthMailbox1 dom\cas01$ -`), QueryUser: pick(r, `u0 dom\u1 u1@dom - -`), UserAgent: pick(r, "a/1 a/2 a/3 -"),
		Command: pick(r, "Sync Ping Find -"), AccessState: pick(r, "AllowedG BlockedD -"),
		Status: []int32{activity.Absent, 200, 200, 401, 449, 451, 503}[r.IntN(7)], Win32Status: []int64{activity.Absent, 0, 64}[r.IntN(3)],
		EASStatus: []int32{activity.Absent, 1, 113, 142}[r.IntN(4)], Error: pick(r, "- - A A;B QuotaExceeded QuotaExceeded;MailboxQuotaExceeded"),
	}
	key.Side = activesync.Side(r.IntN(int(activesync.NumSides)))
	return key
}

func randomRow(r *rand.Rand, key activitytest.Key, seconds int64) activitytest.Row {
	at := midnight + int64(r.IntN(3))*86400 + int64(r.IntN(24))*3600 + int64(r.IntN(4))*17*60 + int64(r.IntN(60))
	row := activitytest.Row{
		Key: key,
		Measures: activitytest.Measures{
			Hits: int64(1 + r.IntN(5)), First: at * 1000, Last: at*1000 + int64(r.IntN(10000)),
			FullSyncs: int64(r.IntN(2)), RecoverySyncs: int64(r.IntN(2)), InvalidSyncs: int64(r.IntN(2)),
		},
	}
	row.Bucket, row.Server, row.ClientAddress = at-at%seconds, pick(r, "CAS01 CAS02 cas02 -"), pick(r, "c1 c2 c3 -")
	if r.IntN(3) > 0 {
		row.BytesSent = activity.Total{Sum: 300, Max: int64(100 + r.IntN(50)), Count: row.Hits}
	}
	if r.IntN(3) > 0 {
		row.BytesReceived = activity.Total{Sum: 30, Max: int64(r.IntN(50)), Count: row.Hits}
	}
	for range r.IntN(int(row.Hits) + 1) {
		ms := int64(r.IntN(100_000))
		row.TimeTaken.Add(ms)
		if r.IntN(4) == 0 {
			row.Waiting++
		} else {
			row.Times.Add(ms)
		}
	}
	return row
}

// pick takes one of some texts; "-" is none.
func pick(r *rand.Rand, texts string) string {
	list := strings.Fields(texts)
	return strings.TrimPrefix(list[r.IntN(len(list))], "-")
}

func encode(t testing.TB, rows []activitytest.Row, stamp lake.Stamp) []byte {
	t.Helper()
	var b bytes.Buffer
	e := lake.NewEncoder(&b)
	if len(rows) > 0 {
		if err := e.Write(activitytest.NewBatch(rows)); err != nil {
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
