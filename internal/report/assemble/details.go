package assemble

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// Details takes some devices' rows apart, by a second reading of the query's days:
// one Detail for each identity, in their order; one without Cells where nothing
// was found. It reads nothing where none is wanted. Buckets, user agents and
// TopHits of the query do not matter. Files that are damaged are passed over, as
// Report does; a source that was read again meanwhile counts as it is now. Errors are
// those of Report, whose result is given: persons are as it has them.
func Details(ctx context.Context, s store.Reader, r *report.Report, wanted []report.Identity, options ...Option) ([]report.Detail, error) {
	details := make([]report.Detail, len(wanted))
	if len(wanted) == 0 {
		return details, nil
	}
	q := r.Query
	q.BucketSeconds, q.ByUserAgent, q.TopHits = 0, false, 0
	b := newBuilder(s, &q, options)
	days, err := b.daysWithFiles(ctx)
	if err != nil {
		return nil, err
	}
	d := newDetailer(b, &r.Persons, wanted, r.Folded.Days, len(days))
	for _, day := range days {
		if err := d.day(ctx, day); err != nil {
			return nil, err
		}
	}
	runParallel(len(details), func(i int) { details[i] = d.detail(wanted[i], d.sums[d.units[i][0]]) })
	return details, nil
}

// detailer makes Details.
type detailer struct {
	*builder
	who      *report.Persons
	commands *commandWords
	units    [][]uint32    // of the wanted identities
	sums     []*detailSums // by unit; those of one identity are one
	coarse   bool
}

func newDetailer(b *builder, who *report.Persons, wanted []report.Identity, folds map[lake.Day]*lake.Folds, days int) *detailer {
	w := b.identities
	d := &detailer{builder: b, who: who, commands: newCommandWords(w.words), units: w.restrict(wanted, who)}
	d.folds = folds
	for _, unit := range w.units {
		d.devices = append(d.devices, w.words.Text(unit.device))
	}
	d.sums = make([]*detailSums, len(w.units))
	minutes := int64(days) * minutesOfDay
	for i, units := range d.units {
		sums := d.sums[units[0]]
		if sums == nil {
			sums = newDetailSums()
			sums.noMinutes = int64(i+1)*minutes > report.MaxDetailMinutes
		}
		for _, unit := range units {
			d.sums[unit] = sums
		}
	}
	return d
}

// day reads what the wanted units did on a day.
func (d *detailer) day(ctx context.Context, day lake.Day) error {
	if done, err := d.reconciledDay(ctx, day); done || err != nil {
		return err
	}
	rows, read, err := d.gather(ctx, day, detailColumns)
	defer func() { rows.Close() }() // also what was read before an error
	if err != nil {
		return err
	}
	d.coarse = d.coarse || read.coarse
	who := d.who.Days[day]
	if who == nil { // the day had no files when the report was made
		if who, err = rows.Persons(); err != nil {
			return err
		}
	}
	if err := rows.Identify(who); err != nil {
		return err
	}
	days := d.newDays()
	shares := rows.Shares(runtime.GOMAXPROCS(0))
	errs := make([]error, len(shares))
	runParallel(len(shares), func(i int) { errs[i] = rows.Requests(shares[i], d.scanner(day, days).requests) })
	d.addDays(day, days)
	return errors.Join(errs...)
}

// newDays are the sums of a day, by those of all days.
func (d *detailer) newDays() map[*detailSums]*detailDay {
	days := make(map[*detailSums]*detailDay)
	for _, sums := range d.sums {
		if days[sums] == nil {
			days[sums] = newDetailDay(d.identities.words, !sums.noMinutes)
		}
	}
	return days
}

// addDays adds the sums of a day to those of all.
func (d *detailer) addDays(day lake.Day, days map[*detailSums]*detailDay) {
	for sums, of := range days {
		sums.addDay(day, of, d.identities.words)
	}
}

// scanner adds up requests of a day.
func (d *detailer) scanner(day lake.Day, days map[*detailSums]*detailDay) *detailScanner {
	return &detailScanner{
		detailer: d, senderCache: senderCache{identities: d.identities}, days: days,
		midnight: day.Start().UnixMilli(), from: d.report.Query.From.UnixMilli(), to: d.report.Query.To.UnixMilli(),
	}
}

// detail is an identity's Detail.
func (d *detailer) detail(of report.Identity, sums *detailSums) report.Detail {
	detail := sums.detail(d.identities.words)
	detail.Coarse = d.coarse
	if detail.Identity = of; len(sums.senders) > 0 {
		text := d.identities.words.Text
		names := d.identities.names(unit{}, sums.senders)
		detail.DeviceID, detail.DeviceType = text(names.device), text(names.kind)
	}
	return detail
}

// detailScanner adds up requests of wanted units. It serves one goroutine.
type detailScanner struct {
	*detailer
	senderCache
	midnight, from, to int64 // milliseconds since 1970 UTC
	days               map[*detailSums]*detailDay
}

// detailColumns are the columns that Details need beside the key.
var detailColumns = []string{"waiting_hits", "time_taken_max_ms", "full_syncs", "recovery_syncs", "invalid_syncs", "sync_state_max_kb"}

func (s *detailScanner) requests(b *activity.Batch) error {
	for i := range b.Len() {
		if b.Bucket[i] < s.from || b.Bucket[i] >= s.to {
			continue
		}
		if number, unit := s.lookUp(b, i); unit != leftOut {
			s.days[s.sums[unit]].add(b, i, number, (b.Bucket[i]-s.midnight)/60_000, s.commands)
		}
	}
	return nil
}

// runParallel calls do for 0 to n-1, on all cores.
func runParallel(n int, do func(i int)) {
	var next atomic.Int64
	var cores sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		cores.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	cores.Wait()
}
