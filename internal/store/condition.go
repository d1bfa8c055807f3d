package store

// Condition says when a Put may happen. The zero Condition is always.
type Condition struct {
	// Absent: only if the key does not exist (If-None-Match: *).
	Absent bool
	// ETag: only if the object has this ETag (If-Match).
	ETag string
}

// Check returns nil if the condition holds for a key that exists with this etag
// or does not exist; else ErrPrecondition, or ErrNotExist where an ETag was
// wanted and there is no object. Stores that decide for themselves use it, so
// that they decide alike.
func (c Condition) Check(exists bool, etag string) error {
	switch {
	case exists && c.Absent:
		return ErrPrecondition
	case c.ETag == "":
		return nil
	case !exists:
		return ErrNotExist
	case c.ETag != etag:
		return ErrPrecondition
	}
	return nil
}
