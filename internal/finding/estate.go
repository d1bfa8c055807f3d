package finding

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// About is what a finding is about, other than a device.
type About struct {
	Kind AboutKind
	// Name is of a server and so on; empty for the estate.
	Name string
}

// AboutKind is a kind of subject.
type AboutKind string

// Kinds of subjects.
const (
	AboutEstate  AboutKind = "estate"
	AboutServer  AboutKind = "server"
	AboutMailbox AboutKind = "mailbox server"
	AboutNetwork AboutKind = "network"
	AboutAgent   AboutKind = "user agent"
	AboutAddress AboutKind = "address"
	AboutAccount AboutKind = "account"
	AboutProbe   AboutKind = "monitoring probe"
)

// Shared is a finding about something that many devices share.
type Shared struct {
	About About
	Finding
	// Hits are requests, Devices the devices that made them, as far as known. Failures are
	// those of Hits that failed because of a server.
	Hits, Devices, Failures int64

	troubles []Trouble // what it explains of devices
}

// JudgeEstate returns what is wrong with what devices share, the most severe first and
// those about more requests before others.
func JudgeEstate(p *report.Places, c Crowd, zone *time.Location, t *Thresholds, g Generation) []Shared {
	if p == nil {
		return nil
	}
	j := &estateJudge{places: p, crowd: c, zone: zone, limits: t, exchange: g}
	for kind := range report.Affinity {
		j.kind(kind)
	}
	j.affinity()
	j.kind(report.Reload)
	j.kind(report.Failed)
	j.agents()
	j.gone()
	j.slow()
	j.slowerThanBefore()
	j.failingMoreThanPeers()
	j.failingMoreThanBefore()
	j.busierThanBefore()
	j.probes()
	j.protocol()
	j.sprays()
	j.floods()
	j.accounts()
	j.elsewhere()
	j.unproven()
	j.found = j.foldShared(j.found)
	slices.SortStableFunc(j.found, func(a, b Shared) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Hits, a.Hits), strings.Compare(a.Rule.Name, b.Rule.Name), strings.Compare(a.About.Name, b.About.Name))
	})
	return j.found
}

// Troubles returns what findings explain of the devices.
func Troubles(found []Shared) (all []Trouble) {
	for i := range found {
		all = append(all, found[i].troubles...)
	}
	return all
}

// estateJudge gathers findings.
type estateJudge struct {
	places   *report.Places
	crowd    Crowd
	zone     *time.Location
	limits   *Thresholds
	exchange Generation
	found    []Shared
}

// window is a time in which many devices met the same.
type window struct{ from, to time.Time } // whole quarters of an hour

const quarter = 15 * time.Minute

// many reports whether devices met so much of a kind that it is no trouble of a few.
func (j *estateJudge) many(m *report.Met, kind report.Kind) bool {
	t, x := j.limits, &m.Kinds[kind]
	devices := x.Devices >= t.SharedDevices && x.Devices*100 >= t.SharedPercent*m.Devices
	if largeEstate := m.Devices > 200; largeEstate && x.Devices >= 10 {
		devices = true
	}
	if kind == report.Failed { // what fails most requests meets most devices
		devices = devices && 2*x.Devices >= m.Devices
	}
	// The device with most of them may be ill by itself.
	rest := x.Hits - x.Largest
	return devices && rest >= leastShared && rest*100 >= j.part(kind)*(m.Hits-x.Largest)
}

// leastShared is how many requests of a quarter of an hour are more than chance, where few
// devices are active; leastCut how many lost connections of a place are, and leastFailed how
// many failures of all kinds: strangers who guess passwords make some.
const (
	leastShared = 5
	leastCut    = 20
	leastFailed = 20
)

// part is the share of requests, in percent, from which on a kind is trouble.
func (j *estateJudge) part(kind report.Kind) int64 {
	switch kind {
	case report.Cut, report.Reload: // both happen to healthy devices, too
		return 3 * j.limits.SharedRequestsPercent
	case report.Failed: // whatever is wrong with many phones at once counts
		return 5 * j.limits.SharedRequestsPercent
	}
	return j.limits.SharedRequestsPercent
}

// windows are the times in which many devices met a kind, anywhere.
func (j *estateJudge) windows(kind report.Kind) (all []window) {
	var starts []time.Time
	for place := range j.quartered() {
		usual := j.usualFew(place, kind)
		for i := range place.Quarters {
			if m := &place.Quarters[i]; j.many(m, kind) && m.Kinds[kind].Devices >= usual {
				starts = append(starts, m.Start)
			}
		}
	}
	slices.SortFunc(starts, time.Time.Compare)
	for _, start := range starts {
		if n := len(all); n > 0 && !start.After(all[n-1].to.Add(quarter)) {
			all[n-1].to = start.Add(quarter)
			continue
		}
		all = append(all, window{start, start.Add(quarter)})
	}
	return all
}

// usualFew is how many devices must meet a kind at a place at once, where a few meet it all
// day long: these are ill by themselves, and in a quiet quarter of an hour they seem to be
// many. It is 0 where nobody is, or many are.
func (j *estateJudge) usualFew(place *report.Place, kind report.Kind) int64 {
	if place.Span.Kinds[kind].Again*100 >= j.limits.SharedPercent*place.Span.Devices { // once is chance
		return 0
	}
	var each []int64
	for i := range place.Quarters {
		each = append(each, place.Quarters[i].Kinds[kind].Devices)
	}
	if few := median(each); few > 0 {
		return few + j.limits.SharedDevices
	}
	return 0
}

// quartered yields the places that are counted by quarters.
func (j *estateJudge) quartered() func(yield func(*report.Place) bool) {
	return func(yield func(*report.Place) bool) {
		if !yield(&j.places.All) {
			return
		}
		for _, list := range [][]report.Place{j.places.Servers, j.places.Mailboxes} {
			for i := range list {
				if !yield(&list[i]) {
					return
				}
			}
		}
	}
}

// within sums up what devices met of a kind at a place in some windows. Devices are those
// of the quarter that has most of them: the same ones come again.
func within(p *report.Place, kind report.Kind, windows []window) (sum load) {
	for i := range p.Quarters {
		m := &p.Quarters[i]
		if !slices.ContainsFunc(windows, func(w window) bool { return !m.Start.Before(w.from) && m.Start.Before(w.to) }) {
			continue
		}
		sum.add(m, kind)
	}
	return sum
}

// load is what devices met of a kind at a place.
type load struct {
	hits, met       int64 // requests, and those that met it
	active, devices int64
	outcomes        report.Tally[string]
	first, last     time.Time
	moments         report.Moments // of seconds since start
	start           time.Time
}

func (l *load) add(m *report.Met, kind report.Kind) {
	x := &m.Kinds[kind]
	l.hits += m.Hits
	l.met += x.Hits
	l.active = max(l.active, m.Devices)
	l.devices = max(l.devices, x.Devices)
	if x.Hits == 0 {
		return
	}
	l.outcomes.Merge(x.Outcomes)
	if l.start.IsZero() {
		l.start = m.Start
	}
	l.moments.Merge(x.Moments, int64(m.Start.Sub(l.start)/time.Second))
	if l.first.IsZero() || x.First.Before(l.first) {
		l.first = x.First
	}
	if x.Last.After(l.last) {
		l.last = x.Last
	}
}

// share is which part of the requests met it.
func (l *load) share() float64 {
	if l.hits == 0 {
		return 0
	}
	return float64(l.met) / float64(l.hits)
}
