package finding

import (
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// beside are servers that share a day, of which the first met a kind of trouble.
func beside(x report.Trouble, hours ...func(h *report.ServerHour)) *report.Places {
	p := new(report.Places)
	for i, name := range []string{"EX1", "EX2", "EX3"} {
		place := report.Place{Name: name, Span: report.Met{Hits: 5000, Devices: 40}, Quarters: []report.Met{{Start: tenth}}, Hours: hoursOf(christmas, asUsual)}
		place.Span.Kinds[report.ServerError] = report.Trouble{Hits: 10, Devices: 9, Largest: 2, Again: 1, First: christmas, Last: christmas.Add(23 * time.Hour)}
		if i == 0 {
			x.First, x.Last = christmas, christmas.Add(23*time.Hour)
			place.Span.Kinds[report.ServerError] = x
			for _, change := range hours {
				place.Hours = hoursOf(christmas, change)
			}
		}
		p.Servers = append(p.Servers, place)
	}
	return p
}

// TestFailsMoreThanPeers: a server that fails one request in thirty all day is told, by its
// peers and without days before. A few phones that are ill make no server so.
func TestFailsMoreThanPeers(t *testing.T) {
	for name, test := range map[string]struct {
		x    report.Trouble
		want string
	}{
		"one in thirty":       {report.Trouble{Hits: 170, Devices: 38, Largest: 8, Again: 30}, "server-fails-more warning server EX1"},
		"one phone's":         {report.Trouble{Hits: 170, Devices: 38, Largest: 140, Again: 30}, ""},
		"two phones'":         {report.Trouble{Hits: 170, Devices: 30, Largest: 70, Again: 4}, ""},
		"one in a hundred":    {report.Trouble{Hits: 50, Devices: 38, Largest: 3, Again: 12}, ""},
		"as much as of peers": {report.Trouble{Hits: 20, Devices: 18, Largest: 2, Again: 10}, ""},
	} {
		if got := told(judgeEstate(beside(test.x))); got != test.want {
			t.Errorf("%s: told %q, want %q", name, got, test.want)
		}
	}
}

// TestFailsFewOfEach: of twenty devices that use six servers in turn, most meet a server's
// failures once. Phones that are ill by themselves meet theirs many times.
func TestFailsFewOfEach(t *testing.T) {
	for name, test := range map[string]struct {
		x    report.Trouble
		want string
	}{
		"nine of twenty, most of them once": {report.Trouble{Hits: 12, Devices: 9, Largest: 2, Again: 2}, "server-fails-more warning server EX1"},
		"three of twenty":                   {report.Trouble{Hits: 12, Devices: 3, Largest: 5, Again: 2}, ""},
		"four that are ill":                 {report.Trouble{Hits: 90, Devices: 4, Largest: 30, Again: 4}, ""},
		"too few to say":                    {report.Trouble{Hits: 5, Devices: 5, Largest: 1}, ""},
	} {
		p := beside(test.x)
		for i := range p.Servers {
			span := &p.Servers[i].Span
			span.Hits, span.Devices = 200, 20
			if i > 0 {
				span.Kinds[report.ServerError] = report.Trouble{Hits: 1, Devices: 1, Largest: 1}
			}
		}
		if got := told(judgeEstate(p)); got != test.want {
			t.Errorf("%s: told %q, want %q", name, got, test.want)
		}
	}
}

// TestFailsAmongWaiting: requests that wait hardly ever fail. They do not hide that two in a
// hundred of the others do.
func TestFailsAmongWaiting(t *testing.T) {
	p := beside(report.Trouble{Hits: 60, Devices: 38, Largest: 4, Again: 30})
	if got := told(judgeEstate(p)); got != "" {
		t.Errorf("of all requests: %q", got)
	}
	for i := range p.Servers {
		p.Servers[i].Span.Times = activity.Histogram{{Index: activity.BinOf(40), Count: 2000}}
	}
	if got := told(judgeEstate(p)); got != "server-fails-more warning server EX1" {
		t.Errorf("of those that do not wait: %q", got)
	}
}

// TestSlowerThanPeersForHours: a server that was slow for three hours is told beside its peers.
func TestSlowerThanPeersForHours(t *testing.T) {
	slow := func(h *report.ServerHour) { h.Half, h.Typical, h.Most = 2000, 1900, 9000 }
	for name, test := range map[string]struct {
		change func(*report.ServerHour)
		want   string
	}{
		"three hours":      {at(10, 13, slow), "server-slow warning server EX1"},
		"one hour":         {at(10, 11, slow), ""},
		"few were served":  {at(10, 13, func(h *report.ServerHour) { slow(h); h.Served = 19 }), ""},
		"one phone's":      {at(10, 13, func(h *report.ServerHour) { slow(h); h.Typical = 60 }), ""},
		"not slow, though": {at(10, 13, func(h *report.ServerHour) { h.Half, h.Typical, h.Most = 240, 240, 1200 }), ""},
	} {
		if got := told(judgeEstate(beside(report.Trouble{}, test.change))); got != test.want {
			t.Errorf("%s: told %q, want %q", name, got, test.want)
		}
	}
}

// TestFailingDays: a server whose hours have few requests is judged by the day, and servers
// that all fail are told once.
func TestFailingDays(t *testing.T) {
	quiet := func(h *report.ServerHour) { h.Hits, h.Served, h.Failures = 15, 14, 0 }
	failing := func(h *report.ServerHour) {
		quiet(h)
		h.Failures, h.Own = 1, report.Trouble{Hits: 1, Devices: 1, Largest: 1}
	}
	place := func(name string, change func(*report.ServerHour)) report.Place {
		p := daysOf(7, change, quiet)
		p.Name = name
		p.Span.Kinds[report.ServerError] = report.Trouble{Hits: 24, Devices: 12, Largest: 4, Again: 6}
		return p
	}
	spill := place("MBX1", at(6, 20, failing)) // what it has of the failures of EX1
	for name, test := range map[string]struct {
		servers, mailboxes []report.Place
		want               string
	}{
		"as usual":    {[]report.Place{place("EX1", quiet), place("EX2", quiet)}, nil, ""},
		"one of four": {[]report.Place{place("EX1", failing), place("EX2", quiet), place("EX3", quiet), place("EX4", quiet)}, nil, "server-fails-more warning server EX1"},
		"both":        {[]report.Place{place("EX1", failing), place("EX2", failing)}, nil, "server-fails-more warning estate"},
		"seen behind": {[]report.Place{place("EX1", failing), place("EX2", quiet), place("EX3", quiet)}, []report.Place{spill}, "server-fails-more warning server EX1"},
	} {
		p := &report.Places{Servers: test.servers, Mailboxes: test.mailboxes}
		for i := range p.Servers {
			p.All.Hours = append(p.All.Hours, p.Servers[i].Hours...)
		}
		found := judgeEstate(p)
		if got := told(found); got != test.want {
			t.Errorf("%s: told %q, want %q", name, got, test.want)
		}
		if len(found) == 1 && !strings.Contains(found[0].Evidence[0], "in 24 hours") {
			t.Errorf("%s: %q", name, found[0].Evidence)
		}
	}
}
