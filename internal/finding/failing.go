package finding

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// What a server must fail, beside what is usual, to be told.
const (
	timesFailing = 5 // of the share that is usual
	partFailing  = 2 // percent of the requests that do not wait
	leastFailing = 5 // requests in all, beside those of the device that has most
	// leastPeerHits is from how many requests of its peers on their share means something.
	leastPeerHits = 100
	// failingPart is the part of its devices, one in so many, that must have met it.
	failingPart = 4
	// failingOnce is how many devices must have met it if most did only once, and timesChance
	// how many times as many as meet such a failure by chance.
	failingOnce = 5
	timesChance = 3
)

// widespread reports whether what devices met of a kind is no trouble of a few that are ill: a
// part of the place's devices met it more than once, or so many met it that it is a part of the
// requests even if each device counts once, and many more than by chance, which is that each
// request fails with the share that is usual. Devices are those of one day.
func (j *estateJudge) widespread(place *report.Place, kind report.Kind, usual float64) bool {
	m := &place.Span
	x, sent := &m.Kinds[kind], asked(m)/servedDays(place)
	again := x.Again >= j.limits.SharedDevices && failingPart*x.Again >= m.Devices
	once := x.Devices >= failingOnce && failingPart*x.Devices >= m.Devices && x.Devices*100 >= partFailing*sent &&
		float64(x.Devices) >= timesChance*usual*float64(sent)
	return again || once
}

// servedDays is on how many UTC days of the report a place had requests.
func servedDays(p *report.Place) int64 {
	days := make(map[time.Time]bool)
	for i := range p.Hours {
		days[p.Hours[i].Start.Truncate(24*time.Hour)] = true
	}
	return int64(max(1, len(days)))
}

// asked is how many requests of a place do not wait: heartbeats hardly ever fail, and say
// nothing of how much else does. Logs without time-taken do not say which wait.
func asked(m *report.Met) int64 {
	if served := m.Times.Count(); served > 0 {
		return served + m.Kinds[report.Failed].Hits
	}
	return m.Hits
}

// askedIn is the same of an hour.
func askedIn(h *report.ServerHour) int64 {
	if h.Served > 0 {
		return h.Served + h.Failures
	}
	return h.Hits
}

// serverFails reports whether any kind of a server's own failures is widespread.
func (j *estateJudge) serverFails(place *report.Place, usual float64) bool {
	for kind := range report.Certificate {
		if j.widespread(place, kind, usual) {
			return true
		}
	}
	return false
}

// ownKinds are what a server fails by itself.
const ownKinds kinds = 1<<report.Busy | 1<<report.ServerError | 1<<report.Offline | 1<<report.NoLogonServer

// failingMoreThanPeers finds servers that fail a share of requests which is small in every
// quarter of an hour, and far above that of their peers over the whole span. Many of their
// devices must have met it more than once: a few that are ill make no server so.
func (j *estateJudge) failingMoreThanPeers() {
	for _, sort := range []struct {
		about  AboutKind
		places []report.Place
	}{{AboutMailbox, j.places.Mailboxes}, {AboutServer, j.places.Servers}} {
		for i := range sort.places {
			for kind := range report.Cut {
				j.besidePeers(About{sort.about, sort.places[i].Name}, kind, sort.places, i)
			}
		}
	}
}

func (j *estateJudge) besidePeers(who About, kind report.Kind, places []report.Place, i int) {
	own := &places[i].Span
	x := &own.Kinds[kind]
	var peers load
	var peersAsked int64
	var peerNames []string
	for k := range places {
		if k != i && shareDay(&places[i], &places[k]) {
			peers.add(&places[k].Span, kind)
			peersAsked += asked(&places[k].Span)
			peerNames = append(peerNames, places[k].Name)
		}
	}
	usual := float64(peers.met) / float64(max(peersAsked, 1))
	failed := x.Hits - x.Largest
	switch {
	case !j.widespread(&places[i], kind, usual),
		failed < leastFailing || failed*100 < partFailing*asked(own),
		peersAsked < leastPeerHits || float64(failed) < timesFailing*usual*float64(asked(own)),
		j.toldOf(who, window{x.First, x.Last}), 2*j.toldOfKind(&places[i], kind) >= x.Hits:
		return
	}
	e := evidence{first: x.First, last: x.Last}
	s := &Subject{Zone: j.zone}
	e.add("%s %s %s of %s requests (%s of those that do not wait) of %s devices, %s%s.", who.subject(), verbs[kind], number(x.Hits), number(own.Hits),
		percent(x.Hits, asked(own)), number(x.Devices), s.from(x.First, x.Last), answered(x.Outcomes))
	e.add("Its peers: %s of %s requests (%s).", number(peers.met), number(peers.hits), names(peerNames))
	j.addShared(ruleOf(sharedRules(), "server-fails-more"), Warning, who, e, x.Hits, Trouble{From: x.First, To: x.Last.Add(time.Second), kind: 1 << kind})
	told := &j.found[len(j.found)-1]
	told.Devices, told.Failures = x.Devices, x.Hits
}

