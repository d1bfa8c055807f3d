package render

import (
	"bytes"
	"encoding/csv"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/hostile"
	"github.com/easreport/easreport/internal/render/rendertest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/story/wording"
)

func recordsOf(t *testing.T, r *report.Report, keep func(*report.Row) bool) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := CSV(&b, r, keep); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func TestCSVRoundTrip(t *testing.T) {
	for name, model := range rendertest.Models() {
		records := recordsOf(t, model, nil)
		columns := Columns(&model.Query)
		if len(records) != 1+model.Rows.Len() {
			t.Fatalf("%s: %d lines for %d rows", name, len(records), model.Rows.Len())
		}
		for i := range model.Rows.Len() {
			var row report.Row
			model.Rows.Get(i, &row)
			for k, c := range columns {
				want := c.Text(&model.Query, &row)
				want = wording.WithoutMarks(strings.ReplaceAll(want, "\r\n", "\n")) // encoding/csv reads it so
				if got := records[i+1][k]; got != want && got != "'"+want {
					t.Errorf("%s: row %d, %s is %q, want %q", name, i, c.Name, got, want)
				}
			}
		}
	}
}

func TestCSVHasNoFormulas(t *testing.T) {
	for _, record := range recordsOf(t, rendertest.Hostile(), nil)[1:] {
		for _, cell := range record {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") || hostile.Turns(cell) {
				t.Errorf("cell %q begins like a formula", cell)
			}
		}
	}
}

func TestGuard(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if got := guard(text); got != want {
			t.Errorf("guard(%q) is %q, want %q", text, got, want)
		}
	}
	f("", "")
	f("user", "user")
	f("a=b", "a=b")
	f("=1", "'=1")
	f("+1", "'+1")
	f("-x", "'-x")
	f("@x", "'@x")
	f("\tx", "'\tx")
	f("\rx", "'\rx")
	f("\nx", "'\nx")
	f("＝1", "'＝1")
	f("'=1", "'=1")
	f(" =1", "' =1")
	f("\u00a0\u2003=1", "'\u00a0\u2003=1")
	f("\ufeff=1", "'\ufeff=1")
	f(" ＋1", "' ＋1")
	f(" anna", " anna")
	f("gnp\u202eexe", "gnp\ufffdexe")
	f("\u202e=1", "'\ufffd=1")
}

// TestGuardHostile has a spreadsheet of the worst kind look for formulas: it passes over
// whatever cannot be seen.
func TestGuardHostile(t *testing.T) {
	random := hostile.New(t)
	for range 20_000 {
		cell, formula := random.Cell()
		got := guard(cell)
		if guards := strings.HasPrefix(got, "'") && !strings.HasPrefix(cell, "'"); formula && !guards {
			t.Fatalf("guard(%q) is %q: a formula", cell, got)
		}
		if hostile.Turns(got) {
			t.Fatalf("guard(%q) is %q: turns text around", cell, got)
		}
	}
}

func TestCSVKeeps(t *testing.T) {
	r := rendertest.Day()
	r.Query.MinimumHits = 144
	records := recordsOf(t, r, r.Query.Flagged)
	hits := slices.Index(records[0], "Hits")
	var got []string
	for _, record := range records[1:] {
		got = append(got, record[hits])
	}
	if want := []string{"25310", "1840", "1440", "144"}; !slices.Equal(got, want) {
		t.Errorf("rows with %v hits, want %v", got, want)
	}
}

func TestCSVTimesAreOfTheZone(t *testing.T) {
	r := rendertest.Bucketed()
	records := recordsOf(t, r, nil)
	if got, want := records[1][0], "2011-12-24 01:00:00"; got != want {
		t.Errorf("Date is %s, want %s", got, want)
	}
	r.Query.Zone = nil
	if got, want := recordsOf(t, r, nil)[1][0], "2011-12-24 00:00:00"; got != want {
		t.Errorf("Date is %s, want %s", got, want)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteErrors(t *testing.T) {
	r := rendertest.Day()
	file := []File{{Name: "x", Body: strings.NewReader("x")}}
	for name, err := range map[string]error{
		"CSV": CSV(brokenWriter{}, r, nil),

		"Text": Text(brokenWriter{}, r, story.New(r, nil), 1),
		"Zip":  Zip(brokenWriter{}, time.Time{}, file),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s gives error %v", name, err)
		}
	}
}

// FuzzField compares our fields with those of encoding/csv.
func FuzzField(f *testing.F) {
	for _, text := range []string{"", "user", "a b", " a", "\u00a0a", `a"b`, "a,b", "a\nb", "a\rb", "=1", "\t", `\.`, "\xff", "Ångström"} {
		f.Add(text)
	}
	column := []Column{textColumn("T", "T", "T", func(r *report.Row) string { return r.User }), countColumn("N", "N", "N", func(*report.Row) int64 { return 7 })}
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		if err := w.Write([]string{guard(text), "7"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		if got := appendLine(nil, column, &report.Query{}, &report.Row{User: text}); string(got) != want.String() {
			t.Errorf("%q gives the line %q, want %q", text, got, want.String())
		}
	})
}

// TestCSVOfManyRows has enough rows for several blocks of lines, and writes them
// with one core and with several.
func TestCSVOfManyRows(t *testing.T) {
	r := rendertest.Large(5*blockLines + 1)
	var want bytes.Buffer
	for _, cores := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(cores)
		var got bytes.Buffer
		err := CSV(&got, r, nil)
		runtime.GOMAXPROCS(before)
		if cores == 1 {
			want = got
		}
		if lines := bytes.Count(got.Bytes(), []byte("\n")); err != nil || lines != 1+r.Rows.Len() || !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("%d cores write %d lines, %v, or others than one core", cores, lines, err)
		}
	}
}
