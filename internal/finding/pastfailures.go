package finding

import (
	"slices"
	"strconv"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// What a server must fail, beside what is usual, to be told.
const (
	timesFailing   = 5  // of the share that is usual
	partFailing    = 2  // percent of the requests of an hour
	leastFailing   = 10 // requests in all
	failingDevices = 3
)

// failingMoreThanBefore finds servers that fail a share of requests which is small, yet far
// above what they usually fail. What is the server's own trouble counts alone, without the
// device that met most of it.
func (j *estateJudge) failingMoreThanBefore() {
	for _, sort := range []struct {
		about  AboutKind
		places []report.Place
	}{{AboutMailbox, j.places.Mailboxes}, {AboutServer, j.places.Servers}} {
		found := false
		for _, u := range j.unusualDays(sort.places, failingHour) {
			found = j.tellFailing(sort.about, &u) || found
		}
		if found {
			return // the other sort tells the same
		}
	}
}

// failingHour reports whether a server failed far more of an hour's requests than usual.
func failingHour(_ *report.Place, h history, day time.Time, hour *report.ServerHour) (usual report.ServerHour, is bool) {
	failed := hour.Own.Hits - hour.Own.Largest
	if hour.Hits < leastServed || hour.Own.Devices < 2 || failed*100 < partFailing*hour.Hits {
		return usual, false
	}
	for other, hours := range h.days {
		if other.Equal(day) {
			continue
		}
		for i := range hours {
			usual.Hits += hours[i].Hits
			usual.Failures += hours[i].Failures
		}
	}
	return usual, failed*usual.Hits >= timesFailing*usual.Failures*hour.Hits
}

func (j *estateJudge) tellFailing(about AboutKind, u *unusual) bool {
	from, to := u.span()
	e := evidence{first: from, last: to}
	var failed, hits, devices int64
	var outcomes report.Tally[string]
	for i := range u.hours {
		own := &u.hours[i].Own
		failed, hits, devices = failed+own.Hits-own.Largest, hits+u.hours[i].Hits, max(devices, own.Devices)
		outcomes.Merge(own.Outcomes)
	}
	who := About{about, u.place.Name}
	if failed < leastFailing || devices < failingDevices || j.toldOf(who, window{from, to}) {
		return false
	}
	s := &Subject{Zone: j.zone}
	e.add("%s failed %s of %s requests (%s) in %d hours %s%s; usually it fails %s, by %d other days.", who.subject(), number(outcomes.Total()), number(hits),
		percent(outcomes.Total(), hits), len(u.hours), s.from(from, to), answered(outcomes), percent(u.usual[0].Failures, u.usual[0].Hits), u.days)
	j.addShared(ruleOf(sharedRules(), "server-fails-more"), Warning, who, e, outcomes.Total(), Trouble{From: from, To: to, kind: 1<<report.Busy | 1<<report.ServerError | 1<<report.Offline | 1<<report.NoLogonServer})
	j.found[len(j.found)-1].Devices = devices
	return true
}

// busierThanBefore finds days on which all devices together sent, or failed, far more
// requests than usual. What stands out by itself is left out: it is told by itself.
func (j *estateJudge) busierThanBefore() {
	h := historyOf(&j.places.All)
	if int64(h.others()) < j.limits.HabitDays {
		return
	}
	days := make(map[time.Time][2]int64)
	for day, hours := range h.days {
		var sum [2]int64
		for i := range hours {
			sum[0], sum[1] = sum[0]+hours[i].Hits, sum[1]+hours[i].Failures
		}
		days[day] = sum
	}
	var own []time.Time
	for i := range j.places.All.Hours {
		own = append(own, j.places.All.Hours[i].Start.Truncate(24*time.Hour))
	}
	for _, day := range slices.Compact(own) {
		var requests, failures []int64
		for other, x := range days {
			if !other.Equal(day) {
				requests, failures = append(requests, x[0]), append(failures, x[1])
			}
		}
		sent, failed := days[day][0], days[day][1]
		if far(sent-j.crowd.OutlierHits, requests, j.limits.EstateTimes, leastExcess) {
			j.tellBusier("estate-busier", day, sent, requests)
		}
		rest := failed - j.crowd.OutlierFailures - j.toldFailures(day)
		if far(rest, failures, timesFailing, leastFailures) && rest*100 >= partFailing*sent {
			j.tellBusier("estate-failing", day, failed, failures)
		}
	}
}

// leastExcess is how many requests a day are more than a few phones can make.
const leastExcess = 1000

// far reports whether a value is far above others.
func far(value int64, others []int64, times, least int64) bool {
	middle := median(others)
	return value >= times*middle && value >= middle+least && value > middle+habitSpreads*deviation(others)
}

// habitSpreads is how many median deviations above its median a day of the estate is unusual.
const habitSpreads = 5

// toldFailures are failures of a day that findings explain already.
func (j *estateJudge) toldFailures(day time.Time) (n int64) {
	for i := range j.found {
		if f := &j.found[i]; f.First.Before(day.Add(24*time.Hour)) && !f.Last.Before(day) && f.Rule.Name != "server-slow" && f.Rule.Name != "estate-busier" {
			n += f.Hits
		}
	}
	return n
}

func (j *estateJudge) tellBusier(name string, day time.Time, value int64, others []int64) {
	what := "sent %s requests on %s"
	if name == "estate-failing" {
		what = "met %s failures on %s"
	}
	e := evidence{first: day, last: day.Add(24*time.Hour - time.Second)}
	e.add("All devices together "+what+"; the median of %d other days is %s.", number(value), day.Format(time.DateOnly), len(others), number(median(others)))
	e.add("It is not the work of a few devices: those with far more than others are not counted in the comparison.")
	j.addShared(ruleOf(sharedRules(), name), Warning, About{Kind: AboutEstate}, e, value, Trouble{From: e.first, To: e.last, busier: name == "estate-busier"})
	j.found[len(j.found)-1].Devices = j.places.All.Span.Devices
}

// percent writes a share.
func percent(part, whole int64) string {
	return strconv.FormatFloat(100*float64(part)/float64(max(whole, 1)), 'f', 1, 64) + " %"
}
