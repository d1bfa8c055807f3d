package activity

import (
	"iter"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
)

// Rows yields the rows by UTC day; within a day they are ordered by device id
// (ignoring case) and time, rows equal in both by when their key first came.
// The Row is used again for the next one and so is its Times.
func (a *Accumulator) Rows() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		var row Row
		for _, n := range a.order() {
			a.fill(&row, &a.cells.cells[n])
			if !yield(&row) {
				return
			}
		}
	}
}

// order gives the indices of the cells in the order of Rows.
func (a *Accumulator) order() []uint32 {
	rank := a.deviceRanks()
	keys := make([]sortKey, len(a.cells.cells))
	for i := range a.cells.cells {
		c := &a.cells.cells[i]
		keys[i] = sortKey{
			major: uint64(c.bucket/SecondsPerDay)<<32 | uint64(rank[a.identities.values[c.who].deviceID]),
			minor: uint64(c.bucket)<<32 | uint64(i),
		}
	}
	slices.SortFunc(keys, sortKey.compare)
	order := make([]uint32, len(keys))
	for i, k := range keys {
		order[i] = uint32(k.minor)
	}
	return order
}

// sortKey is day and device, then bucket and index of a cell.
type sortKey struct{ major, minor uint64 }

func (k sortKey) compare(o sortKey) int {
	switch {
	case k.major < o.major || k.major == o.major && k.minor < o.minor:
		return -1
	case k == o:
		return 0
	}
	return 1
}

// deviceRanks gives each text that is a device id its place among them.
func (a *Accumulator) deviceRanks() []uint32 {
	type device struct {
		folded string
		text   uint32
	}
	rank := make([]uint32, len(a.texts.words))
	var devices []device
	for i := range a.identities.values {
		if id := a.identities.values[i].deviceID; rank[id] == 0 {
			rank[id] = 1 // seen
			devices = append(devices, device{activesync.FoldDevice(a.texts.words[id]), id})
		}
	}
	slices.SortFunc(devices, func(x, y device) int {
		if c := strings.Compare(x.folded, y.folded); c != 0 {
			return c
		}
		return strings.Compare(a.texts.words[x.text], a.texts.words[y.text])
	})
	for i, d := range devices {
		rank[d.text] = uint32(i)
		if i > 0 && d.folded == devices[i-1].folded {
			rank[d.text] = rank[devices[i-1].text] // spellings of one id are one device
		}
	}
	return rank
}

func (a *Accumulator) fill(row *Row, c *cell) {
	who, what, texts := &a.identities.values[c.who], &a.outcomes.values[c.what], a.texts.words
	row.Key = Key{
		Bucket:        int64(c.bucket),
		DeviceID:      texts[who.deviceID],
		DeviceType:    texts[who.deviceType],
		UserName:      texts[who.userName],
		CSUsername:    texts[who.csUsername],
		UserAgent:     texts[who.userAgent],
		Server:        texts[who.server],
		Side:          who.side,
		ClientAddress: texts[who.client],
		Command:       texts[what.command],
		Status:        what.status,
		Substatus:     what.substatus,
		Win32Status:   what.win32,
		EASStatus:     what.easStatus,
		Error:         texts[what.errorNames],
		AccessState:   texts[what.accessState],
	}
	row.Measures = Measures{
		Hits:          int64(c.hits),
		BytesSent:     c.total(sent),
		BytesReceived: c.total(received),
		TimeTaken:     c.total(taken),
		Waiting:       int64(c.waiting),
		Times:         c.distribution(row.Times[:0], a.cells.bins),
		First:         int64(c.bucket)*1000 + int64(c.first),
		Last:          int64(c.bucket)*1000 + int64(c.last),
		FullSyncs:     int64(c.full),
		RecoverySyncs: int64(c.recovery),
		InvalidSyncs:  int64(c.invalid),
	}
}

func (c *cell) total(quantity int) Total {
	return Total{Sum: c.sum[quantity], Max: c.max[quantity], Count: int64(c.counted[quantity])}
}

func (c *cell) distribution(dst Histogram, bins []chainedBin) Histogram {
	if c.bin.Count > 0 {
		dst = append(dst, c.bin)
	}
	for i := c.more; i != 0; i = bins[i-1].more {
		dst = append(dst, bins[i-1].Bin)
	}
	slices.SortFunc(dst, func(x, y Bin) int { return int(x.Index) - int(y.Index) })
	return dst
}
