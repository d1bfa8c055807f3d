package store

// Range selects bytes of an object. The zero Range is the whole object.
type Range struct {
	// Offset is the first byte; negative counts from the end (the last
	// -Offset bytes, or all of a shorter object).
	Offset int64
	// Length is how many bytes, 0 for all from Offset to the end; negative
	// selects nothing. A range that reaches past the end is cut; one that
	// begins past the end is io.EOF at the first Read.
	Length int64
}

// Within gives the range in an object of this size as an offset from its start
// and a number of bytes, both within the object.
func (r Range) Within(size int64) (offset, length int64) {
	offset = r.Offset
	if offset < 0 {
		offset = max(0, size+offset)
	}
	offset = min(offset, size)
	length = size - offset
	if r.Length != 0 {
		length = max(0, min(length, r.Length))
	}
	return offset, length
}
