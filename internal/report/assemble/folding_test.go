package assemble

import (
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/hostile"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// storm is what phones and strangers send, and what a report must say of it.
type storm struct {
	rows              []seen
	hits, failures    int64           // of all
	folded            int64           // of strangers
	names             map[string]bool // that strangers made up
	strangers, phones int
	texts             int // bytes
}

// newStorm has strangers send from few addresses, with ids, names, agents and error texts of
// their own, some spelled as phones are; each phone is challenged, too.
func newStorm(random hostile.Random, strangers int) (s storm) {
	s.names = make(map[string]bool)
	add := func(r seen, failed bool) {
		r.at = fmt.Sprintf("%02d:%02d", random.IntN(24), random.IntN(60))
		r.hits = 1 + random.Int64N(3)
		s.rows = append(s.rows, r)
		s.hits += r.hits
		if failed {
			s.failures += r.hits
		}
		if strings.HasPrefix(r.device, "INVENTED") {
			s.folded += r.hits
		}
	}
	for i := range strangers {
		id := fmt.Sprintf("INVENTED%d", i)
		text := strings.Repeat(fmt.Sprint("x", i), 20)
		for range 1 + random.IntN(2) {
			name := random.Pick("user0", text)
			if name == text {
				s.names[name] = true
			}
			r := seen{user: "-", queryUser: name, device: id, agent: text, client: fmt.Sprintf("198.51.100.%d", random.IntN(3)), status: 401}
			s.texts += len(text)
			switch random.IntN(4) {
			case 0: // a challenge: no failure
				add(r, false)
			case 1:
				r.win32 = 1326
				add(r, true)
			case 2:
				r.errors = text
				r.win32 = 1326
				add(r, true)
			case 3:
				r.status, r.device = 403, strings.ToUpper(id)
				add(r, true)
			}
		}
	}
	s.strangers, s.phones = strangers, 7
	for i := range s.phones {
		r := seen{user: fmt.Sprintf(`CONTOSO\user%d`, i), device: fmt.Sprintf("PHONE%d", i)}
		add(r, false)
		r.user, r.queryUser, r.status, r.device = "-", fmt.Sprintf("user%d", i), 401, strings.ToLower(r.device)
		add(r, false)
	}
	return s
}

func TestFolding(t *testing.T) {
	random := hostile.New(t)
	s := newStorm(random, 200)
	lake := lakeOfRows(t, s.rows...)
	plain := build(t, lake, christmas())
	for name, test := range map[string]struct {
		limits Option
		folds  bool
	}{
		"too many devices": {WithLimits(pairing.Limits{Strangers: 199, Texts: 1 << 30}), true},
		"just few enough":  {WithLimits(pairing.Limits{Strangers: 200, Texts: 1 << 30}), false},
		"too many texts":   {WithLimits(pairing.Limits{Strangers: 1000, Texts: 4 << 10}), true},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Report(t.Context(), lake, christmas(), test.limits)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(s.totals(test.folds), r.Totals); diff != "" {
				t.Errorf("totals (-want +got):\n%s", diff)
			}
			if diff := gocmp.Diff(plain.Coverage.Inputs, r.Coverage.Inputs); diff != "" {
				t.Errorf("inputs (-unfolded +folded):\n%s", diff)
			}
			rows := make(map[string]int64)
			for row := range r.Rows.All() {
				rows[row.DeviceID] += row.Hits
			}
			if test.folds && (rows[report.NeverLoggedOn] != s.folded || len(rows) != s.phones+1 || r.Folded.Strangers() != int64(s.strangers)) {
				t.Errorf("rows %v, folded %+v; want %d requests in one row", rows, r.Folded, s.folded)
			}
			if !test.folds && (len(rows) != s.phones+s.strangers || r.Folded.Strangers() != 0) {
				t.Errorf("%d rows, folded %+v", len(rows), r.Folded)
			}
			sameAsUnfolded(t, plain.Report, r)
		})
	}
}

// totals are of all; names of strangers are counted while their rows are not folded.
func (s *storm) totals(folded bool) report.Totals {
	users := s.phones
	if !folded {
		users += len(s.names)
	}
	return report.Totals{Hits: s.hits, Failures: s.failures, Devices: s.strangers + s.phones, Users: users}
}

// sameAsUnfolded compares the rows and details of phones, and what there is of addresses.
func sameAsUnfolded(t *testing.T, plain, r *report.Report) {
	t.Helper()
	phones := func(r *report.Report) (rows []report.Row, wanted []report.Identity) {
		for i := range r.Rows.Len() {
			var row report.Row
			r.Rows.Get(i, &row)
			if strings.HasPrefix(strings.ToUpper(row.DeviceID), "PHONE") {
				rows = append(rows, row)
				wanted = append(wanted, report.Identity{User: row.User, DeviceID: row.DeviceID})
			}
		}
		return rows, wanted
	}
	want, wanted := phones(plain)
	got, _ := phones(r)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("rows of phones (-unfolded +folded):\n%s", diff)
	}
	address := func(r *report.Report) (all []string) {
		for _, a := range r.Places.Addresses {
			all = append(all, fmt.Sprint(a.Name, a.Hits, a.Refused, a.First, a.Last))
		}
		return all
	}
	if diff := gocmp.Diff(address(plain), address(r)); diff != "" {
		t.Errorf("addresses (-unfolded +folded):\n%s", diff)
	}
	if len(wanted) == 0 {
		t.Fatal("no phones")
	}
}

// TestFoldedDetails looks at a phone of a day on which strangers are folded.
func TestFoldedDetails(t *testing.T) {
	s := newStorm(hostile.New(t), 100)
	lake := lakeOfRows(t, s.rows...)
	wanted := []report.Identity{{User: `contoso\user3`, DeviceID: "PHONE3"}}
	var all [2][]report.Detail
	for i, limits := range []Option{WithLimits(pairing.Limits{Strangers: 1000, Texts: 1 << 30}), WithLimits(pairing.Limits{Strangers: 10, Texts: 1 << 30})} {
		r, err := Report(t.Context(), lake, christmas(), limits)
		if err != nil {
			t.Fatal(err)
		}
		if all[i], err = Details(t.Context(), lake, r, wanted, limits); err != nil {
			t.Fatal(err)
		}
	}
	if diff := gocmp.Diff(all[0], all[1]); diff != "" || all[0][0].Hits() == 0 {
		t.Errorf("details (-unfolded +folded):\n%s", diff)
	}
}
