package activity

import (
	"encoding/binary"
	"math"

	"github.com/easreport/easreport/internal/activesync"
)

// extra is a count that few requests carry. A request's extras are packed: for
// each, ascending, its number and its value as a varint, and noExtra at the end. A
// request without any has no bytes at all.
type extra byte

const (
	noExtra extra = iota
	attachments
	attachmentBytes
	sharePointReads
	uncReads
	oofGets
	oofSets
	items // of the first activesync.ItemKind; the others follow
)

// appendExtras packs what a request carries.
func appendExtras(dst []byte, l *activesync.Log) []byte {
	start := len(dst)
	if l.Attachments|l.SharePointReads|l.UNCReads != 0 || l.AttachmentBytes != 0 {
		dst = attachments.appendCount(dst, int64(l.Attachments))
		dst = attachmentBytes.appendCount(dst, l.AttachmentBytes)
		dst = sharePointReads.appendCount(dst, int64(l.SharePointReads))
		dst = uncReads.appendCount(dst, int64(l.UNCReads))
	}
	if l.OOFGet {
		dst = oofGets.append(dst, 1)
	}
	if l.OOFSet {
		dst = oofSets.append(dst, 1)
	}
	if l.Items != [activesync.ItemKinds]int32{} {
		for kind, n := range l.Items {
			dst = (items + extra(kind)).appendCount(dst, int64(n))
		}
	}
	if len(dst) > start {
		dst = append(dst, byte(noExtra))
	}
	return dst
}

func (e extra) append(dst []byte, value int64) []byte {
	return binary.AppendUvarint(append(dst, byte(e)), uint64(value))
}

// appendCount appends a count unless it is 0.
func (e extra) appendCount(dst []byte, n int64) []byte {
	if n > 0 {
		dst = e.append(dst, n)
	}
	return dst
}

// cutExtra takes the first of packed extras off; noExtra at the end.
func cutExtra(packed []byte) (e extra, value int64, rest []byte) {
	if e = extra(packed[0]); e == noExtra {
		return noExtra, 0, packed[1:]
	}
	if n := packed[1]; n < 0x80 { // most are small
		return e, int64(n), packed[2:]
	}
	n, size := binary.Uvarint(packed[1:])
	return e, int64(n), packed[1+size:]
}

// mergeExtras appends the packed extras of all requests that a and b are of. What
// stands behind either of them is left alone.
func mergeExtras(dst, a, b []byte) []byte {
	ea, va, a := cutExtra(a)
	eb, vb, b := cutExtra(b)
	for ea != noExtra || eb != noExtra {
		switch {
		case eb == noExtra || ea != noExtra && ea < eb:
			dst = ea.append(dst, va)
			ea, va, a = cutExtra(a)
		case ea == noExtra || eb < ea:
			dst = eb.append(dst, vb)
			eb, vb, b = cutExtra(b)
		default:
			dst = ea.append(dst, va+min(vb, math.MaxInt64-va))
			ea, va, a = cutExtra(a)
			eb, vb, b = cutExtra(b)
		}
	}
	return append(dst, byte(noExtra))
}

// keepExtras takes in the packed extras, if any, of one more request of a cell whose
// extras are at an index-1, and returns where they are now. They are written where the
// cell's were, or behind all others if they have become longer, which happens a few
// times for each count: numbers grow by digits.
func (t *cellTable) keepExtras(at uint32, packed []byte) uint32 {
	switch {
	case len(packed) == 0:
		return at
	case at > 0:
		before := t.extras[at-1:]
		t.merged = mergeExtras(t.merged[:0], before, packed)
		if n := sizeOfExtras(before); len(t.merged) <= n {
			copy(before, t.merged)
			return at
		}
		packed = t.merged
	}
	at = uint32(len(t.extras)) + 1
	t.extras = append(t.extras, packed...)
	return at
}

func sizeOfExtras(packed []byte) int {
	rest := packed
	for e := items; e != noExtra; {
		e, _, rest = cutExtra(rest)
	}
	return len(packed) - len(rest)
}

// fillExtras fills in the extras of cells.
func (r *Run) fillExtras(b *Batch, cells []cell) {
	columns := b.extraColumns()
	for i := range cells {
		if at := cells[i].extras; at > 0 {
			r.fillExtrasOf(b, &columns, i, r.cells.extras[at-1:])
		}
	}
}

// fillExtrasOf fills in the extras of row i, whose columns are Absent so far.
func (r *Run) fillExtrasOf(b *Batch, columns *[items][]int64, i int, packed []byte) {
	start := len(r.bins)
	for e, value, rest := cutExtra(packed); e != noExtra; e, value, rest = cutExtra(rest) {
		if e < items {
			columns[e][i] = value
		} else {
			r.bins = append(r.bins, Bin{uint16(e - items), uint32(min(value, math.MaxUint32))})
		}
	}
	if n := len(r.bins) - start; n > 0 {
		b.Items[i] = r.lastBins(n)
	}
}

// extraColumns returns the columns of extras by number, items left out, and sets all of
// their values to Absent.
func (b *Batch) extraColumns() [items][]int64 {
	columns := [...][]int64{
		attachments: b.Attachments, attachmentBytes: b.AttachmentBytes,
		sharePointReads: b.SharePointReads, uncReads: b.UNCReads,
		oofGets: b.OOFGets, oofSets: b.OOFSets,
	}
	for _, column := range columns {
		for i := range column {
			column[i] = Absent
		}
	}
	clear(b.Items)
	return columns
}
