package finding

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// history is what a place did on the days of the report and on those before.
type history struct {
	days map[time.Time][]report.ServerHour
} // by their midnight, UTC

func historyOf(p *report.Place) history {
	h := history{make(map[time.Time][]report.ServerHour)}
	for _, hours := range [][]report.ServerHour{p.Before, p.Hours} {
		for i := range hours {
			midnight := hours[i].Start.Truncate(24 * time.Hour)
			h.days[midnight] = append(h.days[midnight], hours[i])
		}
	}
	return h
}

// leastServed is from how many requests on an hour's percentiles mean something.
const leastServed = 20

// usual are the values that an hour of the day has on the other days; where too few days
// have such an hour, those of all their hours. ok is false where too few have any.
func (h history) usual(day, hour time.Time, least int64, value func(*report.ServerHour) (v int64, ok bool)) (values []int64, ok bool) {
	var all []int64
	for other, hours := range h.days {
		if other.Equal(day) {
			continue
		}
		for i := range hours {
			v, ok := value(&hours[i])
			if !ok {
				continue
			}
			all = append(all, v)
			if hours[i].Start.Hour() == hour.Hour() {
				values = append(values, v)
			}
		}
	}
	if int64(len(values)) >= least {
		return values, true
	}
	return all, int64(len(all)) >= least
}

// median is the middle of some values, which are then in order; 0 of none.
func median(values []int64) int64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// deviation is the median distance from the median.
func deviation(values []int64) int64 {
	middle := median(values)
	distances := make([]int64, len(values))
	for i, v := range values {
		distances[i] = max(v-middle, middle-v)
	}
	return median(distances)
}

// others is how many other days there are.
func (h history) others() int { return len(h.days) - 1 }

// unusual is a day on which some hours of a place were not as usual.
type unusual struct {
	place *report.Place
	day   time.Time
	hours []report.ServerHour
	usual []report.ServerHour // of each of these hours: medians
	days  int                 // that it is compared with
	// failed is how many requests of a day failed, without those of one device; 0 where hours
	// are looked at by themselves.
	failed int64
}

// leastHours is how many hours of a day are out of the ordinary before it is told.
const leastHours = 2

// odd reports whether an hour of a day was not as usual, and what is usual.
type odd func(p *report.Place, h history, day time.Time, hour *report.ServerHour) (usual report.ServerHour, is bool)

// unusualDays finds the days of places with hours that are not as usual.
func (j *estateJudge) unusualDays(places []report.Place, is odd) (all []unusual) {
	for i := range places {
		h := historyOf(&places[i])
		if int64(h.others()) < j.limits.HabitDays {
			continue
		}
		byDay := make(map[time.Time]*unusual)
		for k := range places[i].Hours {
			hour := &places[i].Hours[k]
			day := hour.Start.Truncate(24 * time.Hour)
			usual, found := is(&places[i], h, day, hour)
			if !found {
				continue
			}
			if byDay[day] == nil {
				byDay[day] = &unusual{place: &places[i], day: day, days: h.others()}
			}
			byDay[day].hours, byDay[day].usual = append(byDay[day].hours, *hour), append(byDay[day].usual, usual)
		}
		for _, u := range byDay {
			if len(u.hours) >= leastHours {
				all = append(all, *u)
			}
		}
	}
	slices.SortFunc(all, func(a, b unusual) int {
		return cmp.Or(a.hours[0].Start.Compare(b.hours[0].Start), cmp.Compare(a.place.Name, b.place.Name))
	})
	return all
}

// span is from the beginning of the first of the hours to the end of the last.
func (u *unusual) span() (from, to time.Time) {
	return u.hours[0].Start, u.hours[len(u.hours)-1].Start.Add(time.Hour)
}

// middle is the median over some hours.
func middle(hours []report.ServerHour, of func(*report.ServerHour) int64) int64 {
	values := make([]int64, len(hours))
	for i := range hours {
		values[i] = of(&hours[i])
	}
	return median(values)
}

func half(h *report.ServerHour) int64 { return h.Half }
func most(h *report.ServerHour) int64 { return h.Most }

// slowerThanBefore finds servers, or mailbox servers, that are much slower than on their
// other days. It needs no peers, and tells all at once if most of them are.
func (j *estateJudge) slowerThanBefore() {
	for _, sort := range []struct {
		about  AboutKind
		places []report.Place
	}{{AboutMailbox, j.places.Mailboxes}, {AboutServer, j.places.Servers}} {
		if slices.ContainsFunc(j.found, func(s Shared) bool { return s.Rule.Name == "server-slow" }) {
			return
		}
		byDay := make(map[time.Time][]unusual)
		for _, u := range j.unusualDays(sort.places, j.slowHour) {
			byDay[u.day] = append(byDay[u.day], u)
		}
		for _, day := range slices.SortedFunc(maps.Keys(byDay), time.Time.Compare) {
			j.tellSlower(sort.about, byDay[day], len(sort.places))
		}
	}
}

// slowHour reports whether an hour was much slower than usual, and slow by itself.
func (j *estateJudge) slowHour(_ *report.Place, h history, day time.Time, hour *report.ServerHour) (usual report.ServerHour, is bool) {
	enough := func(of func(*report.ServerHour) int64) func(*report.ServerHour) (int64, bool) {
		return func(x *report.ServerHour) (int64, bool) { return of(x), x.Served >= leastServed/2 }
	}
	halves, known := h.usual(day, hour.Start, j.limits.HabitDays, enough(half))
	mosts, _ := h.usual(day, hour.Start, j.limits.HabitDays, enough(most))
	usual.Half, usual.Most = median(halves), median(mosts)
	return usual, known && j.slowNow(hour, &usual)
}

// tellSlower tells of a day on which some of so many places were slow.
func (j *estateJudge) tellSlower(about AboutKind, slow []unusual, places int) {
	rule := ruleOf(sharedRules(), "server-slow")
	s := &Subject{Zone: j.zone}
	together := len(slow) > 1 && 2*len(slow) > places || len(slow) > maxCulprits
	for i := range slow {
		u := &slow[i]
		from, to := u.span()
		e := evidence{first: from, last: to}
		who, subject := About{about, u.place.Name}, About{about, u.place.Name}.subject()
		if together {
			who, subject = About{Kind: AboutEstate}, number(int64(len(slow)))+" of "+number(int64(places))+" servers ("+names(namesOf(slow))+")"
		}
		e.add("%s answered half of the requests within %s and 5 in 100 after %s or more, in %d hours %s; on %d other days within %s and after %s.", subject,
			duration(middle(u.hours, half)), duration(middle(u.hours, most)), len(u.hours), s.from(from, to), u.days,
			duration(middle(u.usual, half)), duration(middle(u.usual, most)))
		for k := range u.hours {
			e.hits += u.hours[k].Served
		}
		j.addShared(rule, Warning, who, e, e.hits, Trouble{SlowServer: u.place.Name})
		told := &j.found[len(j.found)-1]
		told.Devices = u.place.Span.Devices
		if together {
			told.Devices = j.places.All.Span.Devices
			for k := range slow[1:] {
				told.troubles = append(told.troubles, Trouble{SlowServer: slow[1+k].place.Name})
			}
			return
		}
	}
}

func namesOf(all []unusual) (names []string) {
	for i := range all {
		names = append(names, all[i].place.Name)
	}
	return names
}
