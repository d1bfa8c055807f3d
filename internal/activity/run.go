package activity

import (
	"iter"
	"slices"
)

// Run is rows that an Accumulator was full of.
type Run struct {
	bucketSeconds uint32
	cells         cellTable
	identities    []identity
	outcomes      []outcome
	words         []string
	batch         Batch
}

// batchRows is how many rows a batch has at most: few enough that its columns
// stay in the processor's second cache until they are encoded.
const batchRows = 1024

// Batches yields the rows by UTC day, no batch having rows of two days; within a
// day they are ordered by device id (ignoring case) and time, rows equal in both
// by when their key first came. The Batch is used again for the next one.
func (r *Run) Batches() iter.Seq[*Batch] {
	return func(yield func(*Batch) bool) {
		for cells := r.order(); len(cells) > 0; {
			day := r.cells.cell(cells[0].cell).bucket / SecondsPerDay
			n := 0
			for n < min(len(cells), batchRows) && r.cells.cell(cells[n].cell).bucket/SecondsPerDay == day {
				n++
			}
			r.fill(&r.batch, cells[:n])
			if !yield(&r.batch) {
				return
			}
			cells = cells[n:]
		}
	}
}

// fill makes a batch of cells.
func (r *Run) fill(b *Batch, cells []placed) {
	b.reset(r.words, len(cells))
	for i, p := range cells {
		c := r.cells.cell(p.cell)
		b.Bucket[i] = int64(c.bucket) * 1000
		r.fillKey(b, i, c)
		b.Hits[i], b.Waiting[i] = int64(c.hits), int64(c.waiting)
		b.BytesSent[i], b.BytesSentMax[i] = c.total(sent)
		b.BytesReceived[i], b.BytesReceivedMax[i] = c.total(received)
		b.TimeTaken[i], b.TimeTakenMax[i] = c.total(taken)
		b.Timed[i] = int64(c.counted[taken])
		b.First[i], b.Last[i] = int64(c.bucket)*1000+int64(c.first), int64(c.bucket)*1000+int64(c.last)
		b.FullSyncs[i], b.RecoverySyncs[i], b.InvalidSyncs[i] = int64(c.full), int64(c.recovery), int64(c.invalid)
		b.bins = c.distribution(b.bins, r.cells.bins)
		b.binEnds[i] = uint32(len(b.bins))
	}
}

func (r *Run) fillKey(b *Batch, i int, c *cell) {
	who := &r.identities[c.who]
	b.DeviceID[i], b.DeviceType[i] = who.deviceID, who.deviceType
	b.UserName[i], b.CSUsername[i] = who.userName, who.csUsername
	b.UserAgent[i], b.ClientAddress[i] = who.userAgent, who.client
	b.Server[i], b.Side[i] = who.server, who.side
	what := &r.outcomes[c.what]
	b.Command[i], b.Error[i], b.AccessState[i] = what.command, what.errorNames, what.accessState
	b.Status[i], b.Substatus[i], b.Win32Status[i], b.EASStatus[i] = what.status, what.substatus, what.win32, what.easStatus
}

// total is a sum and a maximum, Absent without a measurement.
func (c *cell) total(quantity int) (sum, highest int64) {
	if c.counted[quantity] == 0 {
		return Absent, Absent
	}
	return c.sum[quantity], c.max[quantity]
}

// distribution appends the cell's bins in order.
func (c *cell) distribution(dst []Bin, more []chainedBin) []Bin {
	if c.bin.Count == 0 {
		return dst
	}
	dst = append(dst, c.bin)
	if c.more == 0 {
		return dst
	}
	start := len(dst) - 1
	for i := c.more; i != 0; i = more[i-1].more {
		dst = append(dst, more[i-1].Bin)
	}
	slices.SortFunc(dst[start:], func(x, y Bin) int { return int(x.Index) - int(y.Index) })
	return dst
}
