package finding

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// hoursOf are the hours of a day, each with 100 requests of which some failed, half of them
// within some milliseconds and all within three times that.
func hoursOf(midnight time.Time, change func(h *report.ServerHour)) (hours []report.ServerHour) {
	for i := range 24 {
		h := report.ServerHour{Start: midnight.Add(time.Duration(i) * time.Hour), Hits: 100, Failures: 1, Served: 50, Devices: 12, Half: 60, Typical: 60, Most: 300, Home: 20}
		change(&h)
		hours = append(hours, h)
	}
	return hours
}

// daysOf is a server on Christmas Eve and on days before it.
func daysOf(before int, change, changeBefore func(h *report.ServerHour)) report.Place {
	p := report.Place{Name: "EX1", Hours: hoursOf(christmas, change)}
	for i := range before {
		p.Before = append(p.Before, hoursOf(christmas.AddDate(0, 0, i-before), changeBefore)...)
	}
	return p
}

// at changes the hours from one up to another.
func at(from, to int, change func(h *report.ServerHour)) func(h *report.ServerHour) {
	return func(h *report.ServerHour) {
		if from <= h.Start.Hour() && h.Start.Hour() < to {
			change(h)
		}
	}
}

func asUsual(*report.ServerHour) {}

// told are the findings about places, as rule, severity and subject.
func told(found []Shared) string {
	var all []string
	for i := range found {
		f := &found[i]
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Rule.Name, f.Severity, f.About.Kind, f.About.Name)))
	}
	return strings.Join(all, "; ")
}

// TestSlowerThanBefore: a server is compared with its own days, hour by hour.
func TestSlowerThanBefore(t *testing.T) {
	slow := func(h *report.ServerHour) { h.Half, h.Typical, h.Most = 2000, 1900, 9000 }
	few := func(h *report.ServerHour) { slow(h); h.Served = 5 }
	for name, test := range map[string]struct {
		place report.Place
		want  string
	}{
		"as usual":                {daysOf(7, asUsual, asUsual), ""},
		"slow from nine to five":  {daysOf(7, at(9, 17, slow), asUsual), "server-slow warning server EX1"},
		"one slow hour":           {daysOf(7, at(9, 10, slow), asUsual), ""},
		"a backup every night":    {daysOf(7, at(1, 4, slow), at(1, 4, slow)), ""},
		"too few days to compare": {daysOf(4, at(9, 17, slow), asUsual), ""},
		"one phone is slow":       {daysOf(7, at(9, 17, func(h *report.ServerHour) { slow(h); h.Typical = 60 }), asUsual), ""},
		"too few requests":        {daysOf(7, at(9, 17, few), asUsual), ""},
		"three times of little":   {daysOf(7, at(9, 17, func(h *report.ServerHour) { h.Half, h.Typical, h.Most = 200, 200, 1000 }), asUsual), ""},
		"fast today, slow before": {daysOf(7, asUsual, slow), ""},
	} {
		found := judgeEstate(&report.Places{Servers: []report.Place{test.place}})
		if got := told(found); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		for _, f := range found {
			const text = "Server EX1 answered half of the requests within 2.0 s and 5 in 100 after 9.0 s or more, in 8 hours from 2011-12-24 09:00:00 to 17:00:00; on 7 other days within 60 ms and after 300 ms."
			if f.Evidence[0] != text {
				t.Errorf("%s: %q", name, f.Evidence[0])
			}
		}
	}
	all := report.Places{Servers: make([]report.Place, 4)}
	for i := range all.Servers {
		all.Servers[i] = daysOf(7, at(9, 17, slow), asUsual)
		all.Servers[i].Name = fmt.Sprintf("EX%d", i+1)
	}
	if got := told(judgeEstate(&all)); got != "server-slow warning estate" {
		t.Errorf("all of them: %q", got)
	}
}

