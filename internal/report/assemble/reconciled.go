package assemble

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/persons"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// requestDay is an open file of request_day that has the requests of a day as it is.
type requestDay struct {
	table   *lake.RequestTable
	sources *lake.DaySources
	read    *dayRead // of the files that it was made of
}

// openDay opens the file of request_day of a day, if it is there and good for the query;
// nil if rows are to be paired here. What the file does not know is what only some of the
// day's files have, and what is less than a quarter of an hour.
func (b *builder) openDay(ctx context.Context, day lake.Day) (*requestDay, error) {
	q := &b.report.Query
	hours := newHours(q).onDay(day)
	if b.engine != nil || b.intake != nil || q.Sources != nil || q.From.Unix()%lake.QuarterSeconds != 0 || q.To.Unix()%lake.QuarterSeconds != 0 || hours.shift%15 != 0 {
		return nil, nil //nolint:nilnil // there is none, and nothing is wrong
	}
	table, err := lake.OpenRequests(ctx, b.store, day)
	if unusable(err) {
		return nil, nil //nolint:nilnil // as above
	}
	if err != nil {
		return nil, err
	}
	r := &requestDay{table: table}
	good, err := r.check(ctx, b.store, day)
	if b.devices != nil && !reflect.DeepEqual(table.Stamp().Folds, b.folds[day]) {
		good = false // who are told apart is not as in the report
	}
	if good && err == nil {
		r.sources, err = table.Sources()
	}
	if good && err == nil {
		good = r.files(q, day, b.identities.words)
	}
	if good && err == nil {
		return r, nil
	}
	if err = errors.Join(err, table.Close()); unusable(err) {
		err = nil
	}
	return nil, err
}

// unusable reports whether a file of request_day is as if it were not there: it can be
// made again.
func unusable(err error) bool {
	return errors.Is(err, store.ErrNotExist) || errors.Is(err, lake.ErrDamaged) || errors.Is(err, lake.ErrNewer) ||
		errors.Is(err, store.ErrPrecondition) // it was replaced since its end was read
}

// check reports whether the file is of the day's files as they are now.
func (r *requestDay) check(ctx context.Context, s store.Reader, day lake.Day) (bool, error) {
	if len(r.table.Stamp().Inputs) == 0 {
		return false, nil
	}
	inputs, err := lake.Inputs(ctx, s, day)
	return r.table.Stamp().Of(inputs), err
}

// files notes what the day's files are; false if one cannot be used for the query, which
// is said where it is read.
func (r *requestDay) files(q *report.Query, day lake.Day, words *lake.Words) bool {
	inputs, without := r.table.Stamp().Inputs, r.table.Stamp().Without
	if r.sources == nil || len(r.sources.Sources) != len(inputs) {
		return false
	}
	r.read = new(dayRead)
	for i := range r.sources.Sources {
		s, id := &r.sources.Sources[i], inputs[i].Source
		if q.Without[id] != slices.Contains(without, id) {
			return false
		}
		if q.Without[id] {
			continue
		}
		f := &dayFile{
			key: lake.ActivityKey(day, inputs[i].Source), id: inputs[i].Source, etag: inputs[i].ETag,
			stamp: s.Stamp, bare: s.OnlyTraffic(day),
		}
		if !f.bare {
			if s.Stamp.BucketSeconds <= 0 || checkGrain(q, s.Stamp.BucketSeconds) != nil {
				return false
			}
			r.read.note(s.Stamp.BucketSeconds)
			f.seen = presenceOf(q, day, s.Seen, words)
		}
		r.read.files = append(r.read.files, f)
	}
	r.read.takeBare()
	return true
}

// presenceOf is in which hours of a query a file has rows.
func presenceOf(q *report.Query, day lake.Day, seen []lake.Quarters, words *lake.Words) (all []presence) {
	midnight, hours := day.Start().Unix(), newHours(q).onDay(day)
	for i := range seen {
		p := presence{server: words.Of(seen[i].Server)}
		for n := range lake.NumQuarters {
			front, back := seen[i].Front.Has(n), seen[i].Back.Has(n)
			at := midnight + int64(n)*lake.QuarterSeconds
			if !front && !back || at < q.From.Unix() || at >= q.To.Unix() {
				continue
			}
			p.hours |= 1 << hours.index(int64(n)*15)
			if front {
				p.sides |= 1 << activesync.FrontEnd
			}
			if back {
				p.sides |= 1 << activesync.BackEnd
			}
		}
		if p.hours != 0 {
			all = append(all, p)
		}
	}
	return all
}

// batches reads the requests, on some cores: a function of each is called with batches.
func (r *requestDay) batches(words *lake.Words, columns []string, cores int, begin func() func(b *activity.Batch) error) error {
	groups := slices.Collect(r.table.Groups())
	next := make(chan lake.RequestGroup)
	errs := make([]error, min(len(groups), cores))
	var workers sync.WaitGroup
	for i := range errs {
		do := begin()
		workers.Go(func() {
			rows := lake.NewRequestReader(words, columns...)
			for g := range next {
				if errs[i] == nil {
					errs[i] = eachBatch(rows, g, do)
				}
			}
		})
	}
	for _, g := range groups {
		next <- g
	}
	close(next)
	workers.Wait()
	return errors.Join(errs...)
}

