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
			a.fill(&row, a.cells.cell(p.cell))
			if !yield(&row) {
				return
			}
		}
	}
}

func (a *Accumulator) fill(row *Row, c *cell) {
	who, what, texts := &a.identities.values[c.who], &a.outcomes.values[c.what], a.texts.words
	// Field by field: a composite literal is built elsewhere first and copied.
	k := &row.Key
	k.Bucket = int64(c.bucket)
	k.DeviceID, k.DeviceType = texts[who.deviceID], texts[who.deviceType]
	k.UserName, k.CSUsername = texts[who.userName], texts[who.csUsername]
	k.UserAgent, k.Server, k.Side = texts[who.userAgent], texts[who.server], who.side
	k.ClientAddress, k.Command = texts[who.client], texts[what.command]
	k.Status, k.Substatus, k.Win32Status, k.EASStatus = what.status, what.substatus, what.win32, what.easStatus
	k.Error, k.AccessState = texts[what.errorNames], texts[what.accessState]

	m := &row.Measures
	m.Hits, m.Waiting = int64(c.hits), int64(c.waiting)
	m.BytesSent, m.BytesReceived, m.TimeTaken = c.total(sent), c.total(received), c.total(taken)
	m.Times = c.distribution(row.Times[:0], a.cells.bins)
	m.First, m.Last = int64(c.bucket)*1000+int64(c.first), int64(c.bucket)*1000+int64(c.last)
	m.FullSyncs, m.RecoverySyncs, m.InvalidSyncs = int64(c.full), int64(c.recovery), int64(c.invalid)
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
	if len(dst) > 1 {
		slices.SortFunc(dst, func(x, y Bin) int { return int(x.Index) - int(y.Index) })
	}
	return dst
}
