package inflate

import "io"

const (
	// window is how far back a match may reach.
	window = 32 << 10
	// limit is where output is given out. To move the window costs little, and
	// all of it stays in the L2 cache.
	limit = window + 64<<10
	// maxLiterals and maxMatch are how many bytes fast may write in the turn that
	// it passes the limit in. A match has 258 at most; but what the compiler can
	// see is 511, and the last 16 that are copied may be beyond the match.
	maxLiterals = 4
	maxMatch    = 511 + 16
)

// decoder decodes one stream after the other from an input.
type decoder struct {
	in    input
	state state
	final bool // the block is the last one
	// left is how many bytes of a stored block are to come.
	left uint
	// n is how many bytes of out are decoded.
	n   uint
	out [limit + maxLiterals + maxMatch]byte
	// The codes of the block, of literals and lengths and of distances.
	symbols   [1 << (symbolBits + 1)]entry
	distances [1 << (distanceBits + 1)]entry
	fixed     bool // they are the fixed ones
	lengths   [numSymbols + numDistances]uint8
}

type state uint8

const (
	between state = iota // blocks
	stored
	coded
)

// start begins a stream where the input is.
func (d *decoder) start() { d.state, d.final, d.left, d.n = between, false, 0, 0 }

// next decodes the next bytes, which hold until the call after. With the last of
// them comes io.EOF, and the input stands behind the stream; an error may come
// with bytes, too.
func (d *decoder) next() ([]byte, error) {
	if d.n >= limit {
		d.n = uint(copy(d.out[:window], d.out[d.n-window:d.n]))
	}
	from := d.n
	err := d.decode()
	return d.out[from:d.n], err
}

func (d *decoder) decode() (err error) {
	for err == nil && d.n < limit {
		switch d.state {
		case stored:
			err = d.copyStored()
		case coded:
			err = d.decodeSymbols()
		default:
			if d.final {
				d.in.align()
				return io.EOF
			}
			err = d.startBlock()
		}
	}
	return err
}

func (d *decoder) decodeSymbols() error {
	for d.n < limit && d.state == coded {
		d.fast()
		if d.n >= limit {
			break
		}
		if err := d.symbol(); err != nil {
			return err
		}
	}
	return nil
}

// symbol decodes one symbol.
func (d *decoder) symbol() error {
	e, err := d.look(d.symbols[:], symbolBits)
	switch {
	case err != nil:
		return err
	case e&literal != 0:
		d.in.drop(uint(e.size()))
		d.out[d.n] = e.literal()
		d.n++
		return nil
	case e&end != 0:
		d.in.drop(uint(e.size()))
		d.state = between
		return nil
	case e&special != 0:
		return d.in.corrupt("deflate: invalid code")
	}
	length := e.extended(d.in.bits)
	d.in.drop(uint(e.size()))
	e, err = d.look(d.distances[:], distanceBits)
	switch {
	case err != nil:
		return err
	case e&special != 0:
		return d.in.corrupt("deflate: invalid code of a distance")
	}
	distance := e.extended(d.in.bits)
	if distance > d.n {
		return d.in.corrupt("deflate: distance beyond the beginning")
	}
	d.in.drop(uint(e.size()))
	for range length {
		d.out[d.n] = d.out[d.n-distance]
		d.n++
	}
	return nil
}

// look gives the entry of the next symbol, with all its bits in the input.
func (d *decoder) look(table []entry, mainBits uint) (entry, error) {
	for {
		e := table[d.in.bits&(1<<mainBits-1)]
		if e&subtable != 0 {
			e = table[e.index(d.in.bits, mainBits)]
		}
		if uint(e.size()) <= d.in.count {
			return e, nil
		}
		// Too few bits may have led to a wrong symbol, but never to one that
		// takes no more than there are.
		if err := d.in.need(d.in.count + 1); err != nil {
			return 0, err
		}
	}
}
