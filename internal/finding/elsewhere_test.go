package finding

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestElsewhere: what nobody logged on for is a phone's own where the phone logged on from that
// network on the same day, and else that of the address. Phones that are ill stay ill.
func TestElsewhere(t *testing.T) {
	const home, mobile, stranger = "203.0.113.9", "198.18.5.4", "198.51.100.7"
	challenge := func(from string) request {
		return request{status: 401, sub: 2, win32: 5, log: "-", name: "-", client: from}
	}
	refused := func(from string, win32 int) request {
		return request{status: 401, sub: 1, win32: win32, log: "-", name: "-", client: from}
	}
	served := func(from string) request { return request{client: from} }
	each := func(n int, from string, r request) several { return several{n, from, 10 * time.Second, r} }
	var botnet []several
	for i := range 40 {
		botnet = append(botnet, several{5, fmt.Sprintf("1%d:00:%02d", i%10, i), time.Minute, refused(fmt.Sprintf("198.51.%d.7", i), 1326)})
	}
	day := each(60, "08:00:00", served(home))
	for name, test := range map[string]struct {
		log            []several
		hits, failures int64    // in anna's row
		ill            []string // rules that find something of the device, warnings or worse
		told           string   // rule of an address or account
		says           string   // in its evidence, or in that of the device
	}{
		"roams, challenged before each request": {
			log: []several{
				day, each(60, "08:00:01", challenge(home)), each(20, "12:00:01", served(mobile)), each(20, "12:00:00", challenge(mobile)),
				each(20, "15:00:01", served("2001:db8:1:2::5")), each(20, "15:00:00", challenge("2001:db8:1:2:a:b:c:d")),
			}, hits: 200,
		},
		"another address of a carrier's network": {log: []several{each(40, "12:00:01", served(mobile)), each(40, "12:00:00", challenge("198.18.5.99"))}, hits: 80},
		"password expired at noon":               {log: []several{day, each(40, "12:00:00", refused(home, 1330))}, hits: 100, failures: 40, ill: []string{"password-expired"}, says: "1330"},
		"old password at home and on the way": {
			log:  []several{day, each(30, "12:00:00", refused(home, 1326)), each(10, "14:00:00", refused(mobile, 1326))},
			hits: 90, failures: 30, ill: []string{"wrong-password"}, told: "refused-elsewhere", says: "0 of 10",
		},
		"old password all day":          {log: []several{each(40, "12:00:00", refused(home, 1326))}, hits: 40, failures: 40, ill: []string{"wrong-password"}, says: "0 of 40"},
		"challenges from elsewhere":     {log: []several{day, each(5000, "09:00:00", challenge(stranger))}, hits: 60, told: "unproven-address", says: "0 of 5,000"},
		"wrong passwords from there":    {log: []several{day, each(2000, "09:00:00", refused(stranger, 1326))}, hits: 60, told: "refused-elsewhere", says: "0 of 2,000"},
		"forbidden there":               {log: []several{day, each(500, "09:00:00", request{status: 403, log: "-", name: "-", client: stranger})}, hits: 60, told: "unproven-address", says: "0 of 500"},
		"from forty networks":           {log: append([]several{day}, botnet...), hits: 60, told: "refused-elsewhere", says: "0 of 200"},
		"a few from elsewhere":          {log: []several{day, each(4, "09:00:00", refused(stranger, 1326))}, hits: 60},
		"from the phone's own network":  {log: []several{day, each(2000, "09:00:00", refused(home, 1326))}, hits: 2060, failures: 2000, ill: []string{"wrong-password"}},
		"no addresses in the log":       {log: []several{each(60, "08:00:00", served("-")), each(40, "12:00:00", refused("-", 1326))}, hits: 100, failures: 40, ill: []string{"wrong-password"}},
		"the account is locked by them": {log: []several{day, each(300, "08:10:00", refused(stranger, 1326)), each(20, "09:00:00", refused(home, 1909))}, hits: 80, failures: 20, ill: []string{"locked-elsewhere"}, told: "refused-elsewhere", says: "300 times from networks"},
	} {
		t.Run(name, func(t *testing.T) {
			r, d := diagnosed(t, logOf(test.log...))
			var hits, failures, all int64
			for row := range r.Devices.All() {
				if all += row.Hits; row.User == `contoso\anna` || row.User == "anna" {
					hits, failures = hits+row.Hits, failures+row.Failures
				}
			}
			var sent int64
			for _, s := range test.log {
				sent += int64(s.n)
			}
			if hits != test.hits || failures != test.failures || all != sent {
				t.Errorf("anna has %d requests, %d failures, all have %d; want %d, %d, %d", hits, failures, all, test.hits, test.failures, sent)
			}
			var ill []string
			text := ""
			for i := range d.Devices {
				for _, f := range d.Devices[i].Findings {
					if f.Severity > Info {
						ill, text = append(ill, f.Rule.Name), text+strings.Join(f.Evidence, " ")
					}
				}
			}
			if !slices.Equal(ill, test.ill) {
				t.Errorf("the device is told for %q, want %q", ill, test.ill)
			}
			told := test.told == ""
			for _, s := range d.Shared {
				told = told || s.Rule.Name == test.told
				text += strings.Join(s.Evidence, " ")
			}
			if !told || !strings.Contains(text, test.says) {
				t.Errorf("not told of %s, or without %q: %q", test.told, test.says, text)
			}
		})
	}
}

// diagnosed is a report on Christmas Eve, and what is wrong in it.
func diagnosed(t *testing.T, text string) (*report.Report, *Diagnosis) {
	t.Helper()
	logs, lake := memstore.New(), memstore.New()
	if _, err := logs.Put(t.Context(), "u_ex111224.log", strings.NewReader(text), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	in := &ingest.Ingester{Source: logs, Lake: lake, BucketSeconds: 60, TempDir: t.TempDir()}
	if _, err := in.Ingest(t.Context(), "u_ex111224.log"); err != nil {
		t.Fatal(err)
	}
	r, err := assemble.Report(t.Context(), lake, report.Query{From: christmas, To: christmas.AddDate(0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	d, err := Diagnose(t.Context(), lake, r, DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return r, d
}
