package assemble

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// mostMarks is how many objects of the lake's index a report lists to compare markers with
// files: 100 requests, and the sources of a month of hourly logs of forty sites.
const mostMarks = 100_000

// output is the activity file of a source and day.
type output struct {
	day lake.Day
	id  lake.SourceID
}

// lost finds activity files of the span that should be there and are not, by the markers of
// sources and by the files that request_day was made of. It takes lists, and a GET for each
// of the first sources that it finds, to name their logs.
type lost struct {
	*builder
	there map[output]bool
	found map[output]report.Log
}

// newLost knows the files that were listed.
func (b *builder) newLost(files map[lake.SourceID][]string) *lost {
	l := &lost{builder: b, there: make(map[output]bool), found: make(map[output]report.Log)}
	for id, keys := range files {
		for _, key := range keys {
			day, _, _ := lake.ParseActivityKey(key)
			l.there[output{day, id}] = true
		}
	}
	return l
}

// madeOf notes the files that a day's file of request_day was made of and that are gone.
func (l *lost) madeOf(day lake.Day, stamp lake.Reconciled, sources *lake.DaySources) {
	for i, input := range stamp.Inputs {
		o := output{day, input.Source}
		if l.there[o] {
			continue
		}
		log := report.Log{Source: input.Source}
		if sources != nil && len(sources.Sources) == len(stamp.Inputs) {
			log.Bucket, log.Key = sources.Sources[i].Stamp.Bucket, sources.Sources[i].Stamp.Key
		}
		l.found[o] = log
	}
}

// marked notes the files that markers speak of and that are gone.
func (l *lost) marked(ctx context.Context) error {
	first, last := spanDays(&l.report.Query)
	marks, err := lake.Marks(ctx, l.store, func(day lake.Day) bool { return first <= day && day <= last }, mostMarks)
	if errors.Is(err, lake.ErrManyMarks) {
		l.report.Coverage.Uncompared = true
		return nil
	}
	if err != nil {
		return err
	}
	marks, err = lake.Unexpired(ctx, l.store, marks, func(day lake.Day, id lake.SourceID) bool { return l.there[output{day, id}] }, time.Now())
	for _, m := range marks {
		if o := (output{m.Day, m.Source}); l.found[o].Key == "" {
			l.found[o] = report.Log{Source: m.Source}
		}
	}
	return err
}

// mostNames is how many logs of lost or damaged files are looked up.
const mostNames = 10

// note puts what was found into the report.
func (l *lost) note(ctx context.Context) error {
	names := newLogNames(l.store)
	c := &l.report.Coverage
	for o, log := range l.found {
		c.Lost = append(c.Lost, report.Lost{Log: log, Day: o.day})
	}
	slices.SortFunc(c.Lost, func(a, b report.Lost) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Source, b.Source))
	})
	for i := range c.Lost {
		if err := names.find(ctx, &c.Lost[i].Log); err != nil {
			return err
		}
	}
	return nil
}

// logNames finds the names of logs, by what the lake says of their sources.
type logNames struct {
	store store.Reader
	known map[lake.SourceID]report.Log
}

func newLogNames(s store.Reader) *logNames {
	return &logNames{s, make(map[lake.SourceID]report.Log)}
}

// find names a log of which only the source is known, if the lake still knows its name.
func (n *logNames) find(ctx context.Context, log *report.Log) error {
	if log.Key != "" || log.Source == "" {
		return nil
	}
	if known, seen := n.known[log.Source]; seen || len(n.known) == mostNames {
		if seen {
			*log = known
		}
		return nil
	}
	stamp, err := lake.ReadDone(ctx, n.store, log.Source)
	if err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged) {
		return err
	}
	log.Bucket, log.Key = stamp.Bucket, stamp.Key
	n.known[log.Source] = *log
	return nil
}

// nameDamaged names the logs of damaged files.
func (b *builder) nameDamaged(ctx context.Context) error {
	names := newLogNames(b.store)
	for i := range b.report.Coverage.Damaged {
		d := &b.report.Coverage.Damaged[i]
		if _, id, ok := lake.ParseActivityKey(d.Key); ok {
			d.Log.Source = id
		} else if id, ok := lake.ParseQuarantineKey(d.Key); ok {
			d.Log.Source = id
		}
		if err := names.find(ctx, &d.Log); err != nil {
			return err
		}
	}
	return nil
}
