package engine

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
)

// strange puts a file of one row into the lake.
func strange(t testing.TB, s store.Store, name string, change func(row *activitytest.Row), damage func(file []byte) []byte) {
	t.Helper()
	row := activitytest.Row{
		Key:      activitytest.Key{Bucket: midnight + 3600, DeviceID: "dev1", CSUsername: "u1", Command: "Sync", Status: 200, EASStatus: activity.Absent},
		Measures: activitytest.Measures{Hits: 3, First: (midnight + 3601) * 1000, Last: (midnight + 3602) * 1000},
	}
	change(&row)
	stamp := lake.Stamp{Schema: lake.SchemaVersion, Parser: 1, BucketSeconds: 60, Bucket: "logs", Key: name}
	key := lake.ActivityKey(lake.DayOf(midnight), lake.NewSourceID("logs", name))
	put(t, s, key, damage(encode(t, []activitytest.Row{row}, stamp)))
}

// damagedLog is a log whose file comes late in a day: DuckDB takes the first for all.
const damagedLog = "damaged59.log"

func TestDamagedFiles(t *testing.T) {
	asItIs := func(*activitytest.Row) {}
	whole := func(file []byte) []byte { return file }
	for name, fill := range map[string]func(t testing.TB, s store.Store){
		"cut short": func(t testing.TB, s store.Store) {
			strange(t, s, damagedLog, asItIs, func(file []byte) []byte { return file[:len(file)-9] })
		},
		"pages": func(t testing.TB, s store.Store) {
			strange(t, s, damagedLog, asItIs, func(file []byte) []byte {
				return bytes.Join([][]byte{file[:4], bytes.Repeat([]byte{0xff}, 300), file[304:]}, nil)
			})
		},
		"a row of another day": func(t testing.TB, s store.Store) {
			strange(t, s, damagedLog, func(row *activitytest.Row) { row.Bucket += 86400 }, whole)
		},
		"a row of no request": func(t testing.TB, s store.Store) {
			strange(t, s, damagedLog, func(row *activitytest.Row) { row.Hits = 0 }, whole)
		},
		"no file of a source": func(t testing.TB, s store.Store) {
			put(t, s, lake.ActivityDayPrefix(lake.DayOf(midnight))+"copy.parquet", encode(t, nil, lake.Stamp{}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, random(7))
			fill(t, w.lake)
			w.engine.SQL = naming{w.engine.SQL, w}
			w.sameModel(t, christmas())
			w.same(t, christmas())
			w.sameDetails(t, christmas())
		})
	}
}

// naming is an engine whose errors name the files that it cannot read, as Trino's do.
type naming struct {
	engine.SQL
	world *world
}

func (n naming) Unload(ctx context.Context, query, url string) (int64, error) {
	bytes, err := n.SQL.Unload(ctx, query, url)
	if err == nil {
		return bytes, nil
	}
	for o, listing := range n.world.lake.List(ctx, lake.ActivityPrefix) {
		if listing != nil {
			return bytes, listing
		}
		path := n.world.folder + "/" + o.Key
		of := strings.Replace(query, `"$path" NOT IN`, `"$path" = `+literal(path)+` AND "$path" NOT IN`, 1)
		if _, bad := n.SQL.Unload(ctx, of, url+o.Key+"/"); bad != nil {
			err = fmt.Errorf("%w: %s", err, path)
		}
	}
	return bytes, err
}

// changing is an engine while whose queries the lake changes, so many times.
type changing struct {
	engine.SQL
	mu     sync.Mutex
	times  int
	change func(n int)
}

func (c *changing) Unload(ctx context.Context, query, url string) (int64, error) {
	c.mu.Lock()
	if c.times > 0 && strings.HasSuffix(url, "/rows/") {
		c.change(c.times)
		c.times--
	}
	c.mu.Unlock()
	return c.SQL.Unload(ctx, query, url)
}

// TestFilesReplacedMeanwhile replaces a file while its rows are added up: rows of one state
// must not meet the stamp of the other.
func TestFilesReplacedMeanwhile(t *testing.T) {
	for _, times := range []int{1, 3, 100} {
		w := newWorld(t, random(3))
		sql := &changing{SQL: w.engine.SQL, times: times}
		sql.change = func(n int) {
			strange(t, w.lake, "grown.log", func(row *activitytest.Row) { row.Hits = int64(n) }, func(file []byte) []byte { return file })
		}
		w.engine.SQL = sql
		got, err := assemble.Report(t.Context(), w.lake, christmas(), assemble.WithEngine(w.engine))
		if times == 100 {
			if err == nil || !strings.Contains(err.Error(), "change while they are merged") {
				t.Errorf("a lake that does not rest: error %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		want, err := assemble.Report(t.Context(), w.lake, christmas())
		if err != nil || want.Totals != got.Totals || len(want.Coverage.Sources) != len(got.Coverage.Sources) {
			t.Errorf("replaced %d times: %+v, want %+v, %v", times, got.Totals, want.Totals, err)
		}
	}
}

// elsewhere is an engine whose table is not the lake's.
type elsewhere struct{ engine.SQL }

func (e elsewhere) Unload(ctx context.Context, query, url string) (int64, error) {
	return e.SQL.Unload(ctx, strings.Replace(query, "WHERE dt = ", "WHERE dt > ", 1), url)
}

// TestAnotherTable: an engine that does not see all rows of the lake, for its table
// begins later, must not make a report of what it sees.
func TestAnotherTable(t *testing.T) {
	w := newWorld(t, random(3))
	w.engine.SQL = elsewhere{w.engine.SQL}
	if _, err := assemble.Report(t.Context(), w.lake, christmas(), assemble.WithEngine(w.engine)); err == nil || !strings.Contains(err.Error(), "does not match the lake") {
		t.Errorf("error %v", err)
	}
}
