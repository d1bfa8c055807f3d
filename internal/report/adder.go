package report

import (
	"runtime"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// adder adds up rows in the order in which they come: mostly those of one device
// are together, and those of one time. Sums are put on the pile when rows of
// something else come. It serves one goroutine.
type adder struct {
	query *Query
	senders
	back     lake.Word // the text of the back end's side
	from, to int64     // milliseconds since 1970 UTC
	starts   starts
	pile     *pile
	limit    int // bytes of the pile from which on it is worth while to make it smaller

	open [openSums]struct {
		unit uint32
		key  key
		sums sums
	}
}

// openSums is how many sums an adder adds to at the same time, a power of two:
// accounts of one device and the two sides alternate.
const openSums = 8

// pilesBytes is what the piles of all adders may have before it is looked for
// sums that can be added up.
const pilesBytes = 48 << 20

func newAdder(q *Query, w *who) adder {
	return adder{
		query: q, senders: senders{who: w}, back: w.words.Of(activesync.BackEnd.String()),
		from: q.From.UnixMilli(), to: q.To.UnixMilli(),
		starts: starts{query: q}, pile: new(pile), limit: pilesBytes / runtime.GOMAXPROCS(0),
	}
}

// side is that of row i of a batch.
func (a *adder) side(b *activity.Batch, i int) activesync.Side {
	if b.Side[i] == a.back {
		return activesync.BackEnd
	}
	return activesync.FrontEnd
}

// inside tells whether row i of a batch is in the report's span.
func (a *adder) inside(b *activity.Batch, i int) bool {
	return a.from <= b.Bucket[i] && b.Bucket[i] < a.to
}

// sumsOf gives the sums that row i of a batch belongs to, of a unit. Rows are of so
// many seconds.
func (a *adder) sumsOf(b *activity.Batch, i int, unit uint32, rowSeconds int64) *sums {
	k := key{start: outside, side: a.side(b, i)}
	if a.inside(b, i) {
		k.start = a.starts.of(b.Bucket[i]/1000, rowSeconds)
		if a.query.ByUserAgent {
			k.agent = b.UserAgent[i]
		}
	}
	return a.at(unit, k)
}

// at gives the sums of a unit and key.
func (a *adder) at(unit uint32, k key) *sums {
	i := (int(unit)<<1 | int(k.side)) % openSums
	o := &a.open[i]
	if o.unit != unit || o.key != k || o.sums.hits == 0 {
		a.close(i)
		o.unit, o.key = unit, k
		o.sums.reset()
	}
	return &o.sums
}

// close puts open sums on the pile.
func (a *adder) close(i int) {
	if o := &a.open[i]; o.sums.hits > 0 {
		a.pile.add(o.unit, o.key, &o.sums)
		o.sums.hits = 0
	}
}

// endGroup ends the rows of a row group.
func (a *adder) endGroup() {
	for i := range a.open {
		a.close(i)
	}
	if a.pile.bytes > a.limit {
		a.pile = a.pile.merged(a.who.words)
		a.limit = max(a.limit, 2*a.pile.bytes)
	}
}

const minutesOfDay = activity.SecondsPerDay / 60
