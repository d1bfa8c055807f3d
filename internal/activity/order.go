package activity

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
)

// placed is a cell with what it is ordered by: its index is in the lowest cellBits.
type placed uint64

// cellBits are enough for the index of any cell of a run.
const cellBits = 18

func (p placed) cell() uint32 { return uint32(p & (1<<cellBits - 1)) }

// order gives the cells by day, device and bucket; cells equal in these stay in
// the order in which they came. Above dayShift, they have the day. Only where time
// stepped back do they need to be ordered by bucket first.
func (r *Run) order() (all []placed, dayShift int) {
	cells := &r.cells
	all = slices.Grow(r.ordered[:0], cells.count)[:cells.count]
	stepsBack, before := false, uint32(0)
	for i := range all {
		bucket := cells.cell(uint32(i)).bucket
		all[i] = placed(bucket)<<cellBits | placed(i)
		stepsBack, before = stepsBack || bucket < before, bucket
	}
	if stepsBack {
		all = r.radixSort(all, bits.Len32(cells.latest))
	}
	rank, rankBits := r.identityRanks()
	firstDay := cells.earliest / SecondsPerDay
	dayBits := bits.Len32(cells.latest/SecondsPerDay - firstDay)
	for i, p := range all {
		c := cells.cell(p.cell())
		day := c.bucket/SecondsPerDay - firstDay
		all[i] = (placed(day)<<rankBits|placed(rank[c.who]))<<cellBits | placed(p.cell())
	}
	return r.radixSort(all, dayBits+rankBits), rankBits + cellBits
}

// radixSort sorts by the lowest keyBits above the index of the cell, and keeps the order
// of equal keys. It may sort into other memory of the run.
func (r *Run) radixSort(all []placed, keyBits int) []placed {
	const digit = 11
	other := slices.Grow(r.spare[:0], len(all))[:len(all)]
	for shift := cellBits; shift < cellBits+keyBits; shift += digit {
		var starts [1 << digit]int
		for _, p := range all {
			starts[p>>shift&(1<<digit-1)]++
		}
		sum := 0
		for d, n := range starts {
			starts[d], sum = sum, sum+n
		}
		for _, p := range all {
			d := p >> shift & (1<<digit - 1)
			other[starts[d]] = p
			starts[d]++
		}
		all, other = other, all
	}
	r.ordered, r.spare = all, other
	return all
}

// identityRanks gives each identity the place of its device among all devices, and how
// many bits a place has. Spellings of one device id have one place.
func (r *Run) identityRanks() (ranks []uint32, bitsOfRank int) {
	byText, devices := r.deviceRanks()
	ranks = make([]uint32, len(r.identities))
	for i := range r.identities {
		ranks[i] = byText[r.identities[i].deviceID]
	}
	return ranks, bits.Len(uint(devices))
}

// deviceRanks gives each text that is a device id its place among them, and how
// many places there are. Spellings of one id have one place.
func (r *Run) deviceRanks() (rank []uint32, devices int) {
	type device struct {
		folded string
		text   uint32
	}
	rank = make([]uint32, len(r.words))
	var all []device
	for i := range r.identities {
		if id := r.identities[i].deviceID; rank[id] == 0 {
			rank[id] = 1 // seen
			all = append(all, device{activesync.FoldDevice(r.words[id]), id})
		}
	}
	slices.SortFunc(all, func(x, y device) int { return strings.Compare(x.folded, y.folded) })
	for i, d := range all {
		if i > 0 && d.folded != all[i-1].folded {
			devices++
		}
		rank[d.text] = uint32(devices)
	}
	return rank, devices
}
