package assemble

import (
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// scanner adds up the rows of activity files. It serves one goroutine.
type scanner struct {
	accumulator
	rows *lake.Reader
	seen presences
}

func newScanner(q *report.Query, w *identities) *scanner {
	return &scanner{accumulator: newAccumulator(q, w), rows: lake.NewReader(w.words, columnsRead...), seen: newPresences()}
}

// columnsRead are the columns that a report needs.
var columnsRead = []string{
	"bucket", "device_id", "device_type", "cs_username", "query_user", "user_agent", "server", "side", "client_address",
	"command", "status", "substatus", "win32_status", "eas_status", "error", "access_state",
	"hits", "bytes_sent", "bytes_sent_max", "bytes_received", "bytes_received_max",
	"time_taken_ms", "time_taken_max_ms", "timed_hits", "waiting_hits", "time_histogram", "first_time", "last_time",
	"full_syncs", "recovery_syncs", "invalid_syncs",
}

// group adds the rows of a row group of a file of a day.
func (s *scanner) group(g lake.Group, f *dayFile, day lake.Day) error {
	err := eachBatch(s.rows, g, func(b *activity.Batch) error { return s.batch(b, day, int64(f.stamp.BucketSeconds)) })
	if err != nil {
		return err
	}
	f.saw(s.seen.take())
	s.endGroup()
	return nil
}

// rowReader is one of the lake's readers of row groups.
type rowReader[B any] interface {
	Open(g lake.Group) error
	Next() (*B, error)
	Close()
}

// eachBatch reads a row group.
func eachBatch[B any](rows rowReader[B], g lake.Group, do func(b *B) error) error {
	if err := rows.Open(g); err != nil {
		return err
	}
	defer rows.Close()
	for {
		b, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := do(b); err != nil {
			return err
		}
	}
}

func (s *scanner) batch(b *activity.Batch, day lake.Day, rowSeconds int64) error {
	midnight, hours := day.Start().UnixMilli(), newHours(s.query).onDay(day)
	var seen *presence
	for i := range b.Len() {
		minute, err := minuteOf(b, i, midnight)
		if err != nil {
			return err
		}
		if s.inside(b, i) {
			if seen == nil || seen.server != b.Server[i] { // rows of one server mostly lie together
				seen = s.seen.find(b.Server[i])
			}
			seen.hours |= 1 << hours.index(minute)
			seen.sides |= 1 << s.sides.side(b.Side[i])
		}
		number, unit := s.lookUp(b, i)
		if unit == leftOut {
			continue
		}
		s.rowSums(b, i, unit, rowSeconds).add(b, i, number, minute, s.identities.words, s.commands)
	}
	return nil
}

// summedScanner adds up rows that an engine has summed. It serves one goroutine.
type summedScanner struct {
	accumulator
	rows *lake.SummedReader
}

func newSummedScanner(q *report.Query, w *identities) *summedScanner {
	return &summedScanner{accumulator: newAccumulator(q, w), rows: lake.NewSummedReader(w.words, columnsRead...)}
}

// group adds the rows of a row group of a day.
func (s *summedScanner) group(g lake.Group, day lake.Day) error {
	err := eachBatch(s.rows, g, func(b *lake.SummedBatch) error { return s.batch(b, day) })
	if err != nil {
		return err
	}
	s.endGroup()
	return nil
}

func (s *summedScanner) batch(b *lake.SummedBatch, day lake.Day) error {
	midnight := day.Start().UnixMilli()
	for i := range b.Len() {
		if _, err := minuteOf(&b.Batch, i, midnight); err != nil {
			return err
		}
		if n := b.Minutes[i].Count(); n != b.Hits[i] {
			return fmt.Errorf("a summed row of %d hits, by minute %d: %w", b.Hits[i], n, lake.ErrDamaged)
		}
		if number, unit := s.lookUp(&b.Batch, i); unit != leftOut {
			s.rowSums(&b.Batch, i, unit, 60).addSummed(b, i, number, s.identities.words, s.commands)
		}
	}
	return nil
}

// accumulator adds up rows in the order in which they come: mostly those of one device
// are together, and those of one time. Sums are packed when rows of something else come.
// It serves one goroutine.
type accumulator struct {
	query *report.Query
	senderCache
	sides    sideWords
	commands *commandWords
	from, to int64 // milliseconds since 1970 UTC
	starts   bucketStarts
	partials *partials
	limit    int // bytes of the partials from which on it is worth while to add them up

	open [openSums]struct {
		unit uint32
		key  key
		sums sums
	}
}

// openSums is how many sums an accumulator adds to at the same time, a power of two:
// accounts of one device and the two sides alternate.
const openSums = 8

// partialsBytes is what the partials of all accumulators may take before those of one
// key are added up.
const partialsBytes = 48 << 20

func newAccumulator(q *report.Query, w *identities) accumulator {
	return accumulator{
		query: q, senderCache: senderCache{identities: w}, sides: newSideWords(w.words), commands: newCommandWords(w.words),
		from: q.From.UnixMilli(), to: q.To.UnixMilli(),
		starts: bucketStarts{query: q}, partials: new(partials), limit: partialsBytes / runtime.GOMAXPROCS(0),
	}
}

// inside reports whether row i of a batch is in the report's span.
func (a *accumulator) inside(b *activity.Batch, i int) bool {
	return a.from <= b.Bucket[i] && b.Bucket[i] < a.to
}

// rowSums are the sums that row i of a batch, which is of a unit, belongs to. Rows are of
// rowSeconds.
func (a *accumulator) rowSums(b *activity.Batch, i int, unit uint32, rowSeconds int64) *sums {
	k := key{start: outside, side: a.sides.side(b.Side[i])}
	if a.inside(b, i) {
		k.start = a.starts.start(b.Bucket[i]/1000, rowSeconds)
		if a.query.ByUserAgent {
			k.agent = b.UserAgent[i]
		}
	}
	return a.keySums(unit, k)
}

// keySums are the sums of a unit and key, opened if they are not.
func (a *accumulator) keySums(unit uint32, k key) *sums {
	i := (int(unit)<<1 | int(k.side)) % openSums
	o := &a.open[i]
	if o.unit != unit || o.key != k || o.sums.hits == 0 {
		a.close(i)
		o.unit, o.key = unit, k
		o.sums.reset()
	}
	return &o.sums
}

// close packs open sums.
func (a *accumulator) close(i int) {
	if o := &a.open[i]; o.sums.hits > 0 {
		a.partials.add(o.unit, o.key, &o.sums)
		o.sums.hits = 0
	}
}

// endGroup ends the rows of a row group.
func (a *accumulator) endGroup() {
	for i := range a.open {
		a.close(i)
	}
	if a.partials.bytes > a.limit {
		a.partials = a.partials.merged(a.identities.words)
		a.limit = max(a.limit, 2*a.partials.bytes)
	}
}

const minutesOfDay = activity.SecondsPerDay / 60
