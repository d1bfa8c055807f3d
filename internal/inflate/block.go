package inflate

// startBlock reads the header of a block (RFC 1951, 3.2.3).
func (d *decoder) startBlock() error {
	header, err := d.in.take(3)
	if err != nil {
		return err
	}
	d.final = header&1 != 0
	switch header >> 1 {
	case 0:
		return d.startStored()
	case 1:
		d.useFixed()
		return nil
	case 2:
		return d.readCodes()
	}
	return d.in.corrupt("deflate: invalid kind of block")
}

func (d *decoder) startStored() error {
	d.in.align()
	n, err := d.in.take(16)
	if err != nil {
		return err
	}
	complement, err := d.in.take(16)
	if err != nil {
		return err
	}
	if n^complement != 0xFFFF {
		return d.in.corrupt("deflate: invalid length of a stored block")
	}
	d.in.align()
	d.state, d.left = stored, n
	return nil
}

func (d *decoder) copyStored() error {
	if d.left == 0 {
		d.state = between
		return nil
	}
	if d.in.pos == d.in.end {
		if err := d.in.fill(); err != nil {
			return cut(err)
		}
	}
	room := min(d.left, limit-d.n)
	n := uint(copy(d.out[d.n:d.n+room], d.in.buf[d.in.pos:d.in.end]))
	d.n += n
	d.in.pos += n
	d.left -= n
	return nil
}

func (d *decoder) useFixed() {
	d.state = coded
	if d.fixed {
		return
	}
	d.fixed = true
	lengths, ofDistances := fixedLengths()
	build(d.symbols[:], symbolBits, lengths[:], literalsAndLengths[:])
	build(d.distances[:], distanceBits, ofDistances[:], distances[:])
}

// readCodes reads the codes of a block that brings its own (3.2.7).
func (d *decoder) readCodes() error {
	d.fixed = false
	header, err := d.in.take(14)
	if err != nil {
		return err
	}
	symbols, all := 257+(header&31), 258+(header&31)+(header>>5&31)
	if symbols > numSymbols || all-symbols > numDistances {
		return d.in.corrupt("deflate: invalid number of codes")
	}
	if err := d.readCodeOfLengths(4 + header>>10); err != nil {
		return err
	}
	if err := d.readLengths(d.lengths[:all]); err != nil {
		return err
	}
	if !build(d.symbols[:], symbolBits, d.lengths[:symbols], literalsAndLengths[:]) ||
		!build(d.distances[:], distanceBits, d.lengths[symbols:all], distances[:]) {
		return d.in.corrupt("deflate: invalid lengths of codes")
	}
	d.state = coded
	return nil
}

// readCodeOfLengths reads the code that the lengths of the others are in. Its
// table stands where that of the symbols will.
func (d *decoder) readCodeOfLengths(n uint) error {
	order := [...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	var lengths [len(order)]uint8
	for _, i := range order[:n] {
		length, err := d.in.take(3)
		if err != nil {
			return err
		}
		lengths[i] = uint8(length)
	}
	if !build(d.symbols[:], lengthBits, lengths[:], codeLengths[:]) {
		return d.in.corrupt("deflate: invalid lengths of codes")
	}
	return nil
}

func (d *decoder) readLengths(lengths []uint8) error {
	for i := 0; i < len(lengths); {
		e, err := d.look(d.symbols[:], lengthBits)
		if err != nil {
			return err
		}
		if e&special != 0 {
			return d.in.corrupt("deflate: invalid code of a length")
		}
		value := e.extended(d.in.bits)
		symbol, times := value>>8, int(value&0xFF)
		var length uint8
		switch {
		case symbol < 16:
			length = uint8(symbol)
		case symbol == 16 && i == 0:
			return d.in.corrupt("deflate: no length to repeat")
		case symbol == 16:
			length = lengths[i-1]
		}
		if times > len(lengths)-i {
			return d.in.corrupt("deflate: too many lengths of codes")
		}
		for range times {
			lengths[i] = length
			i++
		}
		d.in.drop(uint(e.size()))
	}
	return nil
}
