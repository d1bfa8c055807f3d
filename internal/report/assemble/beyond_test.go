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

// crowd is somebody who logs on with many ids: the first ones often, the others once or twice,
// and one that is another person's phone, too.
func crowd(random hostile.Random, ids, busy int) (rows []seen, hits int64) {
	for i := range ids {
		r := seen{user: random.Pick(`CONTOSO\mallory`, `contoso\MALLORY`), device: fmt.Sprintf("INVENTED%d", i), kind: fmt.Sprint("x", i), agent: fmt.Sprint("agent", i)}
		n := 1 + random.IntN(2)
		if i < busy {
			n = 5 + random.IntN(5)
		}
		for range n {
			r.at = fmt.Sprintf("%02d:%02d", random.IntN(24), random.IntN(60))
			rows = append(rows, r)
		}
		if i >= busy {
			hits += int64(n)
		}
	}
	rows = append(rows, seen{at: "10:00", user: `CONTOSO\mallory`, device: "PHONE1"})
	return rows, hits
}

// TestBeyond: the busiest devices of a person have rows, the others one together, and the
// devices of everybody else are as they are.
func TestBeyond(t *testing.T) {
	random := hostile.New(t)
	const ids, limit = 150, 100
	phones := []seen{
		{at: "09:00", user: `CONTOSO\user1`, device: "PHONE1"},
		{at: "09:30", user: `FABRIKAM\mallory`, device: "PHONE2"},
		{at: "09:40", user: "-", queryUser: "mallory", device: "PHONE2", status: 401},
		{at: "09:50", user: "user3@contoso.com", device: "PHONE3"},
	}
	for i := range 2 * limit { // a server's account, and a probe's, have the devices of many
		phones = append(phones, seen{at: "11:00", user: `CONTOSO\CAS1$`, device: fmt.Sprint("PHONE4", i)},
			seen{at: "11:00", user: "HealthMailbox1@contoso.com", device: fmt.Sprint("PROBE", i)})
	}
	rows, folded := crowd(random, ids, limit) // PHONE1, which is not mallory's alone, takes no place
	s := lakeOfRows(t, append(rows, phones...)...)
	plain := build(t, s, christmas())
	r, err := Report(t.Context(), s, christmas(), WithLimits(pairing.Limits{Strangers: 1000, Devices: limit, Texts: 1 << 30}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(plain.Totals, r.Totals); diff != "" {
		t.Errorf("totals (-unfolded +folded):\n%s", diff)
	}
	var others []report.Row
	var invented int
	for row := range r.Rows.All() {
		switch {
		case row.DeviceID == report.OtherDevices:
			others = append(others, *row)
		case strings.HasPrefix(row.DeviceID, "INVENTED"):
			invented++
			if row.Hits < 5 {
				t.Errorf("%s has %d requests, and a row", row.DeviceID, row.Hits)
			}
		}
	}
	if len(others) != 1 || invented != limit {
		t.Fatalf("%d rows of others, %d of invented ids", len(others), invented)
	}
	if o := others[0]; o.Hits != folded || !strings.EqualFold(o.User, `contoso\mallory`) || o.DeviceType != fmt.Sprint(ids-limit, " device ids") {
		t.Errorf("%d requests of %s on %s, want %d", o.Hits, o.User, o.DeviceType, folded)
	}
	sameAsUnfolded(t, plain.Report, r)
	if diff := gocmp.Diff(devicesOf(plain.Report), devicesOf(r)); diff != "" {
		t.Errorf("devices by user (-unfolded +folded):\n%s", diff)
	}
	details, err := Details(t.Context(), s, r, []report.Identity{{User: `contoso\user1`, DeviceID: "PHONE1"}})
	if err != nil || details[0].Hits() != 1 {
		t.Errorf("details %+v, %v", details, err)
	}
}

// devicesOf is how many devices users have.
func devicesOf(r *report.Report) map[string]int {
	all := make(map[string]int)
	for _, u := range r.SharedUsers.Users {
		all[strings.ToLower(u.User)] = u.N
	}
	return all
}

// TestTextsLeftOut: texts that most requests have stay, of equals the shorter ones, whoever
// sends them; devices, names of those who logged on and all counts are as they are.
func TestTextsLeftOut(t *testing.T) {
	random := hostile.New(t)
	phones := make([]seen, 0, 100)
	for i := range 50 {
		phones = append(phones, seen{at: fmt.Sprintf("08:%02d", i), user: fmt.Sprint(`CONTOSO\user`, i%5), device: fmt.Sprint("PHONE", i%5), agent: "Apple-iPhone", queryUser: fmt.Sprint("user", i%5)})
	}
	rows := phones
	long := strings.Repeat("x", 900)
	for i := range 40_000 { // 36 MB of agents
		text := fmt.Sprint(random.Uint64(), long)
		rows = append(rows, seen{
			at: fmt.Sprintf("%02d:%02d", i/60%24, i%60), user: "-", device: fmt.Sprint("phone", i%5), agent: text,
			queryUser: fmt.Sprint("nobody", random.Uint64()), status: 401,
		})
	}
	r, err := Report(t.Context(), lakeOfRows(t, rows...), christmas(), WithLimits(pairing.Limits{Strangers: 1000, Texts: 8 << 20}))
	if err != nil {
		t.Fatal(err)
	}
	if r.Totals.Hits != int64(len(rows)) || r.Totals.Devices != 5 || r.Totals.Users != 5 {
		t.Errorf("totals %+v", r.Totals)
	}
	if n := r.Folded.Texts(); n < 40_000+20_000 || n > 80_000 {
		t.Errorf("%d texts are left out", n)
	}
	for row := range r.Rows.All() {
		if row.User == "" {
			continue // nobody's
		}
		if row.Hits != 10 || row.UserAgent != "Apple-iPhone" {
			t.Errorf("%s on %s: %d requests of %.20s", row.User, row.DeviceID, row.Hits, row.UserAgent)
		}
	}
}
