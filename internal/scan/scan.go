// Package scan finds the bytes that part a text, sixty-four at a time, where a call of
// bytes.IndexByte for each part would cost more than its work: the parts of a log line
// are mostly short.
//
// It must not know what the texts are.
package scan

// Block is how many bytes a word of marks tells of.
const Block = 64

// Marks tells where in the text a or b is: bit i of word n of the marks is for
// text[Block*n+i], and no others are set. It puts them in the array given, if they fit.
func Marks(marks []uint64, text []byte, a, b byte) []uint64 {
	whole, rest := len(text)/Block, len(text)%Block
	if n := (len(text) + Block - 1) / Block; n > cap(marks) {
		marks = make([]uint64, n+n/4)
	}
	marks = marks[:whole]
	mark(marks, text, a, b)
	if rest > 0 {
		marks = append(marks, last(text, rest, a, b))
	}
	return marks
}

// last marks the end of a text, less than a block.
func last(text []byte, n int, a, b byte) uint64 {
	var marks [1]uint64
	if before := len(text) - Block; before >= 0 {
		mark(marks[:], text[before:], a, b)
		return marks[0] >> (Block - n)
	}
	var padded [Block]byte
	copy(padded[:], text)
	mark(marks[:], padded[:], a, b)
	return marks[0] & (1<<n - 1)
}
