package finding

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
)

// Options say how hard to look.
type Options struct {
	Thresholds Thresholds
	// BaselineDays is how many days before the report make the baseline.
	BaselineDays int
	// MaxDetails is how many devices are looked at closely.
	MaxDetails int
}

// DefaultOptions are good for most.
func DefaultOptions() Options {
	return Options{DefaultThresholds(), baseline.DefaultDays, MaxDetails}
}

// Diagnosis is what is wrong with the devices of a report.
type Diagnosis struct {
	// Shared are findings about what many devices share: servers, addresses and so on,
	// the most severe first. The devices are not told for what these explain.
	Shared []Shared
	// Devices are those with findings: the most severe first, and of equals those
	// with more hits.
	Devices []Device
	// Well are the devices without findings of a report that asks for devices, at most
	// MaxWell for each: they have been looked at closely, too.
	Well []Device
	// Busiest are those of the MaxBusiest devices with the most requests that have no
	// findings, or were not judged. They are taken apart for those who want to look.
	Busiest []Device
	// LeftOut is how many more devices there may be something wrong with, which were
	// not looked at closely.
	LeftOut  int
	Baseline *baseline.Baseline
}

// MaxWell bounds Diagnosis.Well for one device: many accounts may have used it.
const MaxWell = 5

// MaxBusiest is how many of the busiest devices are taken apart.
const MaxBusiest = 100

// maxAsked is how many devices are looked at closely because the query asks for them.
func maxAsked(q *report.Query) int {
	const most = 10 * MaxWell
	return min(MaxWell*len(q.DeviceIDs), most)
}

// Device is a device that was looked at closely. Its findings are the most severe
// first.
type Device struct {
	Row      report.Row
	Detail   report.Detail
	Findings []Finding
}

// Severity is that of the most severe finding; there must be one.
func (d *Device) Severity() Severity { return d.Findings[0].Severity }

// Count is how many devices have such a severity.
func (d *Diagnosis) Count(severity Severity) (n int) {
	for i := range d.Devices {
		if d.Devices[i].Severity() == severity {
			n++
		}
	}
	return n
}

// Diagnose judges what the devices of a report share and then the devices that may be in
// trouble, whose rows are taken apart for it. Of the users with many devices it knows those
// that the report names. Errors are those of baseline.Read and assemble.Details, which the
// options of building are for.
func Diagnose(ctx context.Context, s store.Reader, r *report.Report, o Options, building ...assemble.Option) (*Diagnosis, error) {
	zone := r.Query.Location()
	usual, err := baseline.Read(ctx, s, dayOf(r.Query.From.In(zone)), zone.String(), o.BaselineDays)
	if err != nil {
		return nil, err
	}
	d := &Diagnosis{Baseline: usual}
	about := newSubjects(r, zone, usual)
	d.Shared = about.shared(&o.Thresholds)
	about.troubles = Troubles(d.Shared)
	var chosen []int
	chosen, d.LeftOut = Candidates(r.Devices.Len(), about.maker, &o.Thresholds, o.MaxDetails)
	asked := maxAsked(&r.Query)
	chosen = withFirst(chosen, min(r.Devices.Len(), asked))
	judged := len(chosen)
	if asked == 0 && o.MaxDetails > 0 {
		chosen = withFirst(chosen, min(r.Devices.Len(), MaxBusiest))
	}
	devices := make([]Device, len(chosen))
	wanted := make([]report.Identity, len(chosen))
	for i, at := range chosen {
		row := &devices[i].Row
		r.Devices.Get(at, row)
		wanted[i] = report.Identity{User: row.User, DeviceID: row.DeviceID}
	}
	details, err := assemble.Details(ctx, s, r, wanted, building...)
	if err != nil {
		return nil, fmt.Errorf("looking at devices closely: %w", err)
	}
	for i := range devices {
		devices[i].Detail = details[i]
	}
	others := othersOf(devices[:judged])
	for i := range devices {
		device := &devices[i]
		if i < judged {
			subject := about.of(&device.Row)
			subject.Detail = &device.Detail
			subject.Others = others(i)
			device.Findings = Judge(&subject, &o.Thresholds)
		}
		switch {
		case len(device.Findings) > 0:
			d.Devices = append(d.Devices, *device)
		case len(d.Well) < asked:
			d.Well = append(d.Well, *device)
		case asked == 0 && chosen[i] < MaxBusiest:
			d.Busiest = append(d.Busiest, *device)
		}
	}
	slices.SortStableFunc(d.Devices, func(a, b Device) int {
		return cmp.Or(cmp.Compare(b.Severity(), a.Severity()), compareServed(&a.Row, &b.Row), cmp.Compare(b.Row.Hits, a.Row.Hits))
	})
	return d, nil
}

// DiagnoseShared judges what the devices of a report share, and no device.
func DiagnoseShared(r *report.Report, t *Thresholds) []Shared {
	return newSubjects(r, r.Query.Location(), nil).shared(t)
}

// compareServed puts devices that get nothing at all before those that are served: their
// users have no mail.
func compareServed(a, b *report.Row) int {
	const hardly = 20 // a part of the requests that is as good as none
	starved := func(r *report.Row) int {
		if r.Hits > 0 && (r.Failures+r.Statuses.Of(401))*hardly >= r.Hits*(hardly-1) {
			return 0
		}
		return 1
	}
	return cmp.Compare(starved(a), starved(b))
}

// othersOf returns a function that gives the other devices of a device's user.
func othersOf(devices []Device) func(i int) []*report.Detail {
	byUser := make(map[string][]int)
	for i := range devices {
		if account := activesync.Account(devices[i].Row.User); account != "" {
			byUser[account] = append(byUser[account], i)
		}
	}
	return func(i int) (others []*report.Detail) {
		for _, k := range byUser[activesync.Account(devices[i].Row.User)] {
			if k != i {
				others = append(others, &devices[k].Detail)
			}
		}
		return others
	}
}

// withFirst adds the places 0 to n-1 that are not among those chosen.
func withFirst(chosen []int, n int) []int {
	for place := range n {
		if !slices.Contains(chosen, place) {
			chosen = append(chosen, place)
		}
	}
	return chosen
}

// dayOf is the day on a clock.
func dayOf(t time.Time) lake.Day {
	year, month, day := t.Date()
	return lake.DayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}
