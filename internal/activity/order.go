package activity

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
)

// placed is a cell with what it is ordered by.
type placed struct {
	key  uint64
	cell uint32
}

// order gives the cells by day, device and bucket; cells equal in these stay in
// the order in which they came. Above dayShift, keys have the day.
func (r *Run) order() (all []placed, dayShift int) {
	cells := &r.cells
	if cells.count == 0 {
		return nil, 0
	}
	rank, devices := r.deviceRanks()
	bucketBits := bits.Len(uint(SecondsPerDay / r.bucketSeconds))
	rankBits := bits.Len(uint(devices))
	firstDay := cells.earliest / SecondsPerDay
	dayBits := bits.Len(uint(cells.latest/SecondsPerDay - firstDay))

	all = make([]placed, cells.count)
	for i := range all {
		c := cells.cell(uint32(i))
		day, second := c.bucket/SecondsPerDay-firstDay, c.bucket%SecondsPerDay
		key := uint64(day)<<rankBits | uint64(rank[r.identities[c.who].deviceID])
		all[i] = placed{key<<bucketBits | uint64(second/r.bucketSeconds), uint32(i)}
	}
	return radixSort(all, dayBits+rankBits+bucketBits), rankBits + bucketBits
}

// radixSort sorts by key, of which only the lowest keyBits are set, and keeps
// the order of equal keys. It may sort into a slice of its own.
func radixSort(all []placed, keyBits int) []placed {
	const digit = 11
	other := make([]placed, len(all))
	for shift := 0; shift < keyBits; shift += digit {
		var starts [1 << digit]int
		for i := range all {
			starts[all[i].key>>shift&(1<<digit-1)]++
		}
		sum := 0
		for d, n := range starts {
			starts[d], sum = sum, sum+n
		}
		for i := range all {
			d := all[i].key >> shift & (1<<digit - 1)
			other[starts[d]] = all[i]
			starts[d]++
		}
		all, other = other, all
	}
	return all
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
