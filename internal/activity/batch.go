package activity

// Absent stands in a number for a value that the log does not carry (NULL in
// Parquet); it is never 0, because 0 is a measurement.
const Absent = -1

// Word is the number of a text. Whoever makes a Batch says where its texts are; 0
// is the empty text (NULL).
type Word = uint32

// Batch is rows of the activity table as columns. Columns says what each is;
// numbers are Absent, distributions empty where nothing was logged. Rows of one
// key may appear many times, in one file and in several: readers add them up. A
// Batch is not to be copied.
type Batch struct {
	// The key. Bucket is in milliseconds since 1970 UTC.
	Bucket                                                 []int64
	DeviceID, DeviceType, CSUsername, QueryUser, UserAgent []Word
	Server, Side, ClientAddress                            []Word
	HasLog                                                 []int64 // 1 or 0
	Command, Error, AccessState, MailboxServer             []Word
	Status, Substatus, Win32Status, EASStatus              []int64
	ProtocolVersion, PolicyAck                             []int64

	// The measures. Times is the distribution of TimeTaken, Items counts items by
	// activesync.ItemKind; neither is to be changed nor kept.
	Hits, TimedHits, WaitingHits                             []int64
	BytesSent, BytesSentMax, BytesReceived, BytesReceivedMax []int64
	TimeTaken, TimeTakenMax                                  []int64
	Times                                                    []Histogram
	FirstTime, LastTime                                      []int64 // milliseconds since 1970 UTC
	FullSyncs, RecoverySyncs, InvalidSyncs                   []int64
	Heartbeat, HeartbeatMax, Throttle, ThrottleMax           []int64
	SyncStateMax, SyncCommitMax                              []int64
	Attachments, AttachmentBytes, SharePointReads, UNCReads  []int64
	OOFGets, OOFSets                                         []int64
	Items                                                    []Histogram

	// What only requests have, see RequestColumns: nil in a Batch of rows.
	Person, PersonNames, BackServer []Word
	BackStatus                      []int64

	columns, requestColumns []Column
}

// Len is the number of rows.
func (b *Batch) Len() int { return len(b.Bucket) }

// Resize makes b of n rows, yet to be filled. It allocates where n is more than b
// ever had.
func (b *Batch) Resize(n int) { resize(b.Columns(), n) }

// ResizeRequests is Resize for a Batch of requests.
func (b *Batch) ResizeRequests(n int) { resize(b.RequestColumns(), n) }

func resize(columns []Column, n int) {
	for _, c := range columns {
		switch values := c.Values.(type) {
		case *[]Word:
			*values = sized(*values, n)
		case *[]int64:
			*values = sized(*values, n)
		case *[]Histogram:
			*values = sized(*values, n)
		}
	}
}

func sized[T any](values []T, n int) []T {
	if cap(values) < n {
		return make([]T, n, max(n, batchRows))
	}
	return values[:n]
}

// AppendRows appends rows of some columns to the same columns of another batch. Distributions
// stay where they are.
func AppendRows(to, from []Column, rows []int32) {
	for i := range to {
		switch values := to[i].Values.(type) {
		case *[]Word:
			*values = appendIn(*values, *from[i].Values.(*[]Word), rows)
		case *[]int64:
			*values = appendIn(*values, *from[i].Values.(*[]int64), rows)
		case *[]Histogram:
			*values = appendIn(*values, *from[i].Values.(*[]Histogram), rows)
		}
	}
}

func appendIn[T any](to, from []T, rows []int32) []T {
	for _, i := range rows {
		to = append(to, from[i])
	}
	return to
}