// toldOfKind is how many requests of a place met a kind of trouble in the times of findings
// about it, whatever place these name.
func (j *estateJudge) toldOfKind(place *report.Place, kind report.Kind) int64 {
	var windows []window
	for _, x := range Troubles(j.found) {
		if x.kind == explains(kind) {
			windows = append(windows, window{x.From, x.To})
		}
	}
	l := within(place, kind, windows)
	return l.met
}

// failingMoreThanBefore finds servers that fail a share of requests which is small, yet far
// above what they usually fail. What is the server's own trouble counts alone, without the
// device that met most of it. Servers and mailbox servers that meet the same failures are told
// once, as those that have more of them.
func (j *estateJudge) failingMoreThanBefore() {
	sorts := []struct {
		about  AboutKind
		places []report.Place
	}{{AboutServer, j.places.Servers}, {AboutMailbox, j.places.Mailboxes}}
	byDay := make(map[time.Time]int) // the place among sorts
	lists := make([]map[time.Time][]unusual, len(sorts))
	for i, sort := range sorts {
		lists[i] = j.failing(sort.about, sort.places)
		for day, list := range lists[i] {
			if best, known := byDay[day]; !known || failures(list) > failures(lists[best][day]) {
				byDay[day] = i
			}
		}
	}
	for _, day := range slices.SortedFunc(maps.Keys(byDay), time.Time.Compare) {
		sort, list := sorts[byDay[day]], lists[byDay[day]][day]
		if 2*j.untold(day) >= failures(list) {
			j.tellFailing(sort.about, list, len(sort.places))
		}
	}
}

// failures are what failed at some places by their own fault.
func failures(list []unusual) (sum int64) {
	for i := range list {
		_, failed, _ := list[i].ownFailures()
		sum += failed
	}
	return sum
}

// untold is how many requests of a day servers failed by their own fault, beyond what findings
// tell already.
func (j *estateJudge) untold(day time.Time) (n int64) {
	for i := range j.places.All.Hours {
		if h := &j.places.All.Hours[i]; h.Start.Truncate(24 * time.Hour).Equal(day) {
			n += h.Own.Hits
		}
	}
	for i := range j.found {
		if f := &j.found[i]; f.Failures > 0 && f.First.Before(day.Add(24*time.Hour)) && !f.Last.Before(day) {
			n -= f.Failures
		}
	}
	return n
}

// failing are the places of a sort that failed more than usual, by day.
func (j *estateJudge) failing(about AboutKind, places []report.Place) map[time.Time][]unusual {
	byDay := make(map[time.Time][]unusual)
	for _, u := range j.unusualDays(places, failingHour) {
		byDay[u.day] = append(byDay[u.day], u)
	}
	for _, u := range j.failingDays(places) {
		at := slices.IndexFunc(byDay[u.day], func(o unusual) bool { return o.place == u.place })
		switch {
		case at < 0:
			byDay[u.day] = append(byDay[u.day], u)
		case float64(failures(byDay[u.day][at:at+1])) < leastCover*float64(failures([]unusual{u})): // all day, then
			byDay[u.day][at] = u
		}
	}
	for day, list := range byDay {
		if byDay[day] = slices.DeleteFunc(list, func(u unusual) bool { return !j.failsSo(about, &u) }); len(byDay[day]) == 0 {
			delete(byDay, day)
		}
	}
	return byDay
}

// failsSo reports whether a place failed so many devices, and has not been told.
func (j *estateJudge) failsSo(about AboutKind, u *unusual) bool {
	from, to := u.span()
	failed := u.failed
	for i := range u.hours {
		if own := &u.hours[i].Own; u.failed == 0 {
			failed += own.Hits - own.Largest
		}
	}
	usual := usualFailures(historyOf(u.place), u.day)
	share := float64(usual.Failures) / float64(max(usual.Hits, 1))
	return failed >= leastFailing && j.serverFails(u.place, share) && !j.toldOf(About{about, u.place.Name}, window{from, to})
}

// failingHour reports whether a server failed far more of an hour's requests than usual.
func failingHour(_ *report.Place, h history, day time.Time, hour *report.ServerHour) (usual report.ServerHour, is bool) {
	usual = usualFailures(h, day)
	return usual, failsMore(&usual, hour, hour.Own.Hits-hour.Own.Largest)
}

// usualFailures are requests that do not wait (as Hits), and failures of a place on the other days.
func usualFailures(h history, day time.Time) (usual report.ServerHour) {
	for other, hours := range h.days {
		if other.Equal(day) {
			continue
		}
		for i := range hours {
			usual.Hits += askedIn(&hours[i])
			usual.Failures += hours[i].Failures
		}
	}
	return usual
}

