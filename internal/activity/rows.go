package activity

import (
	"iter"
	"slices"
)

// Rows yields the rows by UTC day; within a day they are ordered by device id
// (ignoring case) and time, rows equal in both by when their key first came.
// The Row is used again for the next one and so is its Times.
func (a *Accumulator) Rows() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		var row Row
		for _, p := range a.order() {
			a.fill(&row, a.cells.cell(int(p.cell)))
			if !yield(&row) {
				return
			}
		}
	}
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
