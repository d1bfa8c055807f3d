package activity

import "math"

// cell holds the measures of one key in one line of the processor's cache. Most
// keys have one request in a bucket, whose quantities it keeps as they are; the
// sums over several lie elsewhere, and so do extras. Times are in milliseconds from
// the start of the bucket.
type cell struct {
	bucket, who, what uint32
	before            uint32 // index+1 of the sender's cell before, 0: none
	first, last       uint32
	sums              uint32 // index+1 in cellTable.sums, 0: there is one request, as follows
	extras            uint32 // index+1 in cellTable.extras, 0: none
	quantities        [quantities]int32
	flags             uint8
}

// The quantities of a request, each Absent where the log does not carry it. Rows have
// the sums of those before summed, and the largest of each.
const (
	sent = iota
	received
	taken
	heartbeat
	throttle
	syncState
	syncCommit
	quantities
	summed = syncState
)

// cellTable finds the cell of a key. Logs are in order of time, so the cells of a
// sender in the bucket of now are the last ones it got: they are looked for along
// a chain from the last cell back, and no hash table is needed. Where time steps
// back a key may get a second cell; rows of one key add up all the same.
type cellTable struct {
	last   []lastCell // by sender
	chunks [][]cell   // of chunkCells each: growing copies no cell
	count  int
	// the first and the last of their buckets
	earliest, latest uint32

	sums   []cellSums
	bins   []chainedBin
	extras []byte // packed
	merged []byte // extras, before they are kept
}

// lastCell is the cell that a sender got last: its index+1, 0 if there is none,
// and its bucket, so that an old cell need not be fetched to see that it is old.
type lastCell struct{ cell, bucket uint32 }

// chunkCells is how many cells a chunk has, a power of two.
const chunkCells = 1 << 13

// cell gives the cell with an index below count.
func (t *cellTable) cell(index uint32) *cell {
	return &t.chunks[index/chunkCells][index%chunkCells]
}

// add counts a request, which came offset milliseconds into the bucket and has
// these packed extras.
func (t *cellTable) add(bucket, who, what uint32, e *entry, offset uint32, extras []byte) {
	if int(who) >= len(t.last) {
		t.last = append(t.last, make([]lastCell, int(who)+1-len(t.last))...)
	}
	last := &t.last[who]
	if last.bucket >= bucket {
		for n := last.cell; n != 0; {
			c := t.cell(n - 1)
			if c.bucket == bucket && c.what == what {
				t.again(c, e, offset, extras)
				return
			}
			if c.bucket < bucket {
				break
			}
			n = c.before
		}
	}
	if t.count == len(t.chunks)*chunkCells {
		t.chunks = append(t.chunks, make([]cell, chunkCells))
	}
	at := t.keepExtras(0, extras)
	c := t.cell(uint32(t.count))
	c.bucket, c.who, c.what, c.before = bucket, who, what, last.cell
	c.first, c.last, c.flags, c.extras, c.sums = offset, offset, e.flags, at, 0
	large := uint64(0)
	for i, v := range e.quantities {
		c.quantities[i] = int32(v)
		large |= uint64(v + 1) // of Absent 0
	}
	if large > math.MaxInt32 {
		t.addUp(c).add(&e.quantities, e.flags, t)
	}
	if t.count == 0 {
		t.earliest, t.latest = bucket, bucket
	}
	t.earliest, t.latest = min(t.earliest, bucket), max(t.latest, bucket)
	t.count++
	*last = lastCell{uint32(t.count), bucket}
}

// again counts a request of a key that has a cell.
func (t *cellTable) again(c *cell, e *entry, offset uint32, extras []byte) {
	if c.sums == 0 {
		var first [quantities]int64
		for i, v := range c.quantities {
			first[i] = int64(v)
		}
		t.addUp(c).add(&first, c.flags, t)
	}
	t.sums[c.sums-1].add(&e.quantities, e.flags, t)
	c.extras = t.keepExtras(c.extras, extras)
	c.first, c.last = min(c.first, offset), max(c.last, offset)
}

// addUp makes sums for a cell, which are of no request yet.
func (t *cellTable) addUp(c *cell) *cellSums {
	t.sums = append(t.sums, cellSums{max: nothing})
	c.sums = uint32(len(t.sums))
	return &t.sums[c.sums-1]
}

func (t *cellTable) reset() {
	clear(t.last)
	t.count, t.sums, t.bins, t.extras = 0, t.sums[:0], t.bins[:0], t.extras[:0]
}
