package main

import (
	"context"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// parseDay reads a date of a flag: the day's first instant in the zone.
func parseDay(flag, text string, zone *time.Location) (time.Time, error) {
	t, err := report.ParseDay(text, zone)
	if err != nil {
		return t, usage("--%s %w", flag, err)
	}
	return t, nil
}

// span is the days that the flags name; both zero if they name none.
func (o *reportOptions) span(zone *time.Location) (from, to time.Time, err error) {
	first, last := o.from, o.to
	if o.date != "" {
		first, last = o.date, o.date
	}
	if first == "" && last == "" {
		return from, to, nil
	}
	if first == "" || last == "" {
		return from, to, usage("--from and --to go together")
	}
	name := func(flag string) string {
		if o.date != "" {
			return "date"
		}
		return flag
	}
	if from, err = parseDay(name("from"), first, zone); err != nil {
		return from, to, err
	}
	if to, err = parseDay(name("to"), last, zone); err != nil {
		return from, to, err
	}
	if to.Before(from) {
		return from, to, usage("--to %s is before --from %s", last, first)
	}
	_, to = report.Day(to)
	return from, to, nil
}

// namesDays tells whether the flags name days.
func (o *reportOptions) namesDays() bool { return o.date != "" || o.from != "" }

// query makes the query of the flags, with the span still open if they name none.
func (o *reportOptions) query() (report.Query, error) {
	zone, err := o.zone()
	if err != nil {
		return report.Query{}, err
	}
	q := report.Query{
		Zone: zone, BucketSeconds: o.bucketSeconds(), DeviceID: o.deviceID, User: o.user,
		MinimumHits: o.minimumHits, TopHits: o.topHits, ByUserAgent: o.byUserAgent,
	}
	q.From, q.To, err = o.span(zone)
	return q, err
}

// queryFor covers all days of the logs, at least one of which could be read.
func (o *reportOptions) queryFor(work ingestSummary) (report.Query, error) {
	q, err := o.query()
	if err != nil || o.namesDays() {
		return q, err
	}
	first, last := work.days()
	q.From, q.To = first.Start(), (last + 1).Start()
	return q, nil
}

// queryOf covers the newest day of a lake, by the report's time zone.
func (o *reportOptions) queryOf(ctx context.Context, s store.Reader) (report.Query, error) {
	q, err := o.query()
	if err != nil {
		return q, err
	}
	if q.Expected, err = expected(o.expected); err != nil || o.namesDays() {
		return q, err
	}
	if err := lake.CheckVersion(ctx, s); err != nil {
		return q, err
	}
	newest, found, err := lake.Newest(ctx, s)
	switch {
	case err != nil:
		return q, err
	case !found:
		return q, errNoDay
	}
	q.Newest = true
	q.From, q.To = report.Day(newest.In(q.Zone))
	return q, nil
}
