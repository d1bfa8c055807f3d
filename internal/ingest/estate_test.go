package ingest

import (
	"cmp"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestEstate has estates whose servers log each request once counted from their logs to
// a report of each day, and compares with what the estate knows of its requests.
func TestEstate(t *testing.T) {
	for name, o := range map[string]estate.Options{
		"2003":           {Exchange: estate.Exchange2003},
		"2007":           {Exchange: estate.Exchange2007, Other: 300},
		"2010":           {Exchange: estate.Exchange2010},
		"changed fields": {Exchange: estate.Exchange2010, MixedFields: true, HeaderEvery: 3, Hourly: true},
		"all fields":     {Exchange: estate.Exchange2010, Fields: estate.Fields{Full: true, ForwardedFor: true}, LF: true},
		"probes":         {Exchange: estate.Exchange2010, Probes: true, Other: 300},
		"silent, damage": {Exchange: estate.Exchange2007, Silent: 1, Damaged: 5000, Gzip: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Devices, o.Hours, o.PerDay, o.Fields.Bytes = 80, 36, 150, true
			truth, s := ingestedEstate(t, 7, o)
			r := reportOf(t, s, truth, 86400)
			if diff := gocmp.Diff(estateDays(truth.Days), reportDays(r)); diff != "" {
				t.Errorf("report differs from the truth (-truth +report):\n%.4000s", diff)
			}
			if n := r.Totals.ProbeHits + r.Coverage.Lines().HealthChecks; n != truth.Probes {
				t.Errorf("%d requests of probes and health checks, want %d", n, truth.Probes)
			}
			if truth.Logged.Failures < 300 {
				t.Errorf("%d failures are too few to go by", truth.Logged.Failures)
			}
		})
	}
}

// TestEstateOfTwoSides has estates whose requests have rows on several servers. With all
// logs there, and with one of three back ends silent, requests and failures of each
// device's day are right, except for the few requests with rows of two UTC days.
func TestEstateOfTwoSides(t *testing.T) {
	for name, o := range map[string]estate.Options{
		"2016":            {},
		"2013":            {Exchange: estate.Exchange2013, Backs: 1, Fronts: 1},
		"no lag":          {LagMax: -1},
		"busy":            {Devices: 8, PerDay: 30_000, Even: true},
		"half a minute":   {LagMax: 30_000},
		"shared, forged":  {Shared: 200, Forgers: 10, Namesakes: 200},
		"silent":          {Silent: 1, Ill: -1},
		"2010 hands on":   {Exchange: estate.Exchange2010, HandOn: 300},
		"by a third":      {Exchange: estate.Exchange2010, HandOn: 500, Fronts: 3},
		"reverse proxy":   {Exchange: estate.Exchange2010, ARR: true},
		"proxy and sides": {ARR: true},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && o.PerDay > 10_000 {
				t.Skip("it takes minutes under the race detector")
			}
			t.Parallel()
			seed := rand.Uint64()
			o.RewriteOne, o.Hours = true, 24
			if o.Devices == 0 {
				o.Devices, o.PerDay = 60, 200
			}
			truth, s := ingestedEstate(t, seed, o)
			r := reportOf(t, s, truth, 3600)
			checkDays(t, seed, truth, r)
			checkDeviceHours(t, seed, truth, r)
			checkPeople(t, seed, truth, r)
		})
	}
}

// ingestedEstate writes the logs of an estate, and a lake of them.
func ingestedEstate(t *testing.T, seed uint64, o estate.Options) (*estate.Truth, store.Reader) {
	t.Helper()
	dir := t.TempDir()
	truth, err := estate.New(seed, o).Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	var logs []string
	for _, l := range truth.Logs {
		logs = append(logs, filepath.Join(dir, l.Path))
	}
	s := memstore.New()
	ingestAll(t, s, logs)
	return truth, s
}