// requestColumns are the columns of requests that are read: those of rows with the names,
// and what only requests have.
func requestColumns(of []string) []string {
	return append(slices.Clone(of), "person", "person_names", "back_status", "back_server")
}

// reconciledDay adds up the requests of a day whose file of request_day can be used.
func (b *builder) reconciledDay(ctx context.Context, day lake.Day) (sums []*partials, done bool, err error) {
	r, err := b.openDay(ctx, day)
	if r == nil || err != nil {
		return nil, false, err
	}
	var all []*requestAdder
	cores, counted := runtime.GOMAXPROCS(0), []*places(nil)
	if b.countsPlaces(r.read) { // which see one device after the other
		cores, counted = 1, []*places{newPlaces(&b.report.Query, b.identities.words, day)}
	}
	err = r.batches(b.identities.words, requestColumns(columnsRead), cores, func() func(*activity.Batch) error {
		a := &requestAdder{accumulator: newAccumulator(&b.report.Query, b.identities, day, r.read.seconds), seen: make(map[asked]bool), limits: b.limits}
		if all = append(all, a); counted != nil {
			a.places = counted[0]
		}
		return a.add
	})
	if err = errors.Join(err, r.table.Close()); unusable(err) || pairing.ManyTexts(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading %s: %w", lake.ReconciledKey(day), err)
	}
	parts := make([]*partials, len(all))
	who := make(map[asked]bool)
	for i, a := range all {
		a.end()
		b.addSides(a.oneSided)
		parts[i] = a.partials
		for person := range a.seen {
			who[person] = true
		}
	}
	if folds := r.table.Stamp().Folds; folds != nil {
		b.noteFolded(day, folds)
	}
	b.addPlaces(day, counted)
	b.noteTraffic(day, r.sources.Traffic, r.trafficInputs(day))
	b.addFiles(day, r.read)
	b.report.Persons.Days[day] = b.identities.persons(who)
	return b.sumUp(day, r.read, join(parts...)), true, nil
}

// trafficInputs are the files that the traffic of the day was in.
func (r *requestDay) trafficInputs(day lake.Day) (inputs []report.Input) {
	for i, input := range r.table.Stamp().Inputs {
		if r.sources.Sources[i].Traffic && !slices.Contains(r.table.Stamp().Without, input.Source) {
			inputs = append(inputs, report.Input{Key: lake.ActivityKey(day, input.Source), ETag: input.ETag})
		}
	}
	return inputs
}

// requestAdder adds up requests, and notes whose they are. It serves one goroutine.
type requestAdder struct {
	*accumulator
	places *places // nil if they are not counted
	seen   map[asked]bool
	last   asked

	limits pairing.Limits
}

func (a *requestAdder) add(b *activity.Batch) error {
	if err := a.limits.Check(a.identities.words); err != nil {
		return err
	}
	for i := range b.Len() {
		if _, err := minuteOf(b, i, a.midnight); err != nil {
			return err
		}
		if who := (asked{b.Person[i], b.PersonNames[i]}); who != a.last {
			a.last = who
			a.seen[who] = true
		}
	}
	if a.places != nil {
		a.places.requests(b)
	}
	return a.requests(b)
}

// persons are those whom requests of a day are shown under.
func (w *identities) persons(who map[asked]bool) *persons.Persons {
	all := make([]persons.Person, 0, len(who))
	for a := range who {
		if a.person != 0 {
			all = append(all, persons.PersonOf(w.words.Text(a.person), w.words.Text(a.names)))
		}
	}
	return persons.Known(all)
}

// reconciledDay reads what the wanted units did on a day whose file of request_day can be
// used.
func (d *detailer) reconciledDay(ctx context.Context, day lake.Day) (done bool, err error) {
	r, err := d.openDay(ctx, day)
	if r == nil || err != nil {
		return false, err
	}
	days := d.newDays()
	var adding sync.Mutex
	err = r.batches(d.identities.words, requestColumns(slices.Concat(columnsRead, detailColumns)), runtime.GOMAXPROCS(0), func() func(*activity.Batch) error {
		s, wanted := d.scanner(day, days), make(map[activity.Word]bool)
		return func(b *activity.Batch) error {
			if !d.wants(b, wanted) {
				return nil
			}
			adding.Lock()
			defer adding.Unlock()
			return s.requests(b)
		}
	})
	if err = errors.Join(err, r.table.Close()); unusable(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", lake.ReconciledKey(day), err)
	}
	d.coarse = d.coarse || r.read.coarse
	d.addDays(day, days)
	return true, nil
}

// wants reports whether a batch has rows of a wanted device; known is what was found out
// before.
func (d *detailer) wants(b *activity.Batch, known map[activity.Word]bool) bool {
	last := ^activity.Word(0)
	for _, device := range b.DeviceID {
		if device == last {
			continue
		}
		last = device
		wanted, asked := known[device]
		if !asked {
			wanted = slices.Contains(d.devices, activesync.FoldDevice(d.identities.words.Text(device)))
			known[device] = wanted
		}
		if wanted {
			return true
		}
	}
	return false
}
