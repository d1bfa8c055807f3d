package activity

import "github.com/easreport/easreport/internal/activesync"

// cell holds the measures of one key in little memory. Its time range is in
// milliseconds from the start of its bucket.
type cell struct {
	sum, max                [quantities]int64
	counted                 [quantities]uint32
	bucket, who, what       uint32
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

// cellTable finds the cell of a key. Cells lie in the order in which their keys
// first came, which in a log is by time: the ones in use are close together.
type cellTable struct {
	seed   uint64
	slots  []uint32 // index+1 of a cell, 0: free
	chunks [][]cell // of chunkCells each: growing copies no cell
	count  int
	bins   []chainedBin
}

// chunkCells is how many cells a chunk has, a power of two.
const chunkCells = 1 << 13

// cell gives the cell with an index below count.
func (t *cellTable) cell(index int) *cell {
	return &t.chunks[index/chunkCells][index%chunkCells]
}

// chainedBin is a further bin of a cell's distribution.
type chainedBin struct {
	Bin
	more int32
}

func newCellTable(seed uint64) cellTable {
	return cellTable{seed: seed, slots: make([]uint32, 1<<12)}
}

func (t *cellTable) hash(bucket, who, what uint32) uint64 {
	h := (uint64(who)<<32 | uint64(what)) ^ t.seed
	h = (h ^ h>>29) * 0x9e3779b97f4a7c15
	h = (h ^ h>>32 ^ uint64(bucket)) * 0xbf58476d1ce4e5b9
	return h ^ h>>31
}

func (t *cellTable) at(bucket, who, what uint32) *cell {
	mask := uint64(len(t.slots) - 1)
	i := t.hash(bucket, who, what) & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if c := t.cell(int(t.slots[i] - 1)); c.bucket == bucket && c.who == who && c.what == what {
			return c
		}
	}
	if t.count == len(t.chunks)*chunkCells {
		t.chunks = append(t.chunks, make([]cell, chunkCells))
	}
	c := t.cell(t.count)
	*c = cell{bucket: bucket, who: who, what: what, first: ^uint32(0)}
	t.count++
	t.slots[i] = uint32(t.count)
	if 2*t.count > len(t.slots) {
		t.grow()
	}
	return c
}

func (t *cellTable) grow() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for n := range t.count {
		c := t.cell(n)
		i := t.hash(c.bucket, c.who, c.what) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(n + 1)
	}
}

func (t *cellTable) reset() {
	clear(t.slots)
	t.count, t.bins = 0, t.bins[:0]
}

// count adds one request, which came offset milliseconds into the bucket.
func (c *cell) count(q *activesync.Request, offset uint32, t *cellTable) {
	c.hits++
	c.first, c.last = min(c.first, offset), max(c.last, offset)
	for i, v := range [quantities]int64{sent: q.BytesSent, received: q.BytesReceived, taken: q.TimeTaken} {
		if v >= 0 {
			c.sum[i] += v
			c.max[i] = max(c.max[i], v)
			c.counted[i]++
		}
	}
	c.full += one(q.Log.Full)
	c.recovery += one(q.Log.Recovery)
	c.invalid += one(q.Log.Invalid)
	if q.Waits() {
		c.waiting++
	} else if q.TimeTaken >= 0 {
		c.bins(BinOf(q.TimeTaken), t)
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

func one(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
