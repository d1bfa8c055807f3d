package iislog

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Checkpoints tell whether one log begins like another, and how far, without the
// text of either. Each record, which is here any line that is neither a directive nor
// blank, rejected or not, is hashed by itself while blocks are parsed side by side; the
// hashes are then chained in the order of the log. Hashes are stored for years and
// compared with those of other machines: the functions below are never to change.

// longHead is how much of a line over maxLine is hashed: no more of it is kept.
const longHead = 4 << 10

// chain is the records of a log so far.
type chain struct {
	records int64
	state   uint64
	powers  []uint64 // the states after 1, 2, 4, 8 … records
}

// add takes in the hashes of the records that follow. For a given hash, different
// states become different states, and for a given state different hashes do: so once a
// record differs, the states differ from there on.
func (c *chain) add(hashes []uint64) {
	for _, h := range hashes {
		c.state = bits.RotateLeft64(c.state^h, 29) * prime1
		if c.records++; c.records&(c.records-1) == 0 {
			c.powers = append(c.powers, c.state)
		}
	}
}

// checkpoints returns the states after 1, 2, 4, 8 … records and after the last.
func (c *chain) checkpoints() []uint64 {
	all := slices.Clone(c.powers)
	if c.records&(c.records-1) != 0 {
		all = append(all, c.state)
	}
	return all
}

// The constants of the hash: odd, and otherwise without meaning (XXH64's primes).
const (
	prime1 = 0x9E3779B185EBCA87
	prime2 = 0xC2B2AE3D27D4EB4F
	prime3 = 0x165667B19E3779F9
	prime4 = 0x85EBCA77C2B2AE63
)

// hashRecord returns the hash of a record's text, which is trimmed. Like wyhash it
// multiplies 64 by 64 bits and folds the product, here 32 bytes at a time in two lanes;
// the last 32 bytes may overlap those before, and a shorter text is filled up with
// zeros.
func hashRecord(text []byte) uint64 {
	if len(text) > maxLine {
		text = text[:longHead]
	}
	length := uint64(len(text))
	if len(text) < 32 {
		var filled [32]byte
		copy(filled[:], text)
		text = filled[:]
	}
	a, b := uint64(prime1), uint64(prime2)
	rest := text
	for len(rest) >= 32 { // by hand what mix says: a third faster
		high, low := bits.Mul64(binary.LittleEndian.Uint64(rest)^prime3, binary.LittleEndian.Uint64(rest[8:])^a)
		a = high ^ low
		high, low = bits.Mul64(binary.LittleEndian.Uint64(rest[16:])^prime3, binary.LittleEndian.Uint64(rest[24:])^b)
		b = high ^ low
		rest = rest[32:]
	}
	if len(rest) > 0 {
		last := text[len(text)-32:]
		a, b = mix(a, last[:16]), mix(b, last[16:])
	}
	return fold(a^prime3, b^length*prime4)
}

// mix takes 16 bytes into a lane.
func mix(lane uint64, text []byte) uint64 {
	return fold(binary.LittleEndian.Uint64(text)^prime3, binary.LittleEndian.Uint64(text[8:])^lane)
}

// fold returns the halves of a product, one XORed to the other.
func fold(x, y uint64) uint64 {
	high, low := bits.Mul64(x, y)
	return high ^ low
}
