package activity

import (
	"fmt"

	"github.com/easreport/easreport/internal/activesync"
)

// Limits of what an Accumulator holds before it is Full. They depend on the
// data alone, so the same log is always cut into the same runs of rows. A full
// Accumulator takes some 60 MB.
const (
	maxCells     = 1 << 18
	maxTextBytes = 48 << 20
)

// SecondsPerDay is what a bucket must divide, so that none spans two UTC days.
const SecondsPerDay = 86400

// Accumulator adds requests up by key. It allocates nothing for a request
// whose key it has seen. It serves one goroutine.
type Accumulator struct {
	bucketSeconds int64
	scratch       []byte

	identities *dictionary[identity]
	outcomes   *dictionary[outcome]
	texts      symbols
	cells      cellTable
}

// NewAccumulator makes an empty Accumulator for buckets of so many seconds, a
// divisor of 86400.
func NewAccumulator(bucketSeconds int) (*Accumulator, error) {
	if bucketSeconds <= 0 || SecondsPerDay%bucketSeconds != 0 {
		return nil, fmt.Errorf("bucket of %d seconds: not a divisor of a day's %d", bucketSeconds, SecondsPerDay)
	}
	a := &Accumulator{
		bucketSeconds: int64(bucketSeconds),
		identities:    newDictionary[identity](),
		outcomes:      newDictionary[outcome](),
		texts:         newSymbols(),
	}
	return a, nil
}

// Full tells that Rows should be taken and Reset called before the next Add.
func (a *Accumulator) Full() bool {
	return a.cells.count >= maxCells || a.textBytes() >= maxTextBytes
}

func (a *Accumulator) textBytes() int { return a.identities.bytes + a.outcomes.bytes + a.texts.bytes }

// Add counts a request.
func (a *Accumulator) Add(q *activesync.Request) {
	second := q.UnixMilli / 1000
	bucket := second - second%a.bucketSeconds

	a.scratch = appendIdentity(a.scratch[:0], q)
	who, known := a.identities.find(a.scratch)
	if !known {
		who = a.identities.add(a.scratch, a.newIdentity(q))
	}
	a.scratch = appendOutcome(a.scratch[:0], q)
	what, known := a.outcomes.find(a.scratch)
	if !known {
		what = a.outcomes.add(a.scratch, a.newOutcome(q))
	}
	a.cells.at(uint32(bucket), who, what).count(q, uint32(q.UnixMilli-bucket*1000), &a.cells)
}

// Clear makes the Accumulator as good as new and keeps the memory. Nothing that
// was learnt is kept: when it is full depends on what it counts from now on.
func (a *Accumulator) Clear() {
	a.cells.reset()
	a.forget()
}

func (a *Accumulator) forget() {
	a.identities.reset()
	a.outcomes.reset()
	a.texts.reset()
}

// Reset takes the rows away and keeps the memory. What was learnt about texts is
// kept too, while it is little: the same devices come again.
func (a *Accumulator) Reset() {
	a.cells.reset()
	if a.textBytes() > maxTextBytes/2 {
		a.forget()
	}
}
