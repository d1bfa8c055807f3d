package build

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// Build reads the days of the query from the lake and makes the report. Files
// that cannot be read are named in its Coverage, and their rows are missing. Of a
// lake that is a Merger the merged rows are read: the report is the same. Errors
// are lake.ErrNewer, ErrBucket, the store's and the Merger's.
func Build(ctx context.Context, s store.Reader, q report.Query) (*report.Report, error) {
	if err := lake.CheckVersion(ctx, s); err != nil {
		return nil, err
	}
	b := newBuilder(s, &q, newIdentities(&q))
	b.sources, b.estate, b.coverage = make(map[lake.SourceID]lake.Stamp), newEstate(&q), newCoverage(&q)
	var piles []*partials
	days, err := daysWithFiles(ctx, s, &q)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		chosen, err := b.day(ctx, day)
		if err != nil {
			return nil, err
		}
		piles = append(piles, chosen...)
	}
	all := join(piles...)
	if len(days) > 1 {
		all = all.merged(b.identities.words)
	}
	r := b.report
	c := newCollection(&r.Query, b.identities, all)
	r.Rows, r.Devices, r.Totals, r.SharedUsers = c.rows(), c.devices(), c.totals(), c.sharedUsers()
	r.Top = top(r.Devices)
	b.estate.report(r, c.texts)
	for _, stamp := range b.sources {
		r.Coverage.Sources = append(r.Coverage.Sources, stamp)
	}
	slices.SortFunc(r.Coverage.Sources, func(a, b lake.Stamp) int { return strings.Compare(a.Key, b.Key) })
	r.Coverage.Doubles, r.Coverage.Rejected = doubles(r.Coverage.Sources), rejects(r.Coverage.Sources)
	if err := b.coverage.expect(ctx, s); err != nil {
		return nil, err
	}
	b.coverage.report(&r.Coverage)
	err = b.quarantine(ctx)
	slices.SortFunc(r.Coverage.Inputs, func(a, b report.Input) int { return strings.Compare(a.Key, b.Key) })
	return r, err
}

// longSpan is from how many days on the lake's days are listed first, by one
// listing of all of them: it takes a request for each thousand files, and to look
// into each day one for each, of years without logs, too.
const longSpan = 32

// daysWithFiles are the days of the query, of a long span those with files.
func daysWithFiles(ctx context.Context, s store.Reader, q *report.Query) (days []lake.Day, err error) {
	first, last := spanDays(q)
	if last-first < longSpan {
		for day := first; day <= last; day++ {
			days = append(days, day)
		}
		return days, nil
	}
	if days, err = lake.Days(ctx, s); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(days, func(day lake.Day) bool { return day < first || day > last }), nil
}

// builder makes one report.
type builder struct {
	store      store.Reader
	engine     Merger // nil where all rows are read
	report     *report.Report
	identities *identities
	devices    []string // folded: those whose rows are read, nil for all merged
	sources    map[lake.SourceID]lake.Stamp
	estate     *estate
	coverage   *coverage
}

func newBuilder(s store.Reader, q *report.Query, w *identities) *builder {
	b := &builder{store: s, report: &report.Report{Query: *q}, identities: w}
	b.engine, _ = s.(Merger)
	return b
}

// day adds up the files of a day.
func (b *builder) day(ctx context.Context, day lake.Day) ([]*partials, error) {
	var adders []*accumulator
	read, err := b.wholeDay(ctx, day, func(cores int) []groupReader {
		adders = make([]*accumulator, cores)
		readers := make([]groupReader, cores)
		for i := range readers {
			adders[i], readers[i] = b.reader(day)
		}
		return readers
	})
	if err != nil {
		return nil, err
	}
	for _, f := range read.files {
		b.sources[f.id] = f.stamp
		b.input(f.key, f.etag)
	}
	b.coverage.day(day, read.files, b.identities.words)
	piles := make([]*partials, len(adders))
	for i, a := range adders {
		piles[i] = a.partials
	}
	return b.choose(day, read, join(piles...)), nil
}

// reader makes a reader of the row groups of a day, and what it adds up with.
func (b *builder) reader(day lake.Day) (*accumulator, groupReader) {
	if b.engine != nil {
		s := newSummedScanner(&b.report.Query, b.identities)
		return &s.accumulator, func(rows lake.Group, _ *dayFile) error { return s.group(rows, day) }
	}
	s := newScanner(&b.report.Query, b.identities)
	return &s.accumulator, func(rows lake.Group, f *dayFile) error { return s.group(rows, f, day) }
}

// input notes what the report is made of.
func (b *builder) input(key, etag string) {
	b.report.Coverage.Inputs = append(b.report.Coverage.Inputs, report.Input{key, etag})
}

// choose makes the sums of a day those that are shown. All cores do some units.
func (b *builder) choose(day lake.Day, read *dayRead, all *partials) []*partials {
	shares := all.shares(runtime.GOMAXPROCS(0))
	piles, parts := make([]*partials, len(shares)), make([]*counts, len(shares))
	b.estate.begin(len(b.identities.units))
	b.estate.coarse = b.estate.coarse || read.overHours
	var workers sync.WaitGroup
	for i, items := range shares {
		workers.Go(func() {
			parts[i] = newCounts()
			c := &chooser{
				identities: b.identities, coarse: read.coarse,
				counts: parts[i], hours: newHours(&b.report.Query).onDay(day), seenIn: b.estate.units,
			}
			all.units(items, c.unit)
			piles[i] = &c.out
		})
	}
	workers.Wait()
	b.estate.end(day, b.identities.units, parts)
	return piles
}
