package report

// starts remembers where the buckets of the report start that rows are in: rows
// of all devices have the same few times.
type starts struct {
	query *Query
	known [startsKept]struct{ unix, start int64 }
}

// startsKept is a power of two, and more than a day has minutes.
const startsKept = 1 << 11

// of is the start for a time, 0 or later, of rows of so many seconds.
func (s *starts) of(unix, rowSeconds int64) int64 {
	if s.query.BucketSeconds == 0 {
		return 0
	}
	at := &s.known[unix/rowSeconds%startsKept]
	if at.unix != unix || unix == 0 {
		at.unix, at.start = unix, s.query.start(unix)
	}
	return at.start
}
