package finding

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// tenth is ten o'clock of Christmas Eve.
var tenth = christmas.Add(10 * time.Hour)

// quarterOf is a quarter of an hour at a place: so many requests of so many devices, of
// which so many of so many met a kind of trouble, evenly.
func quarterOf(at time.Time, hits, devices int64, kind report.Kind, met, by int64, outcome string) report.Met {
	m := report.Met{Start: at, Hits: hits, Devices: devices}
	if met > 0 {
		m.Kinds[kind] = report.Trouble{Hits: met, Devices: by, Largest: (met + by - 1) / by, Again: min(by, met-by), First: at.Add(time.Minute), Last: at.Add(14 * time.Minute)}
		m.Kinds[kind].Outcomes.Add(outcome, met)
		for i := range met {
			m.Kinds[kind].Moments.Add(60+i*13*60/met, 1)
		}
	}
	return m
}

// estateOf has four servers that served an estate for four hours, each 100 requests of 40
// devices in a quarter of an hour; change makes the trouble.
func estateOf(change func(server, quarter int, at time.Time) (m report.Met, changed bool)) *report.Places {
	p := new(report.Places)
	for server := range 4 {
		place := report.Place{Name: fmt.Sprintf("EX%d", server+1)}
		for n := range 16 {
			at := tenth.Add(time.Duration(n-8) * quarter)
			m, changed := change(server, n, at)
			if !changed {
				m = quarterOf(at, 100, 40, report.Busy, 1, 1, "HTTP 503") // noise
			}
			place.Quarters = append(place.Quarters, m)
			if server == 0 {
				p.All.Quarters = append(p.All.Quarters, report.Met{Start: at})
			}
			for _, sum := range []*report.Met{&place.Span, &p.All.Span, &p.All.Quarters[n]} {
				add(sum, &m)
			}
		}
		p.Servers = append(p.Servers, place)
	}
	return p
}

func add(sum, m *report.Met) {
	sum.Hits += m.Hits
	sum.Devices = max(sum.Devices, m.Devices)
	for i := range m.Kinds {
		t, x := &sum.Kinds[i], &m.Kinds[i]
		if x.Hits == 0 {
			continue
		}
		t.Hits += x.Hits
		t.Devices, t.Largest, t.Again = max(t.Devices, x.Devices), max(t.Largest, x.Largest), max(t.Again, x.Again)
		t.Outcomes.Merge(x.Outcomes)
		t.Moments.Merge(x.Moments, 0)
		if t.First.IsZero() || x.First.Before(t.First) {
			t.First = x.First
		}
		if x.Last.After(t.Last) {
			t.Last = x.Last
		}
	}
}

func judgeEstate(p *report.Places) []Shared {
	limits := DefaultThresholds()
	return JudgeEstate(p, Crowd{}, time.UTC, &limits, LaterExchange)
}

// TestServers: trouble is told once, of those whose it is.
func TestServers(t *testing.T) {
	for name, test := range map[string]struct {
		change func(server, quarter int, at time.Time) (report.Met, bool)
		want   []string // rule, severity and subject of each finding
		says   []string // what the first says
	}{
		"noise alone": {func(int, int, time.Time) (m report.Met, changed bool) { return }, nil, nil},
		"one of four": {func(server, n int, at time.Time) (m report.Met, changed bool) {
			return quarterOf(at, 300, 40, report.Busy, 290, 40, "HTTP 503, TooManyJobsQueued"), server == 3 && (n == 8 || n == 9)
		}, []string{"server-refuses critical server EX4"}, []string{
			"Server EX4 refused 580 of 600 requests of 40 devices from 2011-12-24 10:01:00 to 10:29:00 (HTTP 503, TooManyJobsQueued).",
			"Its peers: 6 of 600 requests (EX1, EX2, EX3).", "At other times: 14 of 1,400 requests.",
		}},
		"two of four": {func(server, n int, at time.Time) (m report.Met, changed bool) {
			return quarterOf(at, 300, 40, report.ServerError, 150, 40, "HTTP 500"), server >= 2 && n >= 8 && n < 12
		}, []string{"server-errors critical server EX3", "server-errors critical server EX4"}, nil},
		"all": {func(_, n int, at time.Time) (m report.Met, changed bool) {
			return quarterOf(at, 300, 40, report.NoLogonServer, 290, 40, "HTTP 401.1, win32 status 1311"), n == 8
		}, []string{"no-domain-controller critical estate "}, []string{"The servers could not authenticate 1,160 of 1,200 requests", "win32 status 1311"}},
		"three minutes": {func(server, n int, at time.Time) (m report.Met, changed bool) {
			m = quarterOf(at, 200, 40, report.Busy, 100, 40, "HTTP 503")
			m.Kinds[report.Busy].Last = at.Add(4 * time.Minute)
			m.Kinds[report.Busy].Moments = report.Moments{N: 100, Sum: 100 * 150, Squares: 100 * 150 * 150}
			return m, server == 0 && n == 3
		}, []string{"server-restart info server EX1"}, nil},
		"two devices": {func(server, n int, at time.Time) (m report.Met, changed bool) {
			return quarterOf(at, 100, 3, report.Busy, 90, 2, "HTTP 503"), server == 3 && n == 8
		}, nil, nil},
		"a fifth of the devices, which send most": {func(server, n int, at time.Time) (m report.Met, changed bool) {
			return quarterOf(at, 100, 20, report.Failed, 60, 4, "HTTP 403"), server == 3 && n == 8
		}, nil, nil},
		"one device that storms, and noise": {func(server, n int, at time.Time) (m report.Met, changed bool) {
			m = quarterOf(at, 1100, 40, report.Busy, 1004, 5, "HTTP 503")
			m.Kinds[report.Busy].Largest = 1000
			return m, server == 3 && n == 8
		}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			found := judgeEstate(estateOf(test.change))
			var got []string
			for _, f := range found {
				got = append(got, fmt.Sprintf("%s %s %s %s", f.Rule.Name, f.Severity, f.About.Kind, f.About.Name))
			}
			if strings.Join(got, "; ") != strings.Join(test.want, "; ") {
				t.Fatalf("found %q, want %q", got, test.want)
			}
			for _, text := range test.says {
				if e := strings.Join(found[0].Evidence, " "); !strings.Contains(e, text) {
					t.Errorf("evidence %q does not have %q", e, text)
				}
			}
		})
	}
}

