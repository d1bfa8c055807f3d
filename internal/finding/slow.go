package finding

import (
	"slices"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// slow finds servers, or mailbox servers, that are much slower than their peers.
func (j *estateJudge) slow() {
	for _, sort := range []struct {
		about  AboutKind
		places []report.Place
	}{{AboutMailbox, j.places.Mailboxes}, {AboutServer, j.places.Servers}} {
		for i := range sort.places {
			if j.slowPlace(sort.about, sort.places, i) || j.slowHours(sort.about, sort.places, i) {
				return // the other sort tells the same
			}
		}
	}
}

// slowHours finds a place that was much slower than its peers in some hours alone, which make
// no difference to the whole span.
func (j *estateJudge) slowHours(about AboutKind, places []report.Place, i int) bool {
	u := unusual{place: &places[i]}
	for k := range places[i].Hours {
		hour := &places[i].Hours[k]
		var halves, mosts []int64
		for o := range places {
			at, found := slices.BinarySearchFunc(places[o].Hours, hour.Start, func(h report.ServerHour, start time.Time) int { return h.Start.Compare(start) })
			if o != i && found && places[o].Hours[at].Served >= leastServed {
				halves, mosts = append(halves, places[o].Hours[at].Half), append(mosts, places[o].Hours[at].Most)
			}
		}
		usual := report.ServerHour{Half: median(halves), Most: median(mosts)}
		if len(halves) > 0 && j.slowNow(hour, &usual) {
			u.hours, u.usual = append(u.hours, *hour), append(u.usual, usual)
		}
	}
	if len(u.hours) < leastHours || places[i].Span.Devices < j.limits.SharedDevices {
		return false
	}
	from, to := u.span()
	e := evidence{first: from, last: to}
	s := &Subject{Zone: j.zone}
	who := About{about, places[i].Name}
	for k := range u.hours {
		e.hits += u.hours[k].Served
	}
	e.add("%s answered half of its requests within %s and 5 in 100 after %s or more, in %d hours %s; its peers within %s and after %s.", who.subject(),
		duration(middle(u.hours, half)), duration(middle(u.hours, most)), len(u.hours), s.from(from, to), duration(middle(u.usual, half)), duration(middle(u.usual, most)))
	j.addShared(ruleOf(sharedRules(), "server-slow"), Warning, who, e, e.hits, Trouble{SlowServer: places[i].Name})
	j.found[len(j.found)-1].Devices = places[i].Span.Devices
	return true
}

// slowNow reports whether a server was slow in an hour, by itself and beside what is usual: for
// half of the requests, for the slowest of them, and for the typical device.
func (j *estateJudge) slowNow(hour, usual *report.ServerHour) bool {
	limit, half := j.limits.SlowServerMilliseconds, min(hour.Half, hour.Typical)
	return hour.Served >= leastServed && hour.Devices >= j.limits.SharedDevices && hour.Most >= limit && half >= limit/slowHalf &&
		half >= timesSlower*usual.Half && hour.Most >= timesSlower*usual.Most
}

// timesSlower is how much slower than its peers a server is that is called slow: half of
// its requests, and the slowest.
const timesSlower = 3

// slowHalf is which part of the limit half of the requests of a slow server take.
const slowHalf = 4

// shareDay reports whether two places served devices on one UTC day.
func shareDay(a, b *report.Place) bool {
	days := make(map[string]bool)
	for i := range a.Quarters {
		days[a.Quarters[i].Start.Format(time.DateOnly)] = true
	}
	return slices.ContainsFunc(b.Quarters, func(m report.Met) bool { return days[m.Start.Format(time.DateOnly)] })
}

func (j *estateJudge) slowPlace(about AboutKind, places []report.Place, i int) bool {
	place := &places[i]
	var peers activity.Histogram
	var names_ []string
	for k := range places {
		if k != i && shareDay(place, &places[k]) {
			peers.Merge(places[k].Span.Times)
			names_ = append(names_, places[k].Name)
		}
	}
	own := place.Span.Times
	limit := j.limits
	if own.Count() < limit.SlowRequests || peers.Count() < limit.SlowRequests || place.Span.Devices < limit.SharedDevices {
		return false
	}
	half, _ := own.Quantile(0.5)
	typical, _ := place.Span.Halves.Quantile(0.5)
	half = min(half, typical)
	most, _ := own.Quantile(0.95)
	peersHalf, _ := peers.Quantile(0.5)
	peersMost, _ := peers.Quantile(0.95)
	if half < timesSlower*peersHalf || most < timesSlower*peersMost ||
		int64(most) < limit.SlowServerMilliseconds || int64(half) < limit.SlowServerMilliseconds/slowHalf {
		return false
	}
	rule := ruleOf(sharedRules(), "server-slow")
	var e evidence
	who := About{about, place.Name}
	e.add("%s answers half of its requests within %s and 5 in 100 after %s or more; its peers (%s) within %s and after %s.", who.subject(),
		duration(int64(half)), duration(int64(most)), names(names_), duration(int64(peersHalf)), duration(int64(peersMost)))
	e.add("%s requests of %s devices that did not wait or fail.", number(own.Count()), number(place.Span.Devices))
	j.addShared(rule, Warning, who, e, own.Count(), Trouble{SlowServer: place.Name})
	j.found[len(j.found)-1].Devices = place.Span.Devices
	return true
}
