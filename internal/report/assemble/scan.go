package assemble

import (
	"errors"
	"io"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// scanner gathers the rows of activity files. It serves one goroutine.
type scanner struct {
	query     *report.Query
	rows      *lake.Reader
	collector *pairing.Collector
	sides     sideWords
	seen      presences
	from, to  int64        // milliseconds since 1970 UTC
	check     func() error // whether there is memory for texts
}

func newScanner(q *report.Query, words *lake.Words, to *pairing.Collector) *scanner {
	return &scanner{
		query: q, rows: lake.NewReader(words, columnsRead...), collector: to, sides: newSideWords(words), seen: newPresences(),
		from: q.From.UnixMilli(), to: q.To.UnixMilli(), check: func() error { return nil },
	}
}

// columnsRead are the columns that a report needs: those of the key, all of which pairing
// goes by, and measures.
var columnsRead = []string{
	"bucket", "device_id", "device_type", "cs_username", "query_user", "user_agent", "server", "side", "has_log", "client_address",
	"command", "status", "substatus", "win32_status", "eas_status", "error", "access_state", "protocol_version", "policy_ack", "mailbox_server",
	"hits", "bytes_sent", "bytes_sent_max", "bytes_received", "bytes_received_max",
	"time_taken_ms", "time_taken_max_ms", "timed_hits", "waiting_hits", "time_histogram", "first_time", "last_time",
	"full_syncs", "recovery_syncs", "invalid_syncs", "sync_state_max_kb", "throttle_ms", "throttle_max_ms", "items",
}

// group gathers the rows of a row group of a file of a day.
func (s *scanner) group(g lake.Group, f *dayFile, day lake.Day) error {
	if err := s.check(); err != nil { // others may have found it
		return err
	}
	if err := eachBatch(s.rows, g, func(b *activity.Batch) error { return s.batch(b, day) }); err != nil {
		return err
	}
	f.saw(s.seen.take())
	return nil
}

// rowReader is one of the lake's readers of row groups.
type rowReader[G, B any] interface {
	Open(g G) error
	Next() (*B, error)
	Close()
}

// eachBatch reads a row group.
func eachBatch[G, B any](rows rowReader[G, B], g G, do func(b *B) error) error {
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

func (s *scanner) batch(b *activity.Batch, day lake.Day) error {
	if err := s.check(); err != nil {
		return err
	}
	midnight, hours := day.Start().UnixMilli(), newHours(s.query).onDay(day)
	var seen *presence
	for i := range b.Len() {
		minute, err := minuteOf(b, i, midnight)
		if err != nil {
			return err
		}
		if s.from <= b.Bucket[i] && b.Bucket[i] < s.to {
			if seen == nil || seen.server != b.Server[i] { // rows of one server mostly lie together
				seen = s.seen.find(b.Server[i])
			}
			seen.hours |= 1 << hours.index(minute)
			seen.sides |= 1 << s.sides.side(b.Side[i])
		}
	}
	return s.collector.Add(b)
}

// accumulator adds up requests in the order in which they come: those of one device are
// together. Sums are packed when requests of something else come. It serves one goroutine.
type accumulator struct {
	query *report.Query
	senderCache
	from, to, midnight int64 // milliseconds since 1970 UTC
	seconds            int64 // of rows
	starts             bucketStarts
	partials           *partials
	commands           *commandWords
	rows               rowWords
	oneSided           report.OneSided

	open [openSums]struct {
		unit uint32
		key  key
		sums sums
	}
}

// openSums is how many sums an accumulator adds to at the same time, a power of two:
// persons and commands of one device alternate.
const openSums = 8

func newAccumulator(q *report.Query, w *identities, day lake.Day, seconds int) *accumulator {
	return &accumulator{
		query: q, senderCache: senderCache{identities: w},
		from: q.From.UnixMilli(), to: q.To.UnixMilli(), midnight: day.Start().UnixMilli(), seconds: int64(seconds),
		starts: bucketStarts{query: q}, partials: new(partials), commands: newCommandWords(w.words), rows: newRowWords(w.words),
	}
}

// requests adds up those that are in the report's span.
func (a *accumulator) requests(b *activity.Batch) error {
	for i := range b.Len() {
		if b.Bucket[i] < a.from || b.Bucket[i] >= a.to {
			continue
		}
		number, unit := a.lookUp(b, i)
		if unit == leftOut {
			continue
		}
		a.countSides(b, i)
		k := key{start: a.starts.start(b.Bucket[i]/1000, a.seconds)}
		if a.query.ByUserAgent {
			k.agent = b.UserAgent[i]
		}
		a.keySums(unit, k).add(b, i, number, (b.Bucket[i]-a.midnight)/60_000, a.identities.words, a.commands)
	}
	return nil
}

// countSides counts a request of which a row is missing.
func (a *accumulator) countSides(b *activity.Batch, i int) {
	switch {
	case b.Side[i] == a.rows.back:
		a.oneSided.BackOnly += b.Hits[i]
	case b.Side[i] == a.rows.front && b.HasLog[i] != 1 && b.Status[i] < 400 && b.Command[i] != a.rows.options:
		a.oneSided.FrontOnly += b.Hits[i]
	}
}

// rowWords are the words of sides, and of the command that may have no Log=.
type rowWords struct{ front, back, options lake.Word }

func newRowWords(w *lake.Words) rowWords {
	return rowWords{w.Of(activesync.FrontEnd.String()), w.Of(activesync.BackEnd.String()), w.Of(activesync.Options.String())}
}

// keySums are the sums of a unit and key, opened if they are not.
func (a *accumulator) keySums(unit uint32, k key) *sums {
	i := int(unit) % openSums
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

// end packs all sums that are open.
func (a *accumulator) end() {
	for i := range a.open {
		a.close(i)
	}
}

const minutesOfDay = activity.SecondsPerDay / 60

// sideWords reads the sides of rows, of which coverage knows two: see activesync.Side.OfTwo.
type sideWords struct{ back, middle lake.Word }

func newSideWords(w *lake.Words) sideWords {
	return sideWords{back: w.Of(activesync.BackEnd.String()), middle: w.Of(activesync.Middle.String())}
}

// side returns the side that a row counts on whose column side has the word.
func (s sideWords) side(word lake.Word) activesync.Side {
	switch word {
	case s.back, s.middle:
		return activesync.BackEnd
	}
	return activesync.FrontEnd
}