// TestGone: a server whose devices vanish is told, and one that is taken out is not.
func TestGone(t *testing.T) {
	gone := func(h *report.ServerHour) { h.Hits, h.Home = 0, 0 }
	for name, test := range map[string]struct {
		change, peers func(h *report.ServerHour)
		want          string
	}{
		"dead for four hours":       {at(10, 14, gone), asUsual, "server-gone warning server EX1"},
		"its devices use others":    {at(10, 14, func(h *report.ServerHour) { h.Hits = 0 }), asUsual, ""},
		"nobody is there at night":  {at(1, 5, gone), at(1, 5, gone), ""},
		"few use it":                {at(0, 24, func(h *report.ServerHour) { h.Home = int64(4 * (h.Start.Hour() % 2)) }), asUsual, ""},
		"another half is left":      {at(10, 14, func(h *report.ServerHour) { h.Hits, h.Home = 50, 10 }), asUsual, ""},
		"to the end of the day":     {at(20, 24, gone), asUsual, "server-gone info server EX1"},
		"its log begins at midday ": {at(0, 12, gone), asUsual, ""},
	} {
		p := &report.Places{Servers: []report.Place{daysOf(0, test.change, asUsual), {Name: "EX2", Hours: hoursOf(christmas, test.peers)}}}
		if got := told(judgeEstate(p)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// TestBusierThanBefore: the estate is compared with its days, without what stands out.
func TestBusierThanBefore(t *testing.T) {
	times := func(n int64) func(h *report.ServerHour) {
		return func(h *report.ServerHour) { h.Hits *= n }
	}
	failing := func(h *report.ServerHour) { h.Failures = 10 }
	limits := DefaultThresholds()
	for name, test := range map[string]struct {
		change, before func(h *report.ServerHour)
		crowd          Crowd
		want           string
	}{
		"as usual":         {asUsual, asUsual, Crowd{}, ""},
		"three times":      {times(3), asUsual, Crowd{}, "estate-busier warning estate"},
		"one device's":     {times(3), asUsual, Crowd{OutlierHits: 4000}, ""},
		"every other day":  {times(3), func(h *report.ServerHour) { h.Hits *= 1 + 2*int64(h.Start.Day()%2) }, Crowd{}, ""},
		"failures":         {failing, asUsual, Crowd{}, "estate-failing warning estate"},
		"failures of few":  {failing, asUsual, Crowd{OutlierFailures: 200}, ""},
		"invented ids":     {failing, asUsual, Crowd{InventedHits: 200}, ""},
		"failures as ever": {failing, failing, Crowd{}, ""},
	} {
		p := &report.Places{All: daysOf(7, test.change, test.before)}
		if got := told(JudgeEstate(p, test.crowd, time.UTC, &limits, LaterExchange)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// TestMonitoring: probes that mostly fail, the balancer's affinity and old protocols are
// told once each.
func TestMonitoring(t *testing.T) {
	affinity := func(met, by int64) *report.Places {
		p := new(report.Places)
		p.All.Span = quarterOf(christmas, 1000, 40, report.Affinity, met, by, "HTTP 441, MissingCscCacheEntry")
		return p
	}
	probe := func(hits, failed int64) *report.Places {
		return &report.Places{Probes: []report.Probe{{Name: "healthmailbox1", Hits: hits, Failed: failed, First: tenth, Last: tenth.Add(time.Hour)}}}
	}
	versions := func(counts ...report.Count[int32]) *report.Places { return &report.Places{Versions: counts} }
	limits := DefaultThresholds()
	for name, test := range map[string]struct {
		places     *report.Places
		generation Generation
		want       string
	}{
		"affinity":                  {affinity(60, 20), Exchange2010, "balancer-affinity warning estate"},
		"affinity now and then":     {affinity(4, 4), Exchange2010, ""},
		"affinity of two devices":   {affinity(60, 2), Exchange2010, ""},
		"a probe fails":             {probe(40, 30), LaterExchange, "probes-failing warning monitoring probe healthmailbox1"},
		"a probe fails sometimes":   {probe(400, 30), LaterExchange, ""},
		"a probe has just begun":    {probe(3, 3), LaterExchange, ""},
		"old and new phones":        {versions(report.Count[int32]{Key: 141, N: 3}, report.Count[int32]{Key: 161, N: 30}), LaterExchange, "old-protocol info estate"},
		"new phones":                {versions(report.Count[int32]{Key: 161, N: 30}), LaterExchange, ""},
		"servers that are too old":  {versions(report.Count[int32]{Key: 141, N: 30}), Exchange2010, ""},
		"nobody knows what is here": {versions(report.Count[int32]{Key: 160, N: 1}), UnknownExchange, "old-protocol info estate"},
	} {
		if got := told(JudgeEstate(test.places, Crowd{}, time.UTC, &limits, test.generation)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// TestGeneration: the logs say which shell commands are for, or they do not.
func TestGeneration(t *testing.T) {
	steps := do("List.", "Get-MobileDevice -Mailbox USER", "Look.", "Get-Mailbox USER")
	for name, test := range map[string]struct {
		places *report.Places
		want   string
	}{
		"one row with Log=":     {&report.Places{OneRow: 500}, "List. Get-ActiveSyncDevice -Mailbox 'anna'|Look. Get-Mailbox 'anna'"},
		"two rows":              {&report.Places{TwoRows: 500, OneRow: 3}, "List. Get-MobileDevice -Mailbox 'anna'|Look. Get-Mailbox 'anna'"},
		"both, as in migration": {&report.Places{TwoRows: 500, OneRow: 300}, "List. Get-MobileDevice -Mailbox 'anna'|The same on Exchange 2010. Get-ActiveSyncDevice -Mailbox 'anna'|Look. Get-Mailbox 'anna'"},
		"nothing was served":    {&report.Places{}, "List. Get-MobileDevice -Mailbox 'anna'|The same on Exchange 2010. Get-ActiveSyncDevice -Mailbox 'anna'|Look. Get-Mailbox 'anna'"},
	} {
		var got []string
		for _, step := range fill(steps, "anna", "", generationOf(test.places)) {
			got = append(got, step.String())
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
