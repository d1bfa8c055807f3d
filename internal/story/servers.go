package story

import (
	"cmp"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// Server is a server or mailbox server, beside its peers and its days before.
type Server struct {
	Name, Kind string
	// Tone is that of the first finding about it, at which Link points; else they are empty.
	Tone Tone
	Link Link
	// Requests, Failures, Devices and Slow (95 of 100 requests took that long at most) are in
	// words, Usual how the requests and SlowUsual how the times compare with the days before.
	Requests, Failures, Devices, Slow, Usual, SlowUsual string
	// Hits, Failed, Seen (devices) and SlowMS (milliseconds, 0 if not known) are their numbers.
	Hits, Failed, Seen, SlowMS int64
	// Hours are all hours of the report.
	Hours []ServerHour
}

// ServerHour is what a server did in an hour. Slow is in milliseconds.
type ServerHour struct {
	Start                time.Time
	Hits, Failures, Slow int64
}

// maxServers is how many servers of a kind there are: those with findings first, then those
// with the most requests.
const maxServers = 24

// ServersByTone are the servers, or the mailbox servers where there are no others: those in
// trouble first, then those with the most requests.
func (s *Story) ServersByTone() []Server {
	servers := slices.Clone(s.Servers)
	if len(servers) == 0 {
		servers = slices.Clone(s.Mailboxes)
	}
	slices.SortStableFunc(servers, func(a, b Server) int {
		return cmp.Or(cmp.Compare(weight(b.Tone), weight(a.Tone)), cmp.Compare(b.Hits, a.Hits))
	})
	return servers
}

// servers are those of a kind, by name.
func (s *Story) servers(r *report.Report, kind string, places []report.Place) (all []Server) {
	places = slices.Clone(places)
	slices.SortStableFunc(places, func(a, b report.Place) int {
		_, x := s.findingAbout(kind, a.Name)
		_, y := s.findingAbout(kind, b.Name)
		return cmp.Or(cmp.Compare(weight(y), weight(x)), cmp.Compare(b.Span.Hits, a.Span.Hits))
	})
	for i := range places[:min(len(places), maxServers)] {
		all = append(all, s.newServer(r, kind, &places[i]))
	}
	slices.SortStableFunc(all, func(a, b Server) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func (s *Story) newServer(r *report.Report, kind string, p *report.Place) Server {
	failed := p.Span.Kinds[report.Failed].Hits
	v := Server{
		Name: p.Name, Kind: kind, Requests: wording.Number(p.Span.Hits), Devices: wording.Number(p.Span.Devices),
		Failures: wording.Number(failed) + " (" + wording.Percent(failed, p.Span.Hits) + ")", Hours: hoursOf(r, p.Hours),
		Hits: p.Span.Hits, Failed: failed, Seen: p.Span.Devices,
	}
	v.Link, v.Tone = s.findingAbout(kind, p.Name)
	if most, ok := p.Span.Times.Quantile(0.95); ok {
		v.Slow, v.SlowMS = wording.Duration(int64(most)), int64(most)
	}
	if days := wholeDays(&r.Query); days > 0 {
		if usual, known := usualDay(r, p.Before); known {
			v.Usual = wording.Change(float64(p.Span.Hits)/float64(days), usual)
		}
	}
	if now, before := typical(p.Hours), typical(p.Before); now > 0 && before > 0 {
		switch ratio := float64(now) / float64(before); {
		case ratio >= 2:
			v.SlowUsual = wording.Times(ratio) + " times the usual " + wording.Duration(before)
		default:
			v.SlowUsual = "usually " + wording.Duration(before)
		}
	}
	return v
}

// findingAbout is the first finding about a subject; the tone is empty if there is none.
func (s *Story) findingAbout(kind, name string) (Link, Tone) {
	for i := range s.Shared {
		if s.Shared[i].Kind == kind && s.Shared[i].Name == name {
			return Link{ToShared, i}, s.Shared[i].Tone
		}
	}
	return Link{}, ""
}

// hoursOf has every hour of the report, also those without requests.
func hoursOf(r *report.Report, hours []report.ServerHour) (all []ServerHour) {
	at := make(map[int64]*report.ServerHour)
	for i := range hours {
		at[hours[i].Start.Unix()] = &hours[i]
	}
	for i := range r.Timeline {
		hour := ServerHour{Start: r.Timeline[i].Start}
		if h := at[hour.Start.Truncate(time.Hour).Unix()]; h != nil {
			hour.Hits, hour.Failures, hour.Slow = h.Hits, h.Failures, h.Most
		}
		all = append(all, hour)
	}
	return all
}

// usualDay is the median of the requests of the days before, of the report's zone.
func usualDay(r *report.Report, before []report.ServerHour) (float64, bool) {
	days := make(map[string]int64)
	for i := range before {
		days[before[i].Start.In(r.Query.Location()).Format(time.DateOnly)] += before[i].Hits
	}
	var sums []int64
	for _, n := range days {
		sums = append(sums, n)
	}
	return float64(middle(sums)), len(sums) > 0
}

// typical is the median of how long 95 of 100 requests took in an hour; 0 if unknown.
func typical(hours []report.ServerHour) int64 {
	var times []int64
	for i := range hours {
		if hours[i].Most > 0 {
			times = append(times, hours[i].Most)
		}
	}
	return middle(times)
}

// middle is the median, the larger of two; 0 of nothing.
func middle(values []int64) int64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}
