package assemble

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

const christmasDay = lake.Day(15332)

// damage puts a file that is none, and returns its key.
func damage(t testing.TB, s store.Store, name string) string {
	t.Helper()
	key := lake.ActivityKey(christmasDay, lake.NewSourceID("logs", name))
	put(t, s, key, []byte("bit rot"))
	return key
}

func quarantine(t testing.TB, s store.Store, q lake.Quarantine) {
	t.Helper()
	body, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, lake.QuarantineKey(lake.NewSourceID("logs", q.Key)), body)
}

func sources(r *report.Report) (names []string) {
	for _, s := range r.Coverage.Sources {
		names = append(names, s.Key)
	}
	return names
}

func TestEmptyLake(t *testing.T) {
	r := build(t, memstore.New(), christmas())
	if len(r.Rows) > 0 || len(r.Top) > 0 || r.Totals != (report.Totals{}) || len(r.Coverage.Sources) > 0 || !r.Coverage.Nothing || r.Coverage.Whole() {
		t.Errorf("report of an empty lake: %+v", r)
	}
}

func TestEmptyDay(t *testing.T) {
	s := lakeOf(t,
		file{name: "a.log", days: []string{"2011-12-24"}}, // it once had rows of that day
		file{name: "b.log", rows: []seen{{at: "2011-12-25 10:00"}}},
	)
	r := build(t, s, christmas())
	if len(r.Rows) > 0 || r.Totals != (report.Totals{}) || !r.Coverage.Nothing || r.Coverage.Whole() {
		t.Errorf("report of an empty day: %+v", r)
	}
}

