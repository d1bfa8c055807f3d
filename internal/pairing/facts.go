package pairing

import (
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

// facts says of requests what their rows know. It serves one goroutine.
type facts struct {
	*pairer
	out     *activity.Batch
	columns []factColumn
	shares  []share // of each part
	carrier []int32 // by row: the part that has the sums which cannot be divided
	left    []int64 // by row: what a column of counts has left to give
}

// factColumn is a column of rows, and the same of requests.
type factColumn struct {
	activity.Column
	out    any
	counts bool // requests are counted: each has its own part
}

// share is from which rows a part has its facts: that next to the client and that with
// Log=, -1 where there is none, and which of them it carries the sums of.
type share struct{ client, mailbox int32 }

// countColumns count requests of a row that are something.
var countColumns = []string{"waiting_hits", "full_syncs", "recovery_syncs", "invalid_syncs"}

// ownColumns are made, not copied.
var ownColumns = []string{"side", "server", "has_log", "hits", "timed_hits", "time_histogram"}

func newFacts(p *pairer) facts {
	f := facts{pairer: p, out: new(activity.Batch)}
	out := f.out.RequestColumns()
	for _, c := range p.codec.columns {
		if !slices.Contains(ownColumns, c.Name) {
			at := slices.IndexFunc(out, func(o activity.Column) bool { return o.Name == c.Name })
			f.columns = append(f.columns, factColumn{c, out[at].Values, slices.Contains(countColumns, c.Name)})
		}
	}
	return f
}

// of makes the requests of parts.
func (f *facts) of(parts []part) *activity.Batch {
	f.share(parts)
	f.out.ResizeRequests(len(parts))
	for i := range f.columns {
		c := &f.columns[i]
		switch values := c.Values.(type) {
		case *[]activity.Word:
			f.copyWords(c, *values, *c.out.(*[]activity.Word))
		case *[]int64:
			f.copyNumbers(c, *values, *c.out.(*[]int64), parts)
		case *[]activity.Histogram:
			f.copyBins(*values, *c.out.(*[]activity.Histogram))
		}
	}
	for i := range parts {
		f.own(i, &parts[i])
	}
	return f.out
}

// share finds out which rows the parts have their facts from. Of a row whose requests are
// in several parts the largest, the first of equals, has what cannot be divided.
func (f *facts) share(parts []part) {
	n := f.rows.Len()
	f.carrier = slices.Grow(f.carrier[:0], n)[:n]
	f.left = slices.Grow(f.left[:0], n)[:n]
	for i := range f.carrier {
		f.carrier[i] = -1
	}
	f.shares = f.shares[:0]
	for i := range parts {
		p := &parts[i]
		s := share{client: p.next(), mailbox: p.last()}
		for _, side := range slices.Backward(outward[:]) {
			row := p.rows[side]
			if row < 0 {
				continue
			}
			if at := f.carrier[row]; at < 0 || parts[at].hits < p.hits {
				f.carrier[row] = int32(i)
			}
			if f.rows.HasLog[row] == 1 && f.rows.HasLog[s.mailbox] != 1 {
				s.mailbox = row
			}
		}
		f.shares = append(f.shares, s)
	}
}

// sources are the rows from which a part has a column, the better one first.
func (s share) sources(mailbox bool) (first, second int32) {
	if mailbox {
		return s.mailbox, s.client
	}
	return s.client, s.mailbox
}

func (f *facts) copyWords(c *factColumn, rows, out []activity.Word) {
	for i, s := range f.shares {
		first, second := s.sources(c.FromMailboxSide)
		if out[i] = rows[first]; out[i] == 0 {
			out[i] = rows[second]
		}
	}
}

func (f *facts) copyNumbers(c *factColumn, rows, out []int64, parts []part) {
	if c.counts {
		copy(f.left, rows)
	}
	for i, s := range f.shares {
		first, second := s.sources(c.FromMailboxSide)
		row := first
		if rows[row] == activity.Absent {
			row = second
		}
		switch out[i] = rows[row]; {
		case c.counts:
			out[i] = min(max(f.left[row], 0), parts[i].hits)
			f.left[row] -= out[i]
		case c.Merge == activity.Key || c.Type == activity.Timestamp, f.carrier[row] == int32(i):
		case out[i] != activity.Absent:
			out[i] = 0
		}
	}
}

func (f *facts) copyBins(rows, out []activity.Histogram) {
	for i, s := range f.shares {
		if out[i] = nil; f.carrier[s.mailbox] == int32(i) {
			out[i] = rows[s.mailbox]
		}
	}
}

// own makes what no row has as it is.
func (f *facts) own(i int, p *part) {
	b, out, s := f.rows, f.out, f.shares[i]
	out.Hits[i] = p.hits
	out.HasLog[i] = b.HasLog[s.mailbox]
	out.BackStatus[i], out.BackServer[i] = activity.Absent, 0
	out.Side[i] = b.Side[s.client]
	server := s.client
	if last := p.last(); last != s.client {
		out.Side[i] = f.both
		if p.rows[activesync.FrontEnd] >= 0 {
			server = p.rows[activesync.FrontEnd]
		} else if s.client == p.rows[activesync.Proxy] {
			server = last
		}
		if last != server {
			out.BackServer[i] = b.Server[last]
		}
		if b.Status[last] != out.Status[i] {
			out.BackStatus[i] = b.Status[last]
		}
	}
	out.Server[i] = b.Server[server]
	f.times(i, s)
	l := f.labels.of(b, int(s.client))
	if p.person != l.person && p.person != 0 {
		l = f.labelOf(p)
	}
	out.Person[i], out.PersonNames[i] = l.person, l.names
}

// labelOf is the label of the row that says whose requests a part has.
func (f *facts) labelOf(p *part) (l label) {
	for _, row := range p.rows {
		if row >= 0 {
			if l = f.labels.of(f.rows, int(row)); l.person == p.person {
				break
			}
		}
	}
	return l
}

// times are those of the row next to the client; whether a Sync waits, and so has no place
// in the distribution, only the one with Log= knows.
func (f *facts) times(i int, s share) {
	b, out := f.rows, f.out
	row := s.client
	if b.TimeTaken[row] == activity.Absent {
		row = s.mailbox
	}
	if out.TimedHits[i] = 0; f.carrier[row] == int32(i) {
		out.TimedHits[i] = b.TimedHits[row]
	}
	row = s.client
	if b.Command[row] == f.syncs || len(b.Times[row]) == 0 {
		row = s.mailbox
	}
	if out.Times[i] = nil; f.carrier[row] == int32(i) && !f.waitsUnknown(b, int(row)) {
		out.Times[i] = b.Times[row]
	}
}

// merge adds the measures of a row to those of another row of the same key.
func (f *facts) merge(into, from int32) {
	for i := range f.codec.columns {
		c := &f.codec.columns[i]
		switch values := c.Values.(type) {
		case *[]int64:
			v := *values
			v[into] = mergeNumbers(c.Merge, v[into], v[from])
		case *[]activity.Histogram:
			h := slices.Clone((*values)[into])
			h.Merge((*values)[from])
			(*values)[into] = h
		}
	}
	f.rows.Hits[from] = 0
}

func mergeNumbers(by activity.Merge, a, b int64) int64 {
	switch {
	case by == activity.Key || b == activity.Absent:
		return a
	case a == activity.Absent:
		return b
	case by == activity.Sum:
		return a + b
	case by == activity.Min:
		return min(a, b)
	}
	return max(a, b)
}
