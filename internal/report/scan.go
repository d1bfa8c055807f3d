package report

import (
	"errors"
	"io"
	"runtime"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// scanner adds up rows in the order in which they lie: mostly those of one device
// are together, and those of one time. Sums are put on the pile when rows of
// something else come. It serves one goroutine.
type scanner struct {
	query *Query
	senders
	back   lake.Word // the text of the back end's side
	rows   *lake.Reader
	starts starts
	seen   presences
	pile   *pile
	limit  int // bytes of the pile from which on it is worth while to make it smaller

	open [openSums]struct {
		unit uint32
		key  key
		sums sums
	}
}

// openSums is how many sums a scanner adds to at the same time, a power of two:
// accounts of one device and the two sides alternate.
const openSums = 8

// pilesBytes is what the piles of all scanners may have before it is looked for
// sums that can be added up.
const pilesBytes = 48 << 20

func newScanner(q *Query, w *who) *scanner {
	return &scanner{
		query: q, senders: senders{who: w}, back: w.words.Of(activesync.BackEnd.String()),
		rows:   lake.NewReader(w.words, "cs_username", "substatus"),
		starts: starts{query: q}, seen: newPresences(), pile: new(pile), limit: pilesBytes / runtime.GOMAXPROCS(0),
	}
}

// group adds the rows of a row group of a file of a day.
func (s *scanner) group(g lake.Group, f *dayFile, day lake.Day) error {
	if err := s.rows.Open(g); err != nil {
		return err
	}
	defer s.rows.Close()
	for {
		b, err := s.rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := s.batch(b, day, int64(f.stamp.BucketSeconds)); err != nil {
			return err
		}
	}
	for i := range s.open {
		s.close(i)
	}
	f.saw(s.seen.take())
	if s.pile.bytes > s.limit {
		s.pile = s.pile.merged(s.who.words)
		s.limit = max(s.limit, 2*s.pile.bytes)
	}
	return nil
}

func (s *scanner) batch(b *lake.Batch, day lake.Day, rowSeconds int64) error {
	from, to := s.query.From.UnixMilli(), s.query.To.UnixMilli()
	midnight, hours := day.Start().UnixMilli(), s.query.hours().on(day)
	var seen *presence
	for i := range b.Len {
		minute, err := minuteOf(b, i, midnight)
		if err != nil {
			return err
		}
		k := key{start: outside}
		if b.Side[i] == s.back {
			k.side = activesync.BackEnd
		}
		inside := from <= b.Bucket[i] && b.Bucket[i] < to
		if inside {
			if seen == nil || seen.server != b.Server[i] { // rows of one server mostly lie together
				seen = s.seen.of(b.Server[i])
			}
			seen.hours |= 1 << hours.of(minute)
			seen.sides |= 1 << k.side
		}
		number, unit := s.of(b, i)
		if unit == leftOut {
			continue
		}
		if inside {
			k.start = s.starts.of(b.Bucket[i]/1000, rowSeconds)
			if s.query.ByUserAgent {
				k.agent = b.UserAgent[i]
			}
		}
		s.at(unit, k).add(b, i, number, minute, s.who.words)
	}
	return nil
}

// at gives the sums of a unit and key.
func (s *scanner) at(unit uint32, k key) *sums {
	i := (int(unit)<<1 | int(k.side)) % openSums
	o := &s.open[i]
	if o.unit != unit || o.key != k || o.sums.hits == 0 {
		s.close(i)
		o.unit, o.key = unit, k
		o.sums.reset()
	}
	return &o.sums
}

// close puts open sums on the pile.
func (s *scanner) close(i int) {
	if o := &s.open[i]; o.sums.hits > 0 {
		s.pile.add(o.unit, o.key, &o.sums)
		o.sums.hits = 0
	}
}

const minutesOfDay = activity.SecondsPerDay / 60
