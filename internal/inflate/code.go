package inflate

import "math/bits"

const (
	maxLen = 15 // of a code, in bits

	// The main tables take so many bits: longer codes are rare, and larger tables
	// crowd the L1 cache. With subtables they have 1334 and 402 entries at most
	// (zlib's enough.c); a power of two makes any index a valid one.
	symbolBits   = 10
	distanceBits = 8
	lengthBits   = 7 // the longest code of a code length: there is no subtable

	maxSymbols = 288
)

// build makes the table of a canonical Huffman code (RFC 1951, 3.2.2) from the
// length of each symbol's code, 0 for none, and the entry that each symbol has
// but for its code. It fails if the lengths make no code, or leave bits without
// a meaning, except for what zlib lets pass: no symbol at all, or a single one
// of one bit.
func build(table []entry, mainBits uint, lengths []uint8, symbols []entry) bool {
	var count [maxLen + 1]uint
	for _, n := range lengths {
		count[n&15]++
	}
	sorted, used := sortByLength(lengths, &count)
	room := uint(1) << maxLen
	for n := uint(1); n <= maxLen; n++ {
		taken := count[n] << (maxLen - n)
		if taken > room {
			return false
		}
		room -= taken
	}
	if room > 0 {
		return buildPartly(table[:1<<mainBits], sorted[:used], &count, symbols)
	}
	fill(table, mainBits, sorted[:used], lengths, symbols)
	return true
}

// sortByLength sorts the symbols that have a code by its length, then by value.
func sortByLength(lengths []uint8, count *[maxLen + 1]uint) (sorted [maxSymbols]uint16, used uint) {
	count[0] = 0
	var at [16]uint
	for n, c := range count {
		at[n] = used
		used += c
	}
	for symbol, n := range lengths {
		if n != 0 {
			sorted[at[n&15]] = uint16(symbol)
			at[n&15]++
		}
	}
	return sorted, used
}

// buildPartly makes a table for none or one symbol, where bits are left without
// a meaning.
func buildPartly(table []entry, sorted []uint16, count *[maxLen + 1]uint, symbols []entry) bool {
	none, one := special, special
	switch {
	case len(sorted) == 0:
	case len(sorted) == 1 && count[1] == 1:
		none = special + 1
		one = symbols[sorted[0]].withCode(1)
	default:
		return false
	}
	for i := range table {
		table[i] = none
		if i%2 == 0 {
			table[i] = one
		}
	}
	return true
}

// fill makes the table of a code that is complete. Symbols come by the length of
// their codes, so that a table for codes of n bits is whole when the first longer
// one is met, and twice that table is the one for n+1 bits.
func fill(table []entry, mainBits uint, sorted []uint16, lengths []uint8, symbols []entry) {
	var n, code, prefix, sub uint // code in the order of the stream, its first bit lowest
	place := uint(1) << mainBits  // of the next subtable
	for i, symbol := range sorted {
		for ; n < uint(lengths[symbol]); n++ {
			if n < mainBits {
				copy(table[1<<n:], table[:1<<n])
			}
		}
		e := symbols[symbol].withCode(n)
		if n <= mainBits {
			table[code] = e
		} else {
			if first := code & (1<<mainBits - 1); sub == 0 || first != prefix {
				place += 1 << sub
				prefix, sub = first, subtableBits(sorted[i:], lengths, mainBits)
				table[prefix] = subtable | special | entry(place<<16+sub<<8)
			}
			for at := code >> mainBits; at < 1<<sub; at += 1 << (n - mainBits) {
				table[place+at] = e
			}
		}
		code = following(code, n)
	}
	for ; n < mainBits; n++ {
		copy(table[1<<n:], table[:1<<n])
	}
}

// following is the code after one of n bits, in the order of the stream: as if 1
// were added at its other end.
func following(code, n uint) uint {
	bit := uint(1) << bits.Len(^code&(1<<n-1)) >> 1
	return code&(bit-1) | bit
}

// subtableBits is by how many bits the codes that begin as the first of sorted
// does are longer than mainBits, at most.
func subtableBits(sorted []uint16, lengths []uint8, mainBits uint) uint {
	var taken uint
	for _, symbol := range sorted {
		n := uint(lengths[symbol])
		if taken += 1 << (maxLen - n); taken == 1<<(maxLen-mainBits) {
			return n - mainBits
		}
	}
	return 0 // not in a complete code
}
