package finding

import (
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// TestOneCause: what a server's trouble entails is told beneath it, and not once more; what
// another server has is told by itself.
func TestOneCause(t *testing.T) {
	both := func(at time.Time) report.Met {
		m := quarterOf(at, 300, 40, report.Busy, 150, 40, "HTTP 503")
		errors := quarterOf(at, 300, 40, report.ServerError, 100, 30, "HTTP 502")
		m.Kinds[report.ServerError] = errors.Kinds[report.ServerError]
		return m
	}
	found := judgeEstate(estateOf(func(server, n int, at time.Time) (m report.Met, changed bool) { return both(at), server == 3 && n == 8 }))
	if told(found) != "server-refuses critical server EX4" || len(found[0].Also) != 1 || !strings.Contains(found[0].Also[0], "Server EX4 failed 100 of 300 requests") || found[0].Failures != 250 {
		t.Errorf("one server, two ways to fail: %s, %+v", told(found), found)
	}
	found = judgeEstate(estateOf(func(server, n int, at time.Time) (m report.Met, changed bool) {
		kind := report.Busy
		if server == 0 {
			kind = report.ServerError
		}
		return quarterOf(at, 300, 40, kind, 290, 40, "HTTP 503"), (server == 0 || server == 3) && n == 8
	}))
	if told(found) != "server-errors critical server EX1; server-refuses critical server EX4" {
		t.Errorf("two servers: %s", told(found))
	}
	found = judgeEstate(estateOf(func(_, n int, at time.Time) (m report.Met, changed bool) {
		switch n {
		case 4:
			return quarterOf(at, 300, 40, report.ServerError, 290, 40, "HTTP 500"), true
		case 5, 6:
			return quarterOf(at, 900, 40, report.Reload, 800, 40, "HTTP 200"), true
		}
		return m, false
	}))
	if told(found) != "server-errors critical estate" || len(found[0].Also) != 1 {
		t.Errorf("errors, then reloads: %s", told(found))
	}
}

// TestSameMachine: a mailbox server by its full name is the server of its short name.
func TestSameMachine(t *testing.T) {
	for _, test := range []struct {
		a, b About
		want bool
	}{
		{About{AboutMailbox, "EX2.contoso.com"}, About{AboutServer, "ex2"}, true},
		{About{AboutMailbox, "EX2.contoso.com"}, About{AboutServer, "EX3"}, false},
		{About{AboutAgent, "EX2"}, About{AboutServer, "EX2"}, false},
		{About{Kind: AboutEstate}, About{Kind: AboutEstate}, true},
	} {
		if test.a.same(test.b) != test.want {
			t.Errorf("%v and %v: %v", test.a, test.b, !test.want)
		}
	}
}

// TestNoPeers: a network from which nearly all requests come, as behind a load balancer,
// explains nothing: the trouble is the estate's.
func TestNoPeers(t *testing.T) {
	p := estateOf(func(_, n int, at time.Time) (m report.Met, changed bool) {
		return quarterOf(at, 300, 40, report.NoLogonServer, 290, 40, "HTTP 401.1, win32 status 1311"), n == 8
	})
	all := p.All.Span
	p.Networks = []report.Place{{Name: "10.1.1.0/24", Span: all}, {Name: "45.9.20.0/24", Span: report.Met{Hits: 30, Devices: 30}}}
	if found := judgeEstate(p); told(found) != "no-domain-controller critical estate" {
		t.Errorf("a balancer's network: %s %q", told(found), found[0].Evidence)
	}
	p.Networks[1].Span = report.Met{Hits: all.Hits, Devices: 30}
	if found := judgeEstate(p); told(found) != "no-domain-controller critical network 10.1.1.0/24" {
		t.Errorf("one network of two: %s", told(found))
	}
}

// TestRestartAmongNoise: a failure by chance before or after a restart makes it no longer.
func TestRestartAmongNoise(t *testing.T) {
	restart := func(minutes int64) string {
		return told(judgeEstate(estateOf(func(server, n int, at time.Time) (m report.Met, changed bool) {
			m = quarterOf(at, 300, 40, report.Busy, 100, 40, "HTTP 503")
			m.Kinds[report.Busy].Moments = report.Moments{}
			m.Kinds[report.Busy].Moments.Add(10, 1)
			m.Kinds[report.Busy].Moments.Add(890, 1)
			for i := range int64(98) {
				m.Kinds[report.Busy].Moments.Add(300+i*minutes*60/98, 1)
			}
			return m, server == 0 && n == 8
		})))
	}
	if got := restart(2); got != "server-restart info server EX1" {
		t.Errorf("two minutes: %s", got)
	}
	if got := restart(9); got != "server-refuses critical server EX1" {
		t.Errorf("nine minutes: %s", got)
	}
}

// TestAgents: a user agent whose devices fail in whatever way is told once, and not for one
// of them that is ill, nor if all agents fail.
func TestAgents(t *testing.T) {
	agent := func(name string, hits, devices, failed, again, largest int64) report.Place {
		p := report.Place{Name: name, Span: report.Met{Hits: hits, Devices: devices, Largest: hits / max(devices, 1)}}
		if failed > 0 {
			x := report.Trouble{Hits: failed, Devices: devices, Again: again, Largest: largest, First: tenth, Last: tenth.Add(time.Hour)}
			x.Outcomes.Add("HTTP 200, status 8", failed)
			p.Span.Kinds[report.Failed] = x
		}
		return p
	}
	for name, test := range map[string]struct {
		agents []report.Place
		want   string
	}{
		"one of two":        {[]report.Place{agent("Bad/1", 6000, 20, 1000, 19, 60), agent("Good/1", 30000, 80, 60, 40, 5)}, "agent-failing warning user agent Bad/1"},
		"both":              {[]report.Place{agent("Bad/1", 6000, 20, 1000, 19, 60), agent("Bad/2", 30000, 80, 5000, 70, 100)}, ""},
		"one ill device":    {[]report.Place{agent("Bad/1", 6000, 20, 1000, 12, 980), agent("Good/1", 30000, 80, 60, 40, 5)}, ""},
		"a few ill devices": {[]report.Place{agent("Bad/1", 6000, 20, 1000, 13, 300), agent("Good/1", 30000, 80, 60, 40, 5)}, ""},
		"nobody but itself": {[]report.Place{agent("Bad/1", 6000, 20, 1000, 19, 60), agent("Good/1", 100, 2, 0, 0, 0)}, ""},
	} {
		if got := told(judgeEstate(&report.Places{Agents: test.agents})); got != test.want {
			t.Errorf("%s: told %q, want %q", name, got, test.want)
		}
	}
}