// TestSharedPlaces: of what devices share, it is told which they share and others do not.
func TestSharedPlaces(t *testing.T) {
	everywhere := func(_, n int, at time.Time) (m report.Met, changed bool) {
		return quarterOf(at, 300, 40, report.Cut, 150, 40, "HTTP 200, win32 status 64"), true
	}
	p := estateOf(everywhere)
	p.Networks = []report.Place{{Name: "198.51.100.0/24"}, {Name: "203.0.113.0/24"}}
	p.Networks[0].Span = report.Met{Hits: 9000, Devices: 60}
	p.Networks[1].Span = quarterOf(tenth, 10_200, 40, report.Cut, p.All.Span.Kinds[report.Cut].Hits, 40, "HTTP 200, win32 status 64")
	found := judgeEstate(p)
	if len(found) != 1 || found[0].About != (About{AboutNetwork, "203.0.113.0/24"}) || found[0].Rule.Name != "connections-cut" {
		t.Errorf("found %+v", found)
	}
	var all, slow activity.Histogram
	for range 100 {
		all.Add(100)
		slow.Add(5000)
	}
	p = estateOf(func(int, int, time.Time) (m report.Met, changed bool) { return })
	for i := range p.Servers {
		p.Servers[i].Span.Times, p.Servers[i].Span.Halves = all, all
	}
	if found := judgeEstate(p); len(found) != 0 {
		t.Errorf("all are alike: %+v", found)
	}
	p.Servers[2].Span.Times = slow
	if found := judgeEstate(p); len(found) != 0 {
		t.Errorf("one phone is slow: %+v", found)
	}
	p.Servers[2].Span.Halves = slow
	if found := judgeEstate(p); len(found) != 1 || found[0].Rule.Name != "server-slow" || found[0].About.Name != "EX3" {
		t.Errorf("one is slow: %+v", found)
	}
}

// TestSpray: an address that tries many accounts, and an account that is tried under many ids.
func TestSpray(t *testing.T) {
	for name, test := range map[string]struct {
		address report.Address
		account report.Account
		want    string
	}{
		"spray":             {report.Address{Name: "198.51.100.66", Hits: 1200, Refused: 1200, Accounts: 600}, report.Account{}, "password-spray warning"},
		"and it got in":     {report.Address{Name: "198.51.100.66", Hits: 1201, Refused: 1200, Accounts: 600, SucceededAs: []string{"anna"}}, report.Account{}, "password-spray critical"},
		"a large office":    {report.Address{Name: "203.0.113.5", Hits: 50_000, Refused: 60, Accounts: 25}, report.Account{}, ""},
		"nine accounts":     {report.Address{Name: "203.0.113.5", Hits: 90, Refused: 90, Accounts: 9}, report.Account{}, ""},
		"guessing":          {report.Address{}, report.Account{Name: "anna", Refused: 50, Devices: 5, Addresses: 1, From: "198.51.100.67"}, "password-guessing warning"},
		"one old phone":     {report.Address{}, report.Account{Name: "anna", Refused: 5000, Devices: 1, Addresses: 2, From: "198.51.100.67"}, ""},
		"told as the spray": {report.Address{Name: "198.51.100.66", Hits: 1200, Refused: 1200, Accounts: 600}, report.Account{Name: "anna", Refused: 60, Devices: 9, From: "198.51.100.66"}, "password-spray warning"},
	} {
		p := &report.Places{Addresses: []report.Address{test.address}, Accounts: []report.Account{test.account}}
		var got []string
		for _, f := range judgeEstate(p) {
			got = append(got, f.Rule.Name+" "+f.Severity.String())
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: found %q, want %q", name, got, test.want)
		}
	}
}