// failsMore reports whether so many failures of a server's own, of the requests of an hour or
// of a day, are far more than usual.
func failsMore(usual, of *report.ServerHour, failed int64) bool {
	sent := askedIn(of)
	return sent >= leastServed && of.Own.Devices >= 2 && failed*100 >= partFailing*sent && failed*usual.Hits >= timesFailing*usual.Failures*sent
}

// failingDays finds places that failed far more of a day's requests than usual, whose hours
// may have too few requests to say so.
func (j *estateJudge) failingDays(places []report.Place) (all []unusual) {
	for i := range places {
		h := historyOf(&places[i])
		if int64(h.others()) < j.limits.HabitDays {
			continue
		}
		var largest int64
		for kind := range report.Certificate {
			largest = max(largest, places[i].Span.Kinds[kind].Largest)
		}
		sums := make(map[time.Time]*unusual)
		totals := make(map[time.Time]*report.ServerHour)
		for k := range places[i].Hours {
			hour := &places[i].Hours[k]
			day := hour.Start.Truncate(24 * time.Hour)
			if sums[day] == nil {
				sums[day], totals[day] = &unusual{place: &places[i], day: day, days: h.others()}, new(report.ServerHour)
			}
			total := totals[day]
			total.Hits += askedIn(hour)
			total.Own.Hits += hour.Own.Hits
			total.Own.Devices += hour.Own.Devices
			if hour.Own.Hits > 0 {
				sums[day].hours = append(sums[day].hours, *hour)
			}
		}
		for _, day := range slices.SortedFunc(maps.Keys(sums), time.Time.Compare) {
			u, usual := sums[day], usualFailures(h, day)
			if u.failed = totals[day].Own.Hits - largest; len(u.hours) >= leastHours && failsMore(&usual, totals[day], u.failed) {
				u.usual = []report.ServerHour{usual}
				all = append(all, *u)
			}
		}
	}
	return all
}

// tellFailing tells of a day on which some of so many places failed more than usual: once, if
// most of them did.
func (j *estateJudge) tellFailing(about AboutKind, failing []unusual, places int) {
	if len(failing) > 1 && 2*len(failing) > places || len(failing) > maxCulprits {
		slices.SortFunc(failing, func(a, b unusual) int { return b.compareFailed(&a) })
		j.tellFailingOf(About{Kind: AboutEstate}, number(int64(len(failing)))+" of "+number(int64(places))+" servers ("+names(namesOf(failing))+")", failing)
		return
	}
	for i := range failing {
		who := About{about, failing[i].place.Name}
		j.tellFailingOf(who, who.subject(), failing[i:i+1])
	}
}

// ownFailures are what failed in the hours by the server's own fault, and all requests that do
// not wait.
func (u *unusual) ownFailures() (outcomes report.Tally[string], failed, sent int64) {
	for i := range u.hours {
		outcomes.Merge(u.hours[i].Own.Outcomes)
		failed, sent = failed+u.hours[i].Own.Hits, sent+askedIn(&u.hours[i])
	}
	return outcomes, failed, sent
}

func (u *unusual) compareFailed(o *unusual) int {
	_, a, _ := u.ownFailures()
	_, b, _ := o.ownFailures()
	return cmp.Compare(a, b)
}

// tellFailingOf tells of places together.
func (j *estateJudge) tellFailingOf(who About, subject string, failing []unusual) {
	s := &Subject{Zone: j.zone}
	from, to := failing[0].span()
	var outcomes report.Tally[string]
	var failed, hits, devices int64
	var usual report.ServerHour
	for i := range failing {
		u := &failing[i]
		first, last := u.span()
		from, to = earlier(from, first), later(to, last)
		o, f, h := u.ownFailures()
		outcomes.Merge(o)
		failed, hits = failed+f, hits+h
		usual.Hits, usual.Failures = usual.Hits+u.usual[0].Hits, usual.Failures+u.usual[0].Failures
		for k := range u.hours {
			devices = max(devices, u.hours[k].Own.Devices)
		}
	}
	e := evidence{first: from, last: to}
	e.add("%s failed %s of %s requests that do not wait (%s) in %d hours %s%s; usually %s fail, by %d other days.", subject, number(failed), number(hits),
		percent(failed, hits), len(failing[0].hours), s.from(from, to), answered(outcomes), percent(usual.Failures, usual.Hits), failing[0].days)
	j.addShared(ruleOf(sharedRules(), "server-fails-more"), Warning, who, e, failed, Trouble{From: from, To: to, kind: ownKinds})
	told := &j.found[len(j.found)-1]
	told.Devices, told.Failures = devices, failed
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
