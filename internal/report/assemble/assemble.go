package assemble

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// Option changes how a report is built, never what is in it.
type Option func(b *builder)

// WithEngine has an engine add up the rows of each day, so that only footers are read
// of the activity files; nil is no engine.
func WithEngine(e *engine.Engine) Option { return func(b *builder) { b.engine = e } }

// Report reads the days of the query from a lake and makes the report. Files that cannot
// be read are named in its Coverage, and their rows are missing. Errors are lake.ErrNewer,
// ErrBucket, the store's and the engine's.
func Report(ctx context.Context, s store.Reader, q report.Query, options ...Option) (*report.Report, error) {
	if err := lake.CheckVersion(ctx, s); err != nil {
		return nil, err
	}
	b := newBuilder(s, &q, newIdentities(&q), options)
	b.sources, b.bare = make(map[lake.SourceID]lake.Stamp), make(map[lake.SourceID]lake.Stamp)
	b.estate, b.coverage = newEstate(&q), newCoverage(&q)
	sums, err := b.days(ctx)
	if err != nil {
		return nil, err
	}
	r := b.report
	c := newCollection(&r.Query, b.identities, sums)
	r.Rows, r.Devices, r.Totals, r.SharedUsers = c.rows(), c.devices(), c.totals(), c.sharedUsers()
	r.Top = top(r.Devices)
	b.estate.report(r, c.texts)
	if err := b.basis(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// builder makes one report.
type builder struct {
	store      store.Reader
	engine     *engine.Engine // nil where rows are added up here
	report     *report.Report
	identities *identities
	devices    []string // folded: those whose rows are read, nil for all
	sources    map[lake.SourceID]lake.Stamp
	bare       map[lake.SourceID]lake.Stamp // of sources without requests, those with rejected lines
	records    bool                         // of any kind, in the span
	estate     *estate
	coverage   *coverage
}

func newBuilder(s store.Reader, q *report.Query, ids *identities, options []Option) *builder {
	b := &builder{store: s, report: &report.Report{Query: *q}, identities: ids}
	for _, set := range options {
		set(b)
	}
	return b
}

// days adds up all days of the query.
func (b *builder) days(ctx context.Context) (*partials, error) {
	days, err := daysWithFiles(ctx, b.store, &b.report.Query)
	if err != nil {
		return nil, err
	}
	if err := b.leaveCopiesOut(ctx, days); err != nil {
		return nil, err
	}
	var chosen []*partials
	for _, day := range days {
		parts, err := b.day(ctx, day)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, parts...)
	}
	all := join(chosen...)
	if len(days) > 1 {
		all = all.merged(b.identities.words)
	}
	return all, nil
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

// day adds up the files of a day.
func (b *builder) day(ctx context.Context, day lake.Day) ([]*partials, error) {
	var accumulators []*accumulator
	read, err := b.wholeDay(ctx, day, func(cores int) []groupReader {
		accumulators = make([]*accumulator, cores)
		readers := make([]groupReader, cores)
		for i := range readers {
			accumulators[i], readers[i] = b.reader(day)
		}
		return readers
	})
	if err != nil {
		return nil, err
	}
	b.addTraffic(day, read)
	for _, f := range read.files {
		b.sources[f.id] = f.stamp
		b.input(f.key, f.etag)
		b.records = b.records || len(f.seen) > 0
	}
	b.noteBare(read.bare)
	b.coverage.addDay(day, read.files, b.identities.words)
	parts := make([]*partials, len(accumulators))
	for i, a := range accumulators {
		parts[i] = a.partials
	}
	return b.choose(day, read, join(parts...)), nil
}

// reader makes a reader of the row groups of a day, and the accumulator that it fills.
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
	b.report.Coverage.Inputs = append(b.report.Coverage.Inputs, report.Input{Key: key, ETag: etag})
}

// choose makes the sums of a day those that are shown. Each core does a share of the units.
func (b *builder) choose(day lake.Day, read *dayRead, all *partials) []*partials {
	shares := all.shares(runtime.GOMAXPROCS(0))
	chosen, parts := make([]*partials, len(shares)), make([]*counts, len(shares))
	b.estate.beginDay(len(b.identities.units))
	b.estate.coarse = b.estate.coarse || read.overHours
	var workers sync.WaitGroup
	for i, entries := range shares {
		workers.Go(func() {
			parts[i] = newCounts()
			c := &chooser{
				identities: b.identities, coarse: read.coarse,
				counts: parts[i], hours: newHours(&b.report.Query).onDay(day), seenIn: b.estate.units,
			}
			all.units(entries, c.chooseUnit)
			chosen[i] = &c.out
		})
	}
	workers.Wait()
	b.estate.endDay(day, b.identities.units, parts)
	return chosen
}

// basis notes what the report rests on.
func (b *builder) basis(ctx context.Context) error {
	c := &b.report.Coverage
	for _, stamp := range b.sources {
		c.Sources = append(c.Sources, stamp)
	}
	slices.SortFunc(c.Sources, func(a, b lake.Stamp) int { return strings.Compare(a.Key, b.Key) })
	c.Rejected = b.rejects()
	if err := b.coverage.expect(ctx, b.store); err != nil {
		return err
	}
	c.Nothing = !b.records && !b.coverage.records
	b.coverage.report(c)
	err := b.quarantine(ctx)
	slices.SortFunc(c.Inputs, func(a, b report.Input) int { return strings.Compare(a.Key, b.Key) })
	return err
}
