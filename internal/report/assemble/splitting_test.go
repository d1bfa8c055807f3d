package assemble

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/easreport/easreport/internal/persons"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// compareReports compares all that two reports on the same query show, but for
// their sources.
func compareReports(t testing.TB, a, b built) {
	t.Helper()
	if diff := gocmp.Diff(a, b, cmpopts.IgnoreFields(report.Report{}, "Query", "Rows", "Devices", "Coverage"), cmpopts.IgnoreUnexported(persons.Persons{}), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("reports differ (-a +b):\n%.4000s", diff)
	}
}

// TestSplittingChangesNothing puts the same rows into any number of files and
// row groups, in any order, as clusters and shuffled minutes do: the report
// must be the same.
func TestSplittingChangesNothing(t *testing.T) {
	queries := map[string]func(*report.Query){
		"whole":        func(*report.Query) {},
		"hourly":       func(q *report.Query) { q.BucketSeconds = 3600 },
		"7 minutes":    func(q *report.Query) { q.BucketSeconds = 420 },
		"Berlin":       func(q *report.Query) { q.BucketSeconds, q.Zone = 3600, zoneNamed(t, "Europe/Berlin") },
		"afternoon":    func(q *report.Query) { q.From = q.From.Add(36 * time.Hour) },
		"user agents":  func(q *report.Query) { q.ByUserAgent = true },
		"top":          func(q *report.Query) { q.TopHits, q.BucketSeconds = 3, 3600 },
		"device, user": func(q *report.Query) { q.DeviceIDs, q.Users = []string{"DEV1"}, []string{"u0"} },
	}
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 7))
		rows := randomRows(r, 250)
		whole := lakeOfRows(t, rows...)
		split := lakeOf(t, randomSplit(r, rows)...)
		for name, ask := range queries {
			t.Run(fmt.Sprint(name, " ", seed), func(t *testing.T) {
				q := report.Query{From: christmas().From, To: christmas().To.AddDate(0, 0, 2)}
				ask(&q)
				a, b := build(t, whole, q), build(t, split, q)
				if a.Totals.Hits == 0 {
					t.Fatal("the report is empty")
				}
				compareReports(t, a, b)
			})
		}
	}
}

// TestCoresChangeNothing makes reports with one core and with several.
func TestCoresChangeNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	s := lakeOf(t, append(randomSplit(r, randomRows(r, 1000)), randomSplit(r, randomRows(r, 1000))...)...)
	q := report.Query{From: christmas().From, To: christmas().To.AddDate(0, 0, 2), BucketSeconds: 3600, ByUserAgent: true}
	one := buildWith(t, 1, s, q)
	for _, cores := range []int{2, 3, 8} {
		compareReports(t, one, buildWith(t, cores, s, q))
	}
}

func buildWith(t *testing.T, cores int, s store.Reader, q report.Query) built {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	return build(t, s, q)
}

// pick takes one of some texts.
func pick(r *rand.Rand, texts string) string {
	list := strings.Fields(texts)
	return list[r.IntN(len(list))]
}

// randomRows makes rows of few different keys over three days, so that they meet
// and tie.
func randomRows(r *rand.Rand, n int) []seen {
	rows := make([]seen, n)
	for i := range rows {
		at := christmas().From.Add(time.Duration(r.IntN(3))*24*time.Hour + time.Duration(r.IntN(24))*time.Hour + time.Duration(r.IntN(4))*time.Minute)
		rows[i] = seen{
			at: at.Format(time.DateTime), hits: int64(1 + r.IntN(5)), back: r.IntN(2) == 0,
			device: pick(r, "dev0 DEV0 dev1 DEV1 dev2 -"), user: pick(r, `u0 U0 dom\u0 u0@dom u1 HealthMailbox1 -`),
			kind: pick(r, "iPhone iPad -"), agent: pick(r, "a/1 a/2 a/3 -"), access: pick(r, "AllowedG BlockedD"),
			server: pick(r, "CAS01 CAS02"), client: pick(r, "c1 c2 c3 -"), command: pick(r, "Sync Ping Find -"),
			status: []int32{-1, 200, 200, 401, 449, 451, 503}[r.IntN(7)], eas: []int32{0, 1, 113, 142}[r.IntN(4)],
			errors: text(pick(r, "- - A A;B QuotaExceeded QuotaExceeded;MailboxQuotaExceeded"), ""),
			full:   int64(r.IntN(2)), recovery: int64(r.IntN(2)), invalid: int64(r.IntN(2)),
			sent: int64(r.IntN(3)) * 100, received: int64(r.IntN(3)) * 10,
		}
		for range r.IntN(3) {
			rows[i].taken = append(rows[i].taken, int64(r.IntN(100_000)))
		}
	}
	return rows
}

// randomSplit deals rows out to files.
func randomSplit(r *rand.Rand, rows []seen) []file {
	files := make([]file, 1+r.IntN(6))
	for i := range files {
		files[i].name, files[i].groups = fmt.Sprint(r.Uint32(), ".log"), 1+r.IntN(3)
	}
	for _, i := range r.Perm(len(rows)) {
		f := &files[r.IntN(len(files))]
		f.rows = append(f.rows, rows[i])
	}
	return files
}
