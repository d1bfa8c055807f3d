package assemble

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// detailDay is what a wanted unit did on a UTC day.
type detailDay struct {
	mu                                  sync.Mutex
	senders                             report.Tally[uint32]
	cells                               boundedMap[cellKey, cellSums]
	minutes                             map[int64]*minuteSums // by minute of the day, nil if not wanted
	servers, clients, agents, mailboxes boundedMap[lake.Word, shareSums]
}

// minuteSums are the sums of a minute.
type minuteSums struct {
	hits, waiting, failures, full int64
	commands                      report.Tally[lake.Word]
}

// shareSums are the sums of a name.
type shareSums struct{ hits, first, last int64 }

func (s *shareSums) merge(o *shareSums) {
	if s.last == 0 || o.last != 0 && o.first < s.first {
		s.first = o.first
	}
	s.last = max(s.last, o.last)
	s.hits += o.hits
}

// maxNames is how many servers, addresses or user agents of a device and day are
// told apart: see Shares.
const maxNames = 1000

func newDetailDay(words *lake.Words, minutes bool) *detailDay {
	d := new(detailDay)
	byText := func(a, b lake.Word) int { return strings.Compare(words.Text(a), words.Text(b)) }
	d.cells = newBoundedMap(report.MaxCells, compareCellKeys(words), (*cellSums).merge)
	for _, names := range d.names() {
		*names = newBoundedMap(maxNames, byText, (*shareSums).merge)
	}
	if minutes {
		d.minutes = make(map[int64]*minuteSums)
	}
	return d
}

func (d *detailDay) names() [4]*boundedMap[lake.Word, shareSums] {
	return [...]*boundedMap[lake.Word, shareSums]{&d.servers, &d.clients, &d.agents, &d.mailboxes}
}

// add adds request i of a batch. Commands that are none of ActiveSync are one, other.
func (d *detailDay) add(b *activity.Batch, i int, sender uint32, minuteOfDay int64, commands *commandWords) {
	d.mu.Lock()
	defer d.mu.Unlock()
	hits, answer := b.Hits[i], commands.Of(b, i)
	d.senders.Add(sender, hits)
	d.cells.value(newCellKey(b, i, answer)).add(b, i, answer)
	one := shareSums{hits, b.FirstTime[i], b.LastTime[i]}
	for n, word := range [...]lake.Word{b.Server[i], b.ClientAddress[i], b.UserAgent[i], b.MailboxServer[i]} {
		if word != 0 {
			d.names()[n].value(word).merge(&one)
		}
	}
	if d.minutes == nil {
		return
	}
	m := d.minutes[minuteOfDay]
	if m == nil {
		m = new(minuteSums)
		d.minutes[minuteOfDay] = m
	}
	m.hits += hits
	m.waiting += max(b.WaitingHits[i], 0)
	m.failures += countIf(answer.Failed(), hits)
	m.full += max(b.FullSyncs[i], 0)
	m.commands.Add(commands.canonical(b.Command[i]), hits)
}

// commandWords reads commands and answers.
type commandWords struct {
	*pairing.Answers
	other lake.Word
}

func newCommandWords(words *lake.Words) *commandWords {
	return &commandWords{pairing.NewAnswers(words), words.Of(report.Other)}
}

// canonical is a command of ActiveSync, or the word for all others.
func (c *commandWords) canonical(word lake.Word) lake.Word {
	if c.IsCommand(word) {
		return word
	}
	return c.other
}

// boundedMap keeps values by key, no more than a limit: those of the smallest keys, so that
// the order in which they come does not matter. The values of other keys are one.
type boundedMap[K comparable, V any] struct {
	limit   int
	compare func(a, b K) int
	merge   func(into *V, from *V)

	kept       map[K]*V
	other      V
	overflowed bool // other is in use
}

func newBoundedMap[K comparable, V any](most int, compare func(a, b K) int, merge func(into, from *V)) boundedMap[K, V] {
	return boundedMap[K, V]{limit: most, compare: compare, merge: merge, kept: make(map[K]*V)}
}

// value is the value of a key, to be added to before the next is asked for.
func (f *boundedMap[K, V]) value(key K) *V {
	v := f.kept[key]
	if v == nil {
		if len(f.kept) >= 2*f.limit {
			f.trim()
		}
		v = new(V)
		f.kept[key] = v
	}
	return v
}

// trim brings the values down to as many as are kept in the end. A key that is
// among the smallest is so at any time: it is never lost.
func (f *boundedMap[K, V]) trim() {
	if len(f.kept) <= f.limit {
		return
	}
	keys := slices.SortedFunc(maps.Keys(f.kept), f.compare)
	for _, key := range keys[f.limit:] {
		f.merge(&f.other, f.kept[key])
		delete(f.kept, key)
	}
	f.overflowed = true
}
