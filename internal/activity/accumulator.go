package activity

import "fmt"

// Limits of what an Accumulator holds before its rows must be taken. They depend
// on the data alone, so the same log is always cut into the same runs of rows. A
// full Run takes some 40 MB, the texts as much.
const (
	maxCells     = 1 << cellBits
	maxTextBytes = 48 << 20
	maxExtras    = 16 << 20 // bytes
)

// SecondsPerDay is what a bucket must divide, so that none spans two UTC days.
const SecondsPerDay = 86400

// Accumulator adds requests up by key. It allocates nothing for a request whose
// key it has seen. It serves one goroutine.
type Accumulator struct {
	bucketSeconds int64
	bucket        int64 // of the last request
	identities    dictionary[identity]
	outcomes      dictionary[outcome]
	texts         symbols
	run           *Run
	who, what     [ahead]uint32
}

// ahead is how many requests are looked up before they are counted. Lookups do
// not wait for each other, so their cache misses overlap.
const ahead = 64

// NewAccumulator makes an empty Accumulator for buckets of so many seconds, a
// divisor of 86400.
func NewAccumulator(bucketSeconds int) (*Accumulator, error) {
	if bucketSeconds <= 0 || SecondsPerDay%bucketSeconds != 0 {
		return nil, fmt.Errorf("bucket of %d seconds: not a divisor of a day's %d", bucketSeconds, SecondsPerDay)
	}
	a := &Accumulator{bucketSeconds: int64(bucketSeconds), run: new(Run)}
	a.forget()
	return a, nil
}

// forget drops what was learnt about texts. Runs that were cut keep theirs.
func (a *Accumulator) forget() {
	a.identities, a.outcomes, a.texts = newDictionary[identity](), newDictionary[outcome](), newSymbols()
}

// Clear makes the Accumulator as good as new and keeps the memory. No run that was
// cut may be in use. Nothing that was learnt is kept: when it is full depends on
// what it counts from now on.
func (a *Accumulator) Clear() {
	a.identities.reset()
	a.outcomes.reset()
	a.texts.reset()
	a.run.cells.reset()
}

// NextLog says that what comes next is of another log, in which time begins again. Rows
// of one key in both are two.
func (a *Accumulator) NextLog() { clear(a.run.cells.last) }

func (a *Accumulator) full() bool {
	return a.run.cells.count >= maxCells || len(a.run.cells.extras) >= maxExtras || a.textBytes() >= maxTextBytes
}

func (a *Accumulator) textBytes() int { return a.identities.bytes + a.outcomes.bytes + a.texts.bytes }

// Add counts the requests of d that were not counted yet. It returns false where
// it is full before all are: after a Cut, Add goes on.
func (a *Accumulator) Add(d *Digest) bool {
	for d.added < len(d.entries) {
		entries := d.entries[d.added:min(d.added+ahead, len(d.entries))]
		for i := range entries {
			a.who[i] = a.identities.find(entries[i].who)
		}
		for i := range entries {
			a.what[i] = a.outcomes.find(entries[i].what)
		}
		for i := range entries {
			if a.full() {
				return false
			}
			e := &entries[i]
			if a.who[i] == none {
				a.who[i] = a.learnIdentity(e.who, d.keys[e.whoKey:e.whatKey])
			}
			if a.what[i] == none {
				a.what[i] = a.learnOutcome(e.what, d.keys[e.whatKey:e.rest])
			}
			bucket := a.bucketOf(e.milli)
			extras := d.keys[e.rest : e.rest+uint32(e.extras)]
			a.run.cells.add(uint32(bucket), a.who[i], a.what[i], e, uint32(e.milli-bucket*1000), extras)
			d.added++
		}
	}
	return true
}

func (a *Accumulator) bucketOf(milli int64) int64 {
	second := milli / 1000
	if second < a.bucket || second >= a.bucket+a.bucketSeconds {
		a.bucket = second - second%a.bucketSeconds
	}
	return a.bucket
}

func (a *Accumulator) learnIdentity(h hash, key []byte) uint32 {
	if n := a.identities.find(h); n != none { // learnt a moment ago
		return n
	}
	return a.identities.add(h, a.newIdentity(key))
}

func (a *Accumulator) learnOutcome(h hash, key []byte) uint32 {
	if n := a.outcomes.find(h); n != none {
		return n
	}
	return a.outcomes.add(h, a.newOutcome(key))
}

// Cut takes the rows away. The Accumulator goes on in the memory of spare, a run
// that is no longer needed, or in new memory if it is nil; another goroutine may
// read the run meanwhile. What was learnt about texts is kept while it is
// little: the same devices come again.
func (a *Accumulator) Cut(spare *Run) *Run {
	run := a.run
	run.bucketSeconds = uint32(a.bucketSeconds)
	// What another Add appends to these lies behind what the run sees.
	run.identities, run.outcomes, run.words = a.identities.values, a.outcomes.values, a.texts.words
	if a.textBytes() > maxTextBytes/2 {
		a.forget()
	}
	if spare == nil {
		spare = new(Run)
	}
	spare.cells.reset()
	a.run = spare
	return run
}
