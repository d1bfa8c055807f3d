package pairing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
	"github.com/easreport/easreport/internal/lake"
)

// randomRows are rows of a few devices and people, of all sides, that nobody would log:
// any of them may be of one request with any other, or of none.
func randomRows(r *rand.Rand, n int) []activitytest.Row {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	rows := make([]activitytest.Row, n)
	for i := range rows {
		at := int64(r.IntN(40)) * 60
		row := &rows[i]
		row.Key = activitytest.Key{
			Bucket: at, DeviceID: pick("A1", "a1", "B2", ""), CSUsername: pick(`D\anna`, "anna@d.example", `D\bert`, ""), QueryUser: pick("anna", "bert", ""),
			UserAgent: pick("x/1", "x/2"), Server: pick("EX1", "EX2"), Side: activesync.Side(r.IntN(int(activesync.NumSides))), HasLog: r.IntN(2) == 0,
			Command: pick("Sync", "Ping"), Status: []int32{200, 200, 200, 401, 500, 503}[r.IntN(6)], Win32Status: int64(r.IntN(2)) * 1326,
			EASStatus: []int32{-1, 1, 142}[r.IntN(3)], Error: pick("", "", "A"),
		}
		hits := int64(1 + r.IntN(3))
		row.Measures = activitytest.Measures{Hits: hits, First: (at + int64(r.IntN(60))) * 1000, Waiting: int64(r.IntN(int(hits))), FullSyncs: int64(r.IntN(2))}
		row.Last = row.First
		if r.IntN(4) > 0 {
			row.BytesSent = activity.Total{Sum: 100 * hits, Max: 100, Count: hits}
		}
		for range hits {
			row.TimeTaken.Add(int64(r.IntN(1000)))
		}
		row.Times.Add(int64(r.IntN(1000)))
	}
	return rows
}

// batchOf makes a batch of rows.
func batchOf(words *lake.Words, rows []activitytest.Row) *activity.Batch {
	b, texts := activitytest.NewBatch(rows)
	for _, c := range b.Columns() {
		if values, ok := c.Values.(*[]activity.Word); ok {
			for i, v := range *values {
				(*values)[i] = words.Of(texts[v])
			}
		}
	}
	return b
}

// requestsOf pairs rows that come in some batches, and views the requests.
func requestsOf(t *testing.T, o Options, batches ...[]activitytest.Row) (view []string, sums map[string]int64) {
	t.Helper()
	words := lake.NewWords()
	d := NewDay(words, o)
	defer d.Close()
	collectors := []*Collector{d.Collector(), d.Collector()}
	for i, rows := range batches {
		if err := collectors[i%2].Add(batchOf(words, rows)); err != nil {
			t.Fatal(err)
		}
	}
	who, err := d.Persons()
	if err == nil {
		err = d.Identify(who)
	}
	if err != nil {
		t.Fatal(err)
	}
	sums = make(map[string]int64)
	answers := NewAnswers(words)
	for _, share := range d.Shares(3) {
		err := d.Requests(share, func(b *activity.Batch) error {
			for i := range b.Len() {
				text := words.Text
				view = append(view, fmt.Sprint(b.Bucket[i], text(b.DeviceID[i]), " ", text(b.Person[i]), " ", text(b.Command[i]), " ", text(b.Side[i]),
					b.Status[i], b.BackStatus[i], b.EASStatus[i], text(b.Error[i]), " ", text(b.Server[i]), text(b.BackServer[i]), " ",
					b.Hits[i], b.BytesSent[i], b.TimeTaken[i], b.TimedHits[i], b.Times[i], b.WaitingHits[i], b.FullSyncs[i], b.FirstTime[i]))
				group := text(b.Command[i])
				sums[group] += b.Hits[i]
				if b.Hits[i] <= 0 || b.WaitingHits[i] > b.Hits[i] || b.FullSyncs[i] > b.Hits[i] {
					t.Errorf("a request of %d hits, %d waiting, %d full", b.Hits[i], b.WaitingHits[i], b.FullSyncs[i])
				}
				if answers.Of(b, i).Failed() {
					sums["failures of "+group] += b.Hits[i]
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(view)
	return view, sums
}

// TestOrderChangesNothing adds the same rows in other orders and batches, cut into more
// rows of one key, and with a scratch file.
func TestOrderChangesNothing(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	for range 30 {
		rows := randomRows(r, 5+r.IntN(60))
		want, _ := requestsOf(t, Options{}, rows)
		var batches [][]activitytest.Row
		for _, i := range r.Perm(len(rows)) {
			batches = append(batches, []activitytest.Row{rows[i]})
		}
		got, _ := requestsOf(t, Options{Memory: 1, TempDir: t.TempDir()}, batches...)
		// Rows without another side are not merged; a report adds them up.
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: requests (-want +got):\n%s", seed, diff)
		}
	}
}

// TestBounds: never more requests than rows, never fewer than the side with most, whatever
// is missing.
func TestBounds(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 2))
	for range 100 {
		rows := randomRows(r, 40)
		_, sums := requestsOf(t, Options{}, rows)
		all, sides := make(map[string]int64), make(map[string]map[activesync.Side]int64)
		for i := range rows {
			all[rows[i].Command] += rows[i].Hits
			if sides[rows[i].Command] == nil {
				sides[rows[i].Command] = make(map[activesync.Side]int64)
			}
			sides[rows[i].Command][rows[i].Side] += rows[i].Hits
		}
		for command, n := range all {
			most := int64(0)
			for _, of := range sides[command] {
				most = max(most, of)
			}
			if got := sums[command]; got > n || got < most {
				t.Errorf("seed %d: %d requests of %s of %d rows, the largest side %d", seed, got, command, n, most)
			}
		}
	}
}

// TestPackingKeepsRows packs rows and takes them out again.
func TestPackingKeepsRows(t *testing.T) {
	words := lake.NewWords()
	rows := randomRows(rand.New(rand.NewPCG(1, 3)), 300)
	from := batchOf(words, rows)
	c := newCodec(from, nil)
	to := newCodec(new(activity.Batch), nil)
	to.begin()
	for i := 0; i < len(rows); i += 7 {
		to.unpack(c.pack(nil, i, min(i+7, len(rows))), true)
	}
	for k, column := range from.Columns() {
		if diff := cmp.Diff(column.Values, to.batch.Columns()[k].Values, cmp.Comparer(sameBins)); diff != "" {
			t.Errorf("column %s (-want +got):\n%s", column.Name, diff)
		}
	}
}

func sameBins(a, b activity.Histogram) bool { return slices.Equal(a, b) }

// TestTooManyRows: rows of one group that nobody would send are not all in memory; each
// counts.
func TestTooManyRows(t *testing.T) {
	rows := make([]activitytest.Row, 0, maxRows+2)
	for i := range maxRows + 2 {
		rows = append(rows, activitytest.Row{
			Key:      activitytest.Key{Bucket: int64(i/100) % 1440 * 60, DeviceID: "A1", Command: "Sync", Status: 200, Side: activesync.Side(i % 2), Error: fmt.Sprint(i)},
			Measures: activitytest.Measures{Hits: 1},
		})
	}
	if _, sums := requestsOf(t, Options{}, rows); sums["Sync"] != maxRows+2 {
		t.Errorf("%d requests", sums["Sync"])
	}
	if _, sums := requestsOf(t, Options{}, rows[:1000]); sums["Sync"] != 500 {
		t.Errorf("of few rows %d requests", sums["Sync"])
	}
}
