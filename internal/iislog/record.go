package iislog

// Field is a column of a W3C extended log that this package knows by name.
// Columns it does not know are cut and passed over.
type Field uint8

// The known fields, with the names that a #Fields directive has for them (IIS:
// site/logFile/logExtFileFlags; names after a semicolon are those of the
// Advanced Logging module).
const (
	Date          Field = iota // date; date-local
	Time                       // time; time-local
	SiteName                   // s-sitename
	ComputerName               // s-computername
	ServerIP                   // s-ip
	Method                     // cs-method
	Stem                       // cs-uri-stem
	Query                      // cs-uri-query
	Port                       // s-port
	Username                   // cs-username
	ClientIP                   // c-ip
	UserAgent                  // cs(User-Agent)
	Status                     // sc-status
	Substatus                  // sc-substatus
	Win32Status                // sc-win32-status
	BytesSent                  // sc-bytes
	BytesReceived              // cs-bytes
	TimeTaken                  // time-taken; TimeTakenMS, both in milliseconds
	ForwardedFor               // X-Forwarded-For; cs(X-Forwarded-For)
	NumFields
)

// Record is one line of a log. Its slices point into the reader's buffer and
// hold until the next call of Block.Records.
type Record struct {
	// Line is the line's number in the decompressed file, from 1. In a zip
	// each file has its own count.
	Line int64
	// UnixMilli is the line's time, milliseconds since 1970 UTC.
	UnixMilli int64
	// Status is sc-status, or 0 where the header has no such field.
	Status int
	// Hash is that of the line, as in Stats.Checkpoints: of no other line of a server in
	// the same second, as a rule, and the same in a copy.
	Hash uint64

	// line holds the values. Spans instead of slices make a record half the
	// size and free of pointers that the garbage collector must be told of.
	line   []byte
	spans  [NumFields + 1]span // one more for columns without a name here
	layout *layout
}

// span is where in the line a value lies.
type span struct{ start, end uint32 }

// Value is the field's text as logged, nil where the header in force does not
// have the field, or where the line has "-" or nothing in it.
func (r *Record) Value(f Field) []byte {
	v := r.raw(f)
	if len(v) == 0 || (len(v) == 1 && v[0] == '-') {
		return nil
	}
	return v
}

// Carries tells whether the header in force has the field.
func (r *Record) Carries(f Field) bool { return r.layout.carries(f) }

// raw is the value as it stands in the line, "-" included.
func (r *Record) raw(f Field) []byte {
	s := r.spans[f]
	return r.line[s.start:s.end:s.end]
}

// readStatus reads sc-status, where the header has it.
func (r *Record) readStatus() Reason {
	if !r.layout.carries(Status) {
		return accepted
	}
	text := r.raw(Status)
	var ok bool
	if r.Status, ok = number(text); !ok || len(text) < 1 || len(text) > 3 {
		return BadStatus
	}
	return accepted
}

// whole tells whether the numbers at a row's end are numbers, which the last one
// of a row that was cut off need not be.
func (r *Record) whole() bool {
	for _, f := range []Field{Substatus, Win32Status, BytesSent, BytesReceived, TimeTaken} {
		for _, c := range r.Value(f) {
			if c < '0' || c > '9' {
				return false
			}
		}
	}
	return true
}
