package assemble

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/copies"
	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/intake"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/persons"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// Option changes how a report is built, never what is in it.
type Option func(b *builder)

// WithEngine has an engine add up the rows of each day, so that only footers are read
// of the activity files; nil is no engine.
func WithEngine(e *engine.Engine) Option { return func(b *builder) { b.engine = e } }

// Report reads the days of the query from a lake and makes the report. Files that cannot
// be read are named in its Coverage, and their rows are missing. The caller has checked the
// lake's version. Errors are lake.ErrNewer, ErrBucket, the store's and the engine's.
func Report(ctx context.Context, s store.Reader, q report.Query, options ...Option) (*report.Report, error) {
	b := newBuilder(s, &q, options)
	b.sources, b.bare = make(map[lake.SourceID]lake.Stamp), make(map[lake.SourceID]lake.Stamp)
	b.estate, b.coverage = newEstate(&q), newCoverage(&q)
	sums, err := b.days(ctx)
	if err != nil {
		return nil, err
	}
	r := b.report
	b.identities.forget()
	c := newCollection(&r.Query, &r.Folded, b.identities, sums)
	r.Rows, r.Devices, r.Totals, r.SharedUsers = c.rows(), c.devices(), c.totals(), c.sharedUsers()
	r.Top = top(r.Devices)
	r.Folded.DevicesIn(&r.Totals)
	b.estate.report(r, c.texts)
	if err := b.past(ctx); err != nil {
		return nil, err
	}
	if err := b.basis(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// builder makes one report.
type builder struct {
	store      store.Reader
	engine     *engine.Engine // nil where rows are added up here
	intake     *intake.Intake // nil where rows are in the lake
	report     *report.Report
	identities *identities
	devices    []string // folded: those whose rows are read, nil for all
	sources    map[lake.SourceID]lake.Stamp
	bare       map[lake.SourceID]lake.Stamp // of sources without requests, those with rejected lines
	records    bool                         // of any kind, in the span
	alike      [][]copies.Source            // groups that look like copies, and count all the same
	estate     *estate
	coverage   *coverage
	limits     pairing.Limits
	folds      map[lake.Day]*lake.Folds // when details are wanted: of days on which rows were folded
}

func newBuilder(s store.Reader, q *report.Query, options []Option) *builder {
	b := &builder{store: s, report: &report.Report{Query: *q}, limits: pairing.DefaultLimits()}
	for _, set := range options {
		set(b)
	}
	b.identities = newIdentities(q, b.words())
	return b
}

// days adds up all days of the query.
func (b *builder) days(ctx context.Context) (*partials, error) {
	days, err := b.daysWithFiles(ctx)
	if err != nil {
		return nil, err
	}
	if err := b.compare(ctx, days); err != nil {
		return nil, err
	}
	b.report.Persons.Days = make(map[lake.Day]*persons.Persons)
	var sums []*partials
	for _, day := range days {
		parts, err := b.day(ctx, day)
		if err != nil {
			return nil, err
		}
		sums = append(sums, parts...)
	}
	all := join(sums...)
	if len(days) == 1 {
		return all, nil
	}
	who := &b.report.Persons
	who.Labels = persons.Unite(slices.Collect(maps.Values(who.Days)))
	all.renumber(b.identities.unite(who))
	return all.merged(b.identities.words), nil
}

// longSpan is from how many days on the lake's days are listed first, by one
// listing of all of them: it takes a request for each thousand files, and to look
// into each day one for each, of years without logs, too.
const longSpan = 32

// daysWithFiles are the days of the query, of a long span those with files.
func (b *builder) daysWithFiles(ctx context.Context) (days []lake.Day, err error) {
	first, last := spanDays(&b.report.Query)
	if last-first < longSpan {
		for day := first; day <= last; day++ {
			days = append(days, day)
		}
		return days, nil
	}
	if days, err = b.allDays(ctx); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(days, func(day lake.Day) bool { return day < first || day > last }), nil
}

// day adds up the requests of a day: those of request_day, or it pairs the rows of the
// day's files.
func (b *builder) day(ctx context.Context, day lake.Day) ([]*partials, error) {
	if parts, done, err := b.reconciledDay(ctx, day); done || err != nil {
		return parts, err
	}
	rows, read, err := b.gather(ctx, day, columnsRead)
	defer func() { rows.Close() }() // also what was read before an error
	if err != nil {
		return nil, err
	}
	b.addTraffic(day, read)
	b.addFiles(day, read)
	who, err := rows.Persons()
	if err == nil {
		err = rows.Identify(who)
	}
	if err != nil {
		return nil, err
	}
	b.report.Persons.Days[day] = who
	all, err := b.addUp(day, read, rows)
	if err != nil {
		return nil, err
	}
	return b.sumUp(day, read, all), nil
}

// addFiles notes which files a day has.
func (b *builder) addFiles(day lake.Day, read *dayRead) {
	b.share(read.files)
	for _, f := range read.files {
		f.stamp.Sketch = nil
		b.sources[f.id] = f.stamp
		b.input(f.key, f.etag)
		b.records = b.records || len(f.seen) > 0
	}
	b.noteBare(read.bare)
	b.coverage.addDay(day, read.files, b.identities.words)
}

// gather reads the rows of a day: those of some devices, if the builder has any. Where there
// are too many devices or texts, it begins again and folds rows.
func (b *builder) gather(ctx context.Context, day lake.Day, columns []string) (rows *pairing.Day, read *dayRead, err error) {
	noted := b.noted()
	folding, err := b.foldingOf(ctx, day)
	if err != nil {
		return nil, nil, err
	}
	b.forgetNoted(noted)
	rows, read, err = b.gatherRows(ctx, day, columns, folding)
	if folding != nil || b.engine != nil || b.devices != nil {
		return rows, read, err
	}
	excess, err := b.limits.Exceeded(rows, err)
	if !excess.Any() {
		return rows, read, err
	}
	if b.intake != nil {
		return rows, read, ErrStrangers
	}
	rows.Close()
	rows = nil
	b.forgetNoted(noted)
	b.identities = b.identities.renewed(&b.report.Query)
	folding, folds, err := b.census(ctx, day, excess)
	if err != nil {
		return nil, nil, err
	}
	b.noteFolded(day, folds)
	b.forgetNoted(noted)
	return b.gatherRows(ctx, day, columns, folding)
}

func (b *builder) gatherRows(ctx context.Context, day lake.Day, columns []string, folding *lake.Folding) (rows *pairing.Day, read *dayRead, err error) {
	words := b.identities.words
	o := pairing.Options{Columns: columns}
	if b.devices != nil {
		o.Keep = func(device string) bool { return slices.Contains(b.devices, device) }
	}
	if b.intake != nil {
		return b.taken(day, o.Keep)
	}
	read, err = b.wholeDay(ctx, day, func(cores int) []groupReader {
		rows.Close()
		rows = pairing.NewDay(words, o)
		readers := make([]groupReader, cores)
		for i := range readers {
			s := newScanner(&b.report.Query, words, rows.Collector())
			if b.engine != nil {
				s.rows = lake.NewMergedReader(words, columnsRead...)
			}
			if folding != nil {
				s.rows.Fold(folding)
			} else if b.engine == nil && b.devices == nil {
				s.check = func() error { return b.limits.Check(words) }
			}
			readers[i] = func(rows lake.Group, f *dayFile) error { return s.group(rows, f, day) }
		}
		return readers
	})
	if err == nil {
		rows.Coarsest(read.seconds)
	}
	return rows, read, err
}

// addUp adds up the requests of a day. Each core does a share of the devices.
func (b *builder) addUp(day lake.Day, read *dayRead, rows *pairing.Day) (*partials, error) {
	shares := rows.Shares(runtime.GOMAXPROCS(0))
	seen := make([]*places, len(shares))
	parts, sides, errs := make([]*partials, len(shares)), make([]report.OneSided, len(shares)), make([]error, len(shares))
	runParallel(len(shares), func(i int) {
		a := newAccumulator(&b.report.Query, b.identities, day, read.seconds)
		count := a.requests
		if b.countsPlaces(read) {
			seen[i] = newPlaces(&b.report.Query, b.identities.words, day)
			count = func(requests *activity.Batch) error {
				seen[i].requests(requests)
				return a.requests(requests)
			}
		}
		errs[i] = rows.Requests(shares[i], count)
		a.end()
		parts[i], sides[i] = a.partials, a.oneSided
	})
	b.addPlaces(day, seen)
	for _, s := range sides {
		b.addSides(s)
	}
	return join(parts...), errors.Join(errs...)
}

// countsPlaces reports whether what servers and others met is counted on a day: of all
// devices, and of rows that are fine enough.
func (b *builder) countsPlaces(read *dayRead) bool {
	q := &b.report.Query
	return read.seconds <= quarterSeconds && len(q.DeviceIDs) == 0 && len(q.Users) == 0
}

// addSides counts requests of which a row is missing.
func (b *builder) addSides(s report.OneSided) {
	b.report.Coverage.OneSided.FrontOnly += s.FrontOnly
	b.report.Coverage.OneSided.BackOnly += s.BackOnly
}

// input notes what the report is made of.
func (b *builder) input(key, etag string) {
	b.report.Coverage.Inputs = append(b.report.Coverage.Inputs, report.Input{Key: key, ETag: etag})
}

// sumUp makes one sums of all those of one unit and key on a day. Each core does a share of
// the units.
func (b *builder) sumUp(day lake.Day, read *dayRead, all *partials) []*partials {
	shares := all.shares(runtime.GOMAXPROCS(0))
	sums, parts := make([]*partials, len(shares)), make([]*counts, len(shares))
	b.estate.beginDay(len(b.identities.units))
	b.estate.coarse = b.estate.coarse || read.overHours
	runParallel(len(shares), func(i int) {
		parts[i] = newCounts()
		d := &daySums{
			identities: b.identities, coarse: read.coarse,
			counts: parts[i], hours: newHours(&b.report.Query).onDay(day), seenIn: b.estate.units,
		}
		all.units(shares[i], d.unit)
		sums[i] = &d.out
	})
	b.estate.endDay(day, b.identities.units, parts)
	return sums
}

// basis notes what the report rests on.
func (b *builder) basis(ctx context.Context) error {
	c := &b.report.Coverage
	for _, stamp := range b.sources {
		c.Sources = append(c.Sources, stamp)
	}
	slices.SortFunc(c.Sources, func(a, b lake.Stamp) int { return strings.Compare(a.Key, b.Key) })
	c.Rejected, c.Doubles = b.rejects(), b.doubles()
	if err := b.coverage.expect(ctx, b.store); err != nil {
		return err
	}
	q := &b.report.Query
	begun := !q.Now.IsZero() && q.Now.Before(q.From.Add(time.Hour)) // nothing need be there yet
	c.Nothing = !b.records && !b.coverage.records && !begun
	b.coverage.report(c)
	err := b.quarantine(ctx)
	b.unreadable()
	if err == nil {
		err = b.nameDamaged(ctx)
	}
	slices.SortFunc(c.Inputs, func(a, b report.Input) int { return strings.Compare(a.Key, b.Key) })
	return err
}
