package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/zone"
)

// spanOptions are the flags that say which days a report is about.
type spanOptions struct {
	date, from, to, last string
	timeZone             string
}

func (o *spanOptions) addSpanFlags(f *pflag.FlagSet) {
	f.StringVar(&o.date, "date", "", "only this `DAY`: 2011-12-24, 12-24-2011, today, yesterday, or -7 for 7 days ago")
	f.StringVar(&o.from, "from", "", "first `DAY` of a range, or a time: \"2011-12-24 18:30\"; without --to up to the\nnewest request")
	f.StringVar(&o.to, "to", "", "last `DAY` of a range, or the time at which it ends")
	f.StringVar(&o.last, "last", "", "the last finished days: `7d`, or 2w for two weeks")
	f.StringVar(&o.timeZone, "time-zone", "UTC", "`ZONE` of days, buckets and printed times: Europe/Berlin,\n\"W. Europe Standard Time\", Local, UTC")
}

// check finds mistakes in the flags.
func (o *spanOptions) check(cmd *cobra.Command) error {
	for _, pair := range [][2]string{{"date", "from"}, {"date", "to"}, {"date", "last"}, {"last", "from"}, {"last", "to"}} {
		if err := exclusive(cmd, pair[0], pair[1]); err != nil {
			return err
		}
	}
	now, err := o.now()
	if err != nil {
		return err
	}
	if _, _, err := o.span(now); err != nil {
		return err
	}
	_, err = o.lastDays()
	return err
}

// now is the time on the clock of the report.
func (o *spanOptions) now() (time.Time, error) {
	location, err := zone.Load(o.timeZone)
	if err != nil {
		return time.Time{}, usage("--time-zone: %w", err)
	}
	return time.Now().In(location), nil
}

// parseDay reads a day of a flag: its first instant in the zone.
func parseDay(flag, text string, location *time.Location) (time.Time, error) {
	t, err := report.ParseDay(text, time.Now().In(location))
	if err != nil {
		return t, usage("--%s %w", flag, err)
	}
	return t, nil
}

// span is the time that the flags name. The end is zero where it is left open, and so is the
// beginning where they name none.
func (o *spanOptions) span(now time.Time) (from, to time.Time, err error) {
	if o.date != "" {
		if from, err = report.ParseDay(o.date, now); err != nil {
			return from, to, usage("--date %w", err)
		}
		_, to = report.Day(from)
		return from, to, nil
	}
	if o.from == "" {
		if o.to != "" {
			return from, to, usage("--to without --from: say where the range begins")
		}
		return from, to, nil
	}
	if from, _, err = report.ParseTime(o.from, now); err != nil {
		return from, to, usage("--from %w", err)
	}
	if o.to == "" {
		return from, to, nil
	}
	if _, to, err = report.ParseTime(o.to, now); err != nil {
		return from, to, usage("--to %w", err)
	}
	if !to.After(from) {
		return from, to, usage("--to %s is before --from %s", o.to, o.from)
	}
	return from, to, nil
}

// lastDays is how many days --last asks for, 0 without it.
func (o *spanOptions) lastDays() (int, error) {
	if o.last == "" {
		return 0, nil
	}
	const most = 3660
	number, days := o.last, 1
	if text, weeks := strings.CutSuffix(o.last, "w"); weeks {
		number, days = text, 7
	} else if text, isDays := strings.CutSuffix(o.last, "d"); isDays {
		number = text
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > most/days {
		return 0, usage("--last %q: want a number of days or weeks, such as 7d or 2w", o.last)
	}
	return n * days, nil
}

// fixed reports whether the flags alone say which time the report is about.
func (o *spanOptions) fixed() bool { return o.date != "" || o.from != "" && o.to != "" }

// complete sets what the flags leave open of a query by what the lake has: the newest finished
// day, that many days up to it, or the end of a range.
func (o *spanOptions) complete(ctx context.Context, s store.Reader, q *report.Query) error {
	n, err := o.lastDays()
	if err != nil || o.fixed() {
		return err
	}
	newest, err := newestOf(ctx, s, q.Now, o.from == "")
	if err != nil {
		return err
	}
	from, to := report.Day(newest.In(q.Location()))
	switch {
	case o.from != "":
		if _, q.To = report.Day(q.From); to.After(q.To) {
			q.To = to
		}
	case n > 0:
		q.From, q.To = report.DaysBefore(from, n-1), to
	default:
		q.Newest, q.From, q.To = true, from, to
	}
	return nil
}

// newestOf is the time of the newest request in the lake, of the finished days if there are any
// and they are what is asked for.
func newestOf(ctx context.Context, s store.Reader, now time.Time, finished bool) (time.Time, error) {
	today, _ := report.Day(now)
	newest, found, err := time.Time{}, false, error(nil)
	if finished {
		newest, found, err = lake.NewestBefore(ctx, s, today)
	}
	if err == nil && !found {
		newest, found, err = lake.Newest(ctx, s)
	}
	switch {
	case err != nil:
		return newest, fmt.Errorf("looking for the newest day: %w", err)
	case !found:
		return newest, errNoDay
	}
	return newest, nil
}

// query makes the query of the flags, with the span still open if they leave it so.
func (o *reportOptions) query() (report.Query, error) {
	now, err := o.now()
	if err != nil {
		return report.Query{}, err
	}
	q := report.Query{
		Now: now, Zone: now.Location(), BucketSeconds: o.bucketSeconds(), DeviceIDs: o.devices.names, Users: o.users.names,
		MinimumHits: o.minimumHits, TopHits: o.topHits, ByUserAgent: o.byUserAgent,
	}
	q.From, q.To, err = o.span(now)
	return q, err
}

// queryFor covers all days of the logs if the flags name no days. At least one log must have
// been read.
func (o *reportOptions) queryFor(ctx context.Context, s store.Reader, work ingestSummary) (report.Query, error) {
	q, err := o.query()
	if err != nil {
		return q, err
	}
	switch {
	case o.from != "" || o.last != "":
		return q, o.complete(ctx, s, &q)
	case o.date == "":
		first, last := work.days()
		q.From, q.To = first.Start(), (last + 1).Start()
	}
	return q, nil
}

// queryOf covers the newest finished day of a lake, by the report's time zone, if the flags name
// no days.
func (o *reportOptions) queryOf(ctx context.Context, s store.Reader) (report.Query, error) {
	q, err := o.query()
	if err != nil {
		return q, err
	}
	if q.Expected, err = expected(o.expected); err != nil {
		return q, err
	}
	return q, o.complete(ctx, s, &q)
}
