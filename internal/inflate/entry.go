package inflate

// An entry of a table says what the next bits of the stream mean:
//
//	bits  0-7   how many bits the symbol takes, those that extend it included
//	bits  8-13  how many of them are its code
//	bit  14     literal
//	bit  15     special
//	bits 16-30  its value: a literal, or the least length or distance
//	bits 28-31  of a literal: how many bits it takes
//
// An entry that leads to a subtable has the subtable's place as its value, and
// in bits 8-11 how many bits of the stream, after those of the main table, make
// the index into it.
type entry uint32

const (
	literal entry = 1 << 14
	// special is an entry that is neither literal, length nor distance: one of
	// those below, or bits that no code was given to.
	special  entry = 1 << 15
	subtable entry = 1 << 12
	end      entry = 1 << 13 // of the block
)

// withCode gives a symbol's entry a code of n bits.
func (e entry) withCode(n uint) entry {
	if e&literal != 0 {
		e += entry(n << 28)
	}
	return e + entry(n<<8+n)
}

// size is how many bits the symbol takes, those that extend it included.
func (e entry) size() uint8 { return uint8(e) }

// isLiteral is 1 for a literal and 0 for all else.
func (e entry) isLiteral() uint { return uint(e / literal & 1) }

// literalSize is how many bits a literal takes, and 0 for all else.
func (e entry) literalSize() uint8 { return uint8(e >> 28) }

func (e entry) literal() byte { return byte(e >> 16) }

// value is the least length or distance, or the place of a subtable.
func (e entry) value() uint { return uint(e >> 16) }

// extended is the value with the extension that follows the code in the stream.
// Here and below & 63 says to the compiler that a shift is by less than a word.
func (e entry) extended(stream uint64) uint {
	return e.value() + uint(stream&(1<<(e&63)-1)>>(e>>8&63))
}

// index is where in its table the entry is that a subtable's entry leads to.
func (e entry) index(stream uint64, mainBits uint) uint {
	return e.value() + uint(stream>>mainBits&(1<<(e>>8&15)-1))
}