// TestExplained: what a server's trouble explains is not told of the devices, and the rest is.
func TestExplained(t *testing.T) {
	busy := request{status: 503, log: "V121_Error:TooManyJobsQueued_"}
	text := logOf(
		several{30, "10:00:00", 30 * time.Second, busy}, spread(100, request{}),
		several{30, "10:00:00", 30 * time.Second, request{device: "both", user: "bert", status: 503, log: "V121_Error:TooManyJobsQueued_"}},
		several{12, "14:00:00", 30 * time.Second, request{device: "both", user: "bert", status: 503, log: "V121_Error:TooManyJobsQueued_"}},
		several{9, "10:05:00", 30 * time.Second, request{device: "full", user: "cora", status: 507, log: "V121_Error:QuotaExceeded_"}},
	)
	w := world{troubles: []Trouble{{From: tenth, To: tenth.Add(2 * quarter), kind: 1 << report.Busy}}}
	found, _ := w.judge(t, text)
	for id, all := range found {
		names := make(map[string]bool)
		for _, f := range all {
			names[f.Rule.Name] = true
		}
		if names["unavailable"] != (id.DeviceID == "both") || names["mailbox-full"] != (id.DeviceID == "full") {
			t.Errorf("%s: %v", id.DeviceID, names)
		}
	}
}

// TestLock: the device that locked the account is told, and who meets the lock is told who did.
func TestLock(t *testing.T) {
	locked := request{status: 401, sub: 1, win32: 1909, log: "-", name: "-"}
	text := logOf(
		spread(60, request{}), several{30, "12:00:00", time.Minute, locked},
		several{40, "11:00:00", 13 * time.Second, request{device: "TABLET", status: 401, sub: 1, win32: 1326, log: "-", name: "-", client: "203.0.113.200"}},
		several{20, "11:10:00", time.Minute, request{device: "TABLET", status: 401, sub: 1, win32: 1909, log: "-", name: "-", client: "203.0.113.200"}},
	)
	found, _ := world{}.judge(t, text)
	for id, all := range found {
		for _, f := range all {
			switch evidence := strings.Join(f.Evidence, " "); f.Rule.Name {
			case "account-lockout":
				if id.DeviceID != "TABLET" || !strings.Contains(evidence, "203.0.113.200") {
					t.Errorf("%s locks: %s", id.DeviceID, evidence)
				}
			case "locked-elsewhere":
				if id.DeviceID == "TABLET" || f.Severity != Info || !strings.Contains(evidence, "Device TABLET of the same user tried a wrong password 40 times") {
					t.Errorf("%s meets the lock: %s", id.DeviceID, evidence)
				}
			}
		}
	}
	if evidenceOf(found, "account-lockout") == "" || evidenceOf(found, "locked-elsewhere") == "" {
		t.Errorf("found %v", found)
	}
	alone, _ := world{}.judge(t, logOf(spread(60, request{}), several{30, "12:00:00", time.Minute, locked}))
	if severityOf(alone, "locked-elsewhere") != int(Warning) {
		t.Errorf("nobody is known to have locked it: %v", alone)
	}
}

// TestIllFew: a few phones that are refused all day are no trouble of the estate, though in a
// quiet quarter of an hour they are many of those active. When many join them, it is.
func TestIllFew(t *testing.T) {
	met := func(hour int, devices, ill, hits int64) report.Met {
		m := report.Met{Start: tenth.Add(time.Duration(hour) * time.Hour), Hits: 4 * devices, Devices: devices, Largest: 4}
		m.Kinds[report.Certificate] = report.Trouble{Hits: hits, Devices: ill, Largest: 4, First: m.Start, Last: m.Start.Add(quarter)}
		return m
	}
	p := &report.Places{All: report.Place{Quarters: []report.Met{met(0, 200, 4, 16), met(1, 20, 4, 16), met(2, 200, 4, 16)}}}
	p.All.Span = met(0, 300, 4, 48)
	if found := judgeEstate(p); len(found) != 0 {
		t.Errorf("four are ill: %+v", found)
	}
	p.All.Quarters[2] = met(2, 200, 120, 480)
	p.All.Span = met(0, 300, 120, 512)
	if found := judgeEstate(p); len(found) != 1 || found[0].Rule.Name != "certificates-refused" {
		t.Errorf("many are refused: %+v", found)
	}
}
