package activity

// cell holds the measures of one key in one line of the processor's cache. Most
// keys have one request in a bucket, whose quantities it keeps as they are; the
// sums over several lie elsewhere, and so does what Log= carries. Times are in
// milliseconds from the start of the bucket.
type cell struct {
	bucket, who, what uint32
	before            uint32 // index+1 of the sender's cell before, 0: none
	hits              uint32
	first, last       uint32
	sums              uint32 // index+1 in cellTable.sums, 0: there is one request
	quantities        [quantities]int64
	flags             uint8
	carried           uint32 // index+1 in cellTable.carried, of the first request; 0: nothing
}

const (
	sent = iota
	received
	taken
	quantities
)

// cellTable finds the cell of a key. Logs are in order of time, so the cells of a
// sender in the bucket of now are the last ones it got: they are looked for along
// a chain from the last cell back, and no hash table is needed. Where time steps
// back a key may get a second cell; rows of one key add up all the same.
type cellTable struct {
	last    []lastCell // by sender
	chunks  [][]cell   // of chunkCells each: growing copies no cell
	count   int
	sums    []cellSums
	bins    []chainedBin
	carried []carried
	extras  []byte
	merged  []byte // extras, before they are kept
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
	c := t.cell(uint32(t.count))
	*c = cell{
		bucket: bucket, who: who, what: what, before: last.cell,
		hits: 1, first: offset, last: offset, quantities: e.quantities, flags: e.flags,
	}
	if len(extras) > 0 || e.gauges != noGauges {
		t.carried = append(t.carried, carried{e.gauges, t.keepExtras(0, extras)})
		c.carried = uint32(len(t.carried))
	}
	t.count++
	*last = lastCell{uint32(t.count), bucket}
}

// again counts a request of a key that has a cell.
func (t *cellTable) again(c *cell, e *entry, offset uint32, extras []byte) {
	if c.sums == 0 {
		t.sums = append(t.sums, cellSums{gaugeMax: noGauges})
		c.sums = uint32(len(t.sums))
		s := &t.sums[c.sums-1]
		s.add(c.quantities, c.flags, t)
		if c.carried != 0 {
			first := &t.carried[c.carried-1]
			s.addGauges(&first.gauges)
			s.extras = first.extras
		}
	}
	s := &t.sums[c.sums-1]
	s.add(e.quantities, e.flags, t)
	s.addGauges(&e.gauges)
	s.extras = t.keepExtras(s.extras, extras)
	c.hits++
	c.first, c.last = min(c.first, offset), max(c.last, offset)
}

func (t *cellTable) reset() {
	clear(t.last)
	t.count, t.sums, t.bins, t.carried, t.extras = 0, t.sums[:0], t.bins[:0], t.carried[:0], t.extras[:0]
}
