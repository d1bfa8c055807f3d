package assemble

import (
	"context"
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
// those of Report.
func Details(ctx context.Context, s store.Reader, q report.Query, wanted []report.Identity, options ...Option) ([]report.Detail, error) {
	details := make([]report.Detail, len(wanted))
	if len(wanted) == 0 {
		return details, nil
	}
	if err := lake.CheckVersion(ctx, s); err != nil {
		return nil, err
	}
	q.BucketSeconds, q.ByUserAgent, q.TopHits = 0, false, 0
	days, err := daysWithFiles(ctx, s, &q)
	if err != nil {
		return nil, err
	}
	d := newDetailer(s, &q, wanted, len(days), options)
	for _, day := range days {
		if err := d.day(ctx, day); err != nil {
			return nil, err
		}
	}
	runParallel(len(details), func(i int) { details[i] = d.detail(wanted[i], d.sums[d.units[i]]) })
	return details, nil
}

// detailer makes Details.
type detailer struct {
	*builder
	commands *commandWords
	units    []uint32      // of the wanted identities
	sums     []*detailSums // by unit
	coarse   bool
}

func newDetailer(s store.Reader, q *report.Query, wanted []report.Identity, days int, options []Option) *detailer {
	w := newIdentities(q)
	d := &detailer{
		builder:  newBuilder(s, q, w, options),
		commands: newCommandWords(w.words), units: w.restrict(wanted),
	}
	for _, unit := range w.units {
		d.devices = append(d.devices, w.words.Text(unit.device))
	}
	minutes := int64(days) * minutesOfDay
	for range w.units {
		sums := newDetailSums()
		sums.noMinutes = int64(len(d.sums)+1)*minutes > report.MaxDetailMinutes
		d.sums = append(d.sums, sums)
	}
	return d
}

// day reads the wanted units' rows of a day.
func (d *detailer) day(ctx context.Context, day lake.Day) error {
	var days []*detailDay
	read, err := d.wholeDay(ctx, day, func(cores int) []groupReader {
		days = make([]*detailDay, len(d.sums))
		for i := range days {
			days[i] = newDetailDay(d.identities.words, !d.sums[i].noMinutes)
		}
		readers := make([]groupReader, cores)
		for i := range readers {
			s := newDetailScanner(d, day, days)
			readers[i] = func(rows lake.Group, _ *dayFile) error { return s.group(rows) }
		}
		return readers
	})
	if err != nil {
		return err
	}
	d.coarse = d.coarse || read.coarse
	runParallel(len(d.sums), func(i int) { d.sums[i].addDay(day, days[i], d.identities.words) })
	return nil
}

// detail is an identity's Detail.
func (d *detailer) detail(of report.Identity, sums *detailSums) report.Detail {
	detail := sums.detail(d.identities.words)
	detail.Coarse = d.coarse
	if detail.Identity = of; len(sums.senders) > 0 {
		names := d.identities.names(sums.senders)
		text := d.identities.words.Text
		detail.Identity = report.Identity{User: text(names.user), DeviceID: text(names.device)}
		detail.DeviceType = text(names.kind)
	}
	return detail
}

// detailScanner reads rows of wanted units. It serves one goroutine.
type detailScanner struct {
	*detailer
	senderCache
	midnight, from, to int64 // milliseconds since 1970 UTC
	sides              sideWords
	days               []*detailDay
	rows               *lake.Reader
}

func newDetailScanner(d *detailer, day lake.Day, days []*detailDay) *detailScanner {
	q := &d.report.Query
	return &detailScanner{
		detailer: d, senderCache: senderCache{identities: d.identities},
		midnight: day.Start().UnixMilli(), from: q.From.UnixMilli(), to: q.To.UnixMilli(),
		sides: newSideWords(d.identities.words), days: days,
		rows: lake.NewReader(d.identities.words, "bucket", "device_id", "device_type", "cs_username", "query_user", "user_agent", "server", "side",
			"client_address", "command", "status", "substatus", "win32_status", "eas_status", "error", "hits", "time_taken_ms", "time_taken_max_ms",
			"timed_hits", "waiting_hits", "time_histogram", "first_time", "last_time", "full_syncs", "recovery_syncs", "invalid_syncs"),
	}
}

func (s *detailScanner) group(g lake.Group) error {
	return eachBatch(s.rows, g, s.batch)
}

func (s *detailScanner) batch(b *activity.Batch) error {
	for i := range b.Len() {
		minute, err := minuteOf(b, i, s.midnight)
		if err != nil {
			return err
		}
		number, unit := s.lookUp(b, i)
		if unit == leftOut {
			continue
		}
		inside := s.from <= b.Bucket[i] && b.Bucket[i] < s.to
		s.days[unit].add(b, i, s.sides.side(b.Side[i]), number, minute, inside, s.commands)
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