// reportOf is the report of an estate's first two days.
func reportOf(t *testing.T, s store.Reader, truth *estate.Truth, seconds int) *report.Report {
	t.Helper()
	first := time.UnixMilli(truth.Days[0].Hour)
	r, err := assemble.Report(t.Context(), s, report.Query{From: first, To: first.AddDate(0, 0, 2), BucketSeconds: seconds})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// checkDays compares requests and failures of devices' days.
func checkDays(t *testing.T, seed uint64, truth *estate.Truth, r *report.Report) {
	t.Helper()
	want, got := estateDays(truth.Days), byDay(reportDays(r))
	off := int64(0)
	for key, w := range want {
		g := got[key]
		if wrong := max(w.Hits-g.Hits, g.Hits-w.Hits) + max(w.Failures-g.Failures, g.Failures-w.Failures); wrong > 0 {
			t.Logf("seed %d: %v: %d requests and %d failures, want %d and %d", seed, key, g.Hits, g.Failures, w.Hits, w.Failures)
			if key.Device == "" && wrong <= w.Hits/10 {
				continue // without a device, two names of one person may be two people
			}
			off += wrong
		}
	}
	// A request across midnight is one of either day, and what fails with it.
	if off > 2*truth.AcrossMidnight {
		t.Errorf("seed %d: %d requests or failures are on the wrong day or wrong; %d across midnight", seed, off, truth.AcrossMidnight)
	}
}

// checkDeviceHours tells how many of the devices' hours are right.
func checkDeviceHours(t *testing.T, seed uint64, truth *estate.Truth, r *report.Report) {
	t.Helper()
	want, got := estateDays(truth.Hours), reportDays(r)
	right, requests := 0, int64(0)
	for key, w := range want {
		if g := got[key]; w.Hits == g.Hits && w.Failures == g.Failures {
			right++
		} else {
			requests += max(w.Hits-g.Hits, g.Hits-w.Hits) + max(w.Failures-g.Failures, g.Failures-w.Failures)
		}
	}
	t.Logf("hours of devices that are right: %d of %d; %d of %d requests or failures in another hour",
		right, len(want), requests/2, truth.Logged.Requests)
	if share := float64(requests) / 2 / float64(truth.Logged.Requests); share > 0.002 {
		t.Errorf("seed %d: %.4f of the requests or failures are in another hour", seed, share)
	}
}

// checkPeople compares users with people: all that a person did is of one user, unless
// nothing proves it, and never are two people one.
func checkPeople(t *testing.T, seed uint64, truth *estate.Truth, r *report.Report) {
	t.Helper()
	people := make(map[string][]string) // by name
	for _, p := range truth.People {
		for _, name := range append(p.Names, p.Person) {
			people[strings.ToLower(name)] = append(people[strings.ToLower(name)], p.Person)
		}
	}
	users := make(map[string]map[string]bool)
	for _, day := range r.Persons.Days {
		for _, person := range day.All {
			owners := make(map[string]bool)
			for _, name := range person.Names {
				if of := people[name]; len(of) == 1 {
					owners[of[0]] = true
				}
			}
			if len(owners) > 1 {
				t.Errorf("seed %d: %v are names of %d people", seed, person.Names, len(owners))
			}
			for owner := range owners {
				if users[owner] == nil {
					users[owner] = make(map[string]bool)
				}
				users[owner][r.Persons.Label(person.Label)] = true
			}
		}
	}
	several := 0
	for _, labels := range users {
		if len(labels) > 1 {
			several++
		}
	}
	t.Logf("people who are several users: %d of %d", several, len(truth.People))
}

// deviceDay is the day and the folded id of a device.
type deviceDay struct{ Day, Device string }

// deviceCounts is what a report says of a device's day.
type deviceCounts struct {
	Hits, Failures, Waiting, FullSyncs, Sent, Received int64
	FailedBy                                           map[int32]int64
}

// estateDays sums what the logs show by day (or hour) and device.
func estateDays(cells []estate.Cell) map[deviceDay]deviceCounts {
	all := make(map[deviceDay]deviceCounts)
	for i := range cells {
		c := &cells[i]
		if c.Logged.Requests == 0 {
			continue
		}
		n := &c.Logged
		key := deviceDay{c.Start().Format(time.DateTime), strings.ToUpper(c.DeviceID)}
		d := all[key]
		d.Hits += n.Requests
		d.Failures += n.Failures
		d.Waiting += n.Waiting
		d.FullSyncs += n.FullSyncs
		d.Sent += n.ToClient
		d.Received += n.FromClient
		if d.FailedBy == nil {
			d.FailedBy = make(map[int32]int64)
		}
		for status, times := range n.FailedBy {
			d.FailedBy[int32(status)] += times
		}
		all[key] = d
	}
	return all
}

func reportDays(r *report.Report) map[deviceDay]deviceCounts {
	all := make(map[deviceDay]deviceCounts)
	for row := range r.Rows.All() {
		if row.Probe { // the estate counts only how many requests they all sent
			continue
		}
		key := deviceDay{row.Start.Format(time.DateTime), strings.ToUpper(row.DeviceID)}
		d := all[key]
		d.Hits += row.Hits
		d.Failures += row.Failures
		d.Waiting += row.Waiting
		d.FullSyncs += row.FullSyncs
		d.Sent += row.BytesSent.Sum
		d.Received += row.BytesReceived.Sum
		if d.FailedBy == nil {
			d.FailedBy = make(map[int32]int64)
		}
		for _, reason := range row.FailureStatuses {
			// The estate knows no more of a command's failure than its HTTP status.
			d.FailedBy[cmp.Or(reason.Key.HTTP(), 200)] += reason.N
		}
		all[key] = d
	}
	return all
}

// byDay adds up hours.
func byDay(hours map[deviceDay]deviceCounts) map[deviceDay]deviceCounts {
	days := make(map[deviceDay]deviceCounts)
	for key, n := range hours {
		key.Day = key.Day[:len(time.DateOnly)] + " 00:00:00"
		d := days[key]
		d.Hits += n.Hits
		d.Failures += n.Failures
		days[key] = d
	}
	return days
}
