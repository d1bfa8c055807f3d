package estate

import "bytes"

// damager makes some rows unreadable: no reader can tell what they said.
type damager struct {
	random  random
	million int // damaged rows of a million
}

// spares draws what strike would, for a row that is not written, so that one silent
// server does not change the damage to others.
func (d *damager) spares() {
	if d.million > 0 {
		d.random.uint64()
	}
}

// strike damages the row that begins at start, or leaves it.
func (d *damager) strike(b []byte, start int) ([]byte, bool) {
	if d.million == 0 {
		return b, false
	}
	x := d.random.uint64()
	if int(x%1_000_000) >= d.million {
		return b, false
	}
	row := b[start:]
	switch x >> 32 % 4 {
	case 0: // cut within the query, as by a crash
		blank := bytes.IndexByte(row, '/')
		return b[:start+blank+(len(row)-blank)/3], true
	case 1: // and padded with what a new block of the disk holds
		blank := bytes.IndexByte(row, '/')
		b = b[:start+blank+(len(row)-blank)/3]
		return append(b, make([]byte, 64)...), true
	case 2: // no such day
		copy(row[5:], "13-40")
		return b, true
	default: // values under no field
		return append(b, " 203.0.113.1 x y"...), true
	}
}
