package finding

import (
	"slices"
	"strconv"
	"time"
)

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
		if far(sent-j.crowd.OutlierHits-j.crowd.InventedHits, requests, j.limits.EstateTimes, leastExcess) {
			j.tellBusier("estate-busier", day, sent, requests)
		}
		rest := failed - j.crowd.OutlierFailures - j.crowd.InventedHits - j.toldFailures(day)
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
