package estate_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
)

// simulation is how design.md section 9 tried its rule: devices at one rate, and one back
// end of three that is silent for hours.
func simulation(perMinute int) estate.Options {
	return estate.Options{
		Hours: 4, Devices: 12, PerDay: perMinute * 1440, Even: true, Ill: -1, Challenges: -1,
		Refused: 50, Rewritten: 30, RewriteOne: true, Failing: 80, Backs: 3, Silent: 1,
	}
}

// TestRates compares the number of requests and of outcomes with what was asked for.
func TestRates(t *testing.T) {
	for _, perMinute := range []int{3, 20, 90} {
		o := simulation(perMinute)
		_, truth := write(t, estate.New(1, o))
		got := truth.True.Requests
		about(t, "requests", got, int64(perMinute*60*o.Hours*o.Devices), 10)
		door := truth.True.FailedBy[401] + truth.True.FailedBy[403] + truth.True.FailedBy[413]
		about(t, "refusals at the door but 503", door, got*50/1000*11/13, 20)
		about(t, "rewritten", truth.True.FailedBy[500], got*30/1000, 20)
		if truth.Logged.Failures >= truth.True.Failures || truth.Logged.Requests != truth.True.Requests {
			t.Errorf("%d a minute: logs show %d of %d failures, %d of %d requests", perMinute,
				truth.Logged.Failures, truth.True.Failures, truth.Logged.Requests, truth.True.Requests)
		}
	}
}

// about checks that got is want or at most so many percent off.
func about(t *testing.T, what string, got, want, percent int64) {
	t.Helper()
	if got*100 < want*(100-percent) || got*100 > want*(100+percent) {
		t.Errorf("%s: %d, want about %d", what, got, want)
	}
}

// TestLag pairs rows of requests that lie a minute apart.
func TestLag(t *testing.T) {
	var requests []estate.Request
	for i := range 300 {
		requests = append(requests, estate.Request{End: estate.At("2026-03-02 10:00:30") + int64(i)*60_000, Device: phone("A"), Login: sam.Login(), Command: "Sync", Took: 20_000})
	}
	dir, truth := write(t, estate.Case(estate.Options{LagMax: 5000}, requests...))
	stamps := make(map[estate.Side]map[string]time.Time)
	for _, l := range naiveLines(t, dir, truth.Logs) {
		stamp, err := time.Parse(time.DateTime, l.values["date"]+" "+l.values["time"])
		if err != nil {
			t.Fatal(err)
		}
		if stamps[l.log.Side] == nil {
			stamps[l.log.Side] = make(map[string]time.Time)
		}
		stamps[l.log.Side][stamp.Format("15:04")] = stamp
	}
	seconds := make(map[time.Duration]int)
	for minute, front := range stamps[estate.Front] {
		seconds[front.Sub(stamps[estate.Back][minute])/time.Second]++
	}
	for lag, n := range seconds {
		if lag < 0 || lag > 5 || n < 20 && lag > 0 {
			t.Errorf("%d requests lag %d seconds: %v", n, lag, seconds)
		}
	}
	if len(seconds) < 5 {
		t.Errorf("lags %v are not spread over five seconds", seconds)
	}
}

// TestSums adds up hours, days and people in estates with everything.
func TestSums(t *testing.T) {
	for name, x := range generations {
		_, truth := write(t, estate.New(12, everything(x)))
		var hours, days estate.Counts
		var loggedHours, loggedDays estate.Counts
		for i := range truth.Hours {
			hours.Add(&truth.Hours[i].True)
			loggedHours.Add(&truth.Hours[i].Logged)
		}
		people := int64(0)
		for i := range truth.Days {
			days.Add(&truth.Days[i].True)
			loggedDays.Add(&truth.Days[i].Logged)
			if truth.Days[i].Person == "" {
				people += truth.Days[i].True.Requests
			}
		}
		for _, p := range truth.People {
			people += p.Requests
		}
		for what, pair := range map[string][2]estate.Counts{
			"hours": {truth.True, hours}, "days": {truth.True, days}, "logged hours": {truth.Logged, loggedHours}, "logged days": {truth.Logged, loggedDays},
		} {
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Errorf("%s: totals and %s differ:\n%s", name, what, diff)
			}
		}
		if people != truth.True.Requests {
			t.Errorf("%s: people and strangers sent %d requests of %d", name, people, truth.True.Requests)
		}
		sum := int64(0)
		for _, n := range truth.True.Commands {
			sum += n
		}
		failed := int64(0)
		for _, n := range truth.True.FailedBy {
			failed += n
		}
		if sum != truth.True.Requests || failed != truth.True.Failures {
			t.Errorf("%s: %d requests by command, %d failures by status; want %d and %d", name, sum, failed, truth.True.Requests, truth.True.Failures)
		}
	}
}
