package assemble

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// pastDays is how many days before the span servers are compared with.
const pastDays = 14

// past reads what servers did on the days before the span, of those that were reconciled:
// the end of one file each. What is damaged, or was made by another version, says nothing.
func (b *builder) past(ctx context.Context) error {
	places := b.report.Places
	if places == nil || b.report.Query.Sources != nil { // a report on some logs compares with no others
		return nil
	}
	first, _ := spanDays(&b.report.Query)
	var days [pastDays]*lake.DaySources
	var errs [pastDays]error
	var reading sync.WaitGroup
	for i := range days {
		reading.Go(func() {
			if _, days[i], errs[i] = lake.ReadDaySources(ctx, b.store, first-pastDays+lake.Day(i)); unusable(errs[i]) {
				days[i], errs[i] = nil, nil
			}
		})
	}
	reading.Wait()
	for i, d := range days {
		if errs[i] != nil {
			return errs[i]
		}
		if d == nil {
			continue
		}
		midnight := (first - pastDays + lake.Day(i)).Start()
		addPast(places.Servers, d.Servers, midnight)
		addPast(places.Mailboxes, d.Mailboxes, midnight)
		places.All.Before = append(places.All.Before, sumHours(d.Servers, midnight)...)
	}
	return nil
}

// addPast adds the hours of a day to those places that the report has.
func addPast(places []report.Place, hours []lake.ServerHour, midnight time.Time) {
	for i := range hours {
		h := &hours[i]
		at, found := slices.BinarySearchFunc(places, h.Server, func(p report.Place, name string) int { return strings.Compare(p.Name, name) })
		if found {
			places[at].Before = append(places[at].Before, report.ServerHour{
				Start: midnight.Add(time.Duration(h.Hour) * time.Hour), Hits: h.Hits, Failures: h.Failures, Served: h.Served, Half: h.Half, Most: h.Most,
			})
		}
	}
}

// sumHours is what all servers did in the hours of a day.
func sumHours(hours []lake.ServerHour, midnight time.Time) []report.ServerHour {
	sums := make([]report.ServerHour, 24)
	for i := range sums {
		sums[i].Start = midnight.Add(time.Duration(i) * time.Hour)
	}
	for i := range hours {
		if h := &hours[i]; h.Hour >= 0 && h.Hour < len(sums) {
			sums[h.Hour].Hits += h.Hits
			sums[h.Hour].Failures += h.Failures
		}
	}
	return slices.DeleteFunc(sums, func(h report.ServerHour) bool { return h.Hits == 0 })
}
