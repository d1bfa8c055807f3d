package s3store

// WithPart makes the store send no more than so many bytes by one request.
func (s *Store) WithPart(bytes int64) *Store {
	s.part = bytes
	return s
}

// PartLength is how large the parts of a body of this size are.
func (s *Store) PartLength(size int64) int64 { return s.partLength(size) }