func TestSourcesAreNamedOnceAndInOrder(t *testing.T) {
	two := []seen{{at: "2011-12-24 10:00"}, {at: "2011-12-25 10:00"}}
	s := lakeOf(t, file{name: "c.log", rows: two}, file{name: "a.log", rows: two}, file{name: "b.log", rows: two})
	q := christmas()
	q.To = q.To.AddDate(0, 0, 1)
	if diff := gocmp.Diff([]string{"a.log", "b.log", "c.log"}, sources(build(t, s, q).Report)); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

// TestDamagedFiles breaks some of the files of a day, one of them so that its
// first rows can be read: it counts for nothing, and the others for all.
func TestDamagedFiles(t *testing.T) {
	good := file{name: "good.log", rows: []seen{{at: "10:00", hits: 3}, {at: "11:00", hits: 2, back: true}}}
	for _, c := range []struct {
		name string
		put  func(*testing.T, store.Store) string
	}{
		{"no parquet", func(t *testing.T, s store.Store) string { return damage(t, s, "bad.log") }},
		{"rows of no hits", func(t *testing.T, s store.Store) string {
			return putGroups(t, s, 60, 1, seen{at: "10:00", hits: 100}, seen{at: "10:01", hits: -1})
		}},
		{"rows of no seconds", func(t *testing.T, s store.Store) string { return putGroups(t, s, -1, 1, seen{at: "10:00"}) }},
		{"a row group after good ones", func(t *testing.T, s store.Store) string {
			rows := append(slices.Repeat([]seen{{at: "10:00", hits: 100}}, 9), seen{at: "10:01", hits: -1})
			return putGroups(t, s, 60, 5, rows...)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := lakeOf(t, good, file{name: "also.log", rows: []seen{{at: "10:00", hits: 4}}})
			key := c.put(t, s)
			r, err := Report(t.Context(), s, christmas())
			if err != nil {
				t.Fatal(err)
			}
			want(t, rowsOf(r.Rows), viewHits, "anna A1 9")
			if d := r.Coverage.Damaged; len(d) != 1 || d[0].Key != key || !errors.Is(d[0].Err, lake.ErrDamaged) {
				t.Errorf("damaged %v, want %s", d, key)
			}
			if diff := gocmp.Diff([]string{"also.log", "good.log"}, sources(r)); diff != "" || r.Coverage.Whole() {
				t.Errorf("sources (-want +got), whole is %v:\n%s", r.Coverage.Whole(), diff)
			}
		})
	}
}

// putGroups puts a file with rows, in some row groups, that ingest would not make.
func putGroups(t testing.TB, s store.Store, seconds, groups int, rows ...seen) string {
	t.Helper()
	f := file{name: "bad.log", seconds: seconds}
	var encoded []activitytest.Row
	for i := range rows {
		encoded = append(encoded, rows[i].row(t, 60))
	}
	key := lake.ActivityKey(christmasDay, f.id())
	put(t, s, key, encode(t, encoded, groups, f.stamp(t)))
	return key
}

// TestDamageOnOneDay checks that a file damaged on one day still counts on others.
func TestDamageOnOneDay(t *testing.T) {
	s := lakeOf(t, file{name: "a.log", rows: []seen{{at: "2011-12-24 10:00"}, {at: "2011-12-25 10:00", hits: 2}}})
	damage(t, s, "a.log")
	q := christmas()
	q.To = q.To.AddDate(0, 0, 1)
	r, err := Report(t.Context(), s, q)
	if err != nil {
		t.Fatal(err)
	}
	want(t, rowsOf(r.Rows), viewHits, "anna A1 2")
	if len(r.Coverage.Damaged) != 1 || len(r.Coverage.Sources) != 1 {
		t.Errorf("coverage %+v", r.Coverage)
	}
}

func TestNewerFile(t *testing.T) {
	s := memstore.New()
	f := file{name: "a.log"}
	stamp := f.stamp(t)
	stamp.Schema = lake.SchemaVersion + 1
	put(t, s, lake.ActivityKey(christmasDay, f.id()), encode(t, nil, 1, stamp))
	if _, err := Report(t.Context(), s, christmas()); !errors.Is(err, lake.ErrNewer) {
		t.Errorf("a newer file: %v", err)
	}
}

func TestQuarantinedSources(t *testing.T) {
	s := lakeOf(t, file{name: "grown.log", rows: []seen{{at: "10:00"}}})
	quarantine(t, s, lake.Quarantine{Key: "grown.log", Reason: "a PDF file"})
	quarantine(t, s, lake.Quarantine{Key: "mended.log", Released: true})
	put(t, s, lake.QuarantinePrefix+"notes.txt", []byte("an operator's"))
	r := build(t, s, christmas())
	if diff := gocmp.Diff([]lake.Quarantine{{Key: "grown.log", Reason: "a PDF file"}}, r.Coverage.Quarantined); diff != "" || r.Coverage.Whole() {
		t.Errorf("quarantined (-want +got):\n%s", diff)
	}
	want(t, r.Rows, viewHits, "anna A1 1") // what an earlier revision gave
}

// TestDamagedQuarantine: a record that cannot be read must not keep all others
// from being reported on.
func TestDamagedQuarantine(t *testing.T) {
	s := lakeOfRows(t, seen{at: "10:00"})
	key := lake.QuarantineKey(lake.NewSourceID("logs", "b.log"))
	put(t, s, key, []byte("{"))
	r, err := Report(t.Context(), s, christmas())
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Coverage.Damaged; len(d) != 1 || d[0].Key != key || !errors.Is(d[0].Err, lake.ErrDamaged) {
		t.Errorf("damaged %v, want %s", d, key)
	}
}

// TestMixedBucketSeconds reports on sources read at different grains.
func TestMixedBucketSeconds(t *testing.T) {
	s := lakeOf(t,
		file{name: "a.log", seconds: 60, rows: []seen{{at: "10:01"}, {at: "10:59"}}},
		file{name: "b.log", seconds: 300, rows: []seen{{at: "10:04"}}},
		file{name: "c.log", seconds: 3600, rows: []seen{{at: "10:59"}, {at: "11:00"}}},
	)
	q := christmas()
	want(t, build(t, s, q).Rows, viewHits, "anna A1 5")
	q.BucketSeconds = 3600
	want(t, build(t, s, q).Rows, viewBuckets, "2011-12-24 10:00:00 +00 A1 4", "2011-12-24 11:00:00 +00 A1 1")
	q.BucketSeconds = 300
	if _, err := Report(t.Context(), s, q); !errors.Is(err, ErrBucket) {
		t.Errorf("five minutes from a lake with an hour's rows: %v", err)
	}
}

// TestInputs: what a report is made of tells whether it would be another one now.
func TestInputs(t *testing.T) {
	good := file{name: "good.log", rows: []seen{{at: "10:00"}, {at: "2011-12-25 10:00"}}}
	s := lakeOf(t, good)
	keys := []string{
		lake.ActivityKey(christmasDay, good.id()),
		damage(t, s, "bad.log"),
		lake.QuarantineKey(lake.NewSourceID("logs", "grown.log")),
	}
	quarantine(t, s, lake.Quarantine{Key: "grown.log", Reason: "a PDF file"})
	quarantine(t, s, lake.Quarantine{Key: "mended.log", Released: true})
	r, err := Report(t.Context(), s, christmas())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	var inputs []report.Input
	for _, key := range keys {
		o, err := s.Head(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, report.Input{Key: key, ETag: o.ETag})
	}
	if diff := gocmp.Diff(inputs, r.Coverage.Inputs); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
}
