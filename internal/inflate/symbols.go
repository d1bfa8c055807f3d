package inflate

const (
	endOfBlock   = 256
	numSymbols   = 286 // that may occur, of 288 that have a code in the fixed one
	numDistances = 30  // of 32
)

// literalsAndLengths are the entries of the symbols of RFC 1951, 3.2.5, but for
// their codes.
var literalsAndLengths = func() (e [maxSymbols]entry) {
	for i := range 256 {
		e[i] = literal | entry(i)<<16
	}
	e[endOfBlock] = special | end
	extended(e[257:285], 3, 8, 4)
	e[285] = 258 << 16
	e[286], e[287] = special, special
	return e
}()

// distances are the entries of the distances, in the same way.
var distances = func() (e [32]entry) {
	extended(e[:numDistances], 1, 4, 2)
	e[30], e[31] = special, special
	return e
}()

// codeLengths are the entries of the symbols that lengths of codes are written
// with (3.2.7): the symbol, and in the lowest 8 bits how many lengths it stands
// for at least.
var codeLengths = func() (e [19]entry) {
	for i := range e {
		e[i] = entry(i<<8+1) << 16
	}
	e[16] += 2<<16 + 2
	e[17] += 2<<16 + 3
	e[18] += 10<<16 + 7
	return e
}()

// extended gives entries their least value and the number of bits that extend
// it: none for the first plain ones, one more after every other several.
func extended(e []entry, least entry, plain, every int) {
	for i := range e {
		var extra entry
		if i >= plain {
			extra = entry((i-plain)/every + 1)
		}
		e[i] = least<<16 + extra
		least += 1 << extra
	}
}

// fixedLengths are the lengths of codes in a block with the fixed codes (3.2.6).
func fixedLengths() (symbols [maxSymbols]uint8, distances [32]uint8) {
	for i := range symbols {
		switch {
		case i < 144:
			symbols[i] = 8
		case i < 256:
			symbols[i] = 9
		case i < 280:
			symbols[i] = 7
		default:
			symbols[i] = 8
		}
	}
	for i := range distances {
		distances[i] = 5
	}
	return symbols, distances
}
