package activity

// cell holds the measures of one key in little memory. Its time range is in
// milliseconds from the start of its bucket.
type cell struct {
	sum, max                [quantities]int64
	counted                 [quantities]uint32
	bucket, who, what       uint32
	before                  uint32 // index+1 of the sender's cell before, 0: none
	hits, waiting           uint32
	full, recovery, invalid uint32
	first, last             uint32
	bin                     Bin   // the first bin of the distribution; Count 0: none yet
	more                    int32 // index+1 of the next bin in cellTable.bins, 0: none
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
	last   []lastCell // by sender
	chunks [][]cell   // of chunkCells each: growing copies no cell
	count  int
	bins   []chainedBin
}

// lastCell is the cell that a sender got last: its index+1, 0 if there is none,
// and its bucket, so that an old cell need not be fetched to see that it is old.
type lastCell struct{ cell, bucket uint32 }

// chunkCells is how many cells a chunk has, a power of two.
const chunkCells = 1 << 13

// chainedBin is a further bin of a cell's distribution.
type chainedBin struct {
	Bin
	more int32
}

// cell gives the cell with an index below count.
func (t *cellTable) cell(index uint32) *cell {
	return &t.chunks[index/chunkCells][index%chunkCells]
}

func (t *cellTable) at(bucket, who, what uint32) *cell {
	if int(who) >= len(t.last) {
		t.last = append(t.last, make([]lastCell, int(who)+1-len(t.last))...)
	}
	last := &t.last[who]
	if last.bucket >= bucket {
		for n := last.cell; n != 0; {
			c := t.cell(n - 1)
			if c.bucket == bucket && c.what == what {
				return c
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
	*c = cell{bucket: bucket, who: who, what: what, before: last.cell, first: ^uint32(0)}
	t.count++
	*last = lastCell{uint32(t.count), bucket}
	return c
}

func (t *cellTable) reset() {
	clear(t.last)
	t.count, t.bins = 0, t.bins[:0]
}

// count adds one request, which came offset milliseconds into the bucket.
func (c *cell) count(e *entry, offset uint32, t *cellTable) {
	c.hits++
	c.first, c.last = min(c.first, offset), max(c.last, offset)
	for i, v := range e.quantities {
		if v >= 0 {
			c.sum[i] += v
			c.max[i] = max(c.max[i], v)
			c.counted[i]++
		}
	}
	if e.flags&(full|recovery|invalid) != 0 {
		c.full += one(e.flags & full)
		c.recovery += one(e.flags & recovery)
		c.invalid += one(e.flags & invalid)
	}
	if e.flags&waits != 0 {
		c.waiting++
	} else if e.quantities[taken] >= 0 {
		c.bins(BinOf(e.quantities[taken]), t)
	}
}

// bins counts a value in the cell's distribution.
func (c *cell) bins(index uint16, t *cellTable) {
	if c.bin.Count == 0 {
		c.bin.Index = index
	}
	if c.bin.Index == index {
		c.bin.Count++
		return
	}
	link := &c.more
	for *link != 0 {
		b := &t.bins[*link-1]
		if b.Index == index {
			b.Count++
			return
		}
		link = &b.more
	}
	*link = int32(len(t.bins) + 1)
	t.bins = append(t.bins, chainedBin{Bin: Bin{index, 1}})
}

func one(flag uint8) uint32 {
	if flag != 0 {
		return 1
	}
	return 0
}
