package activity

// Batch is rows of the activity table as columns, which say what the fields of
// Key and Measures say. Texts are numbers of Words; numbers are Absent where
// nothing was logged.
type Batch struct {
	// Words are the texts by number; number 0 is the empty text.
	Words []string

	Bucket []int64 // milliseconds since 1970 UTC

	DeviceID, DeviceType, UserName, CSUsername, UserAgent []uint32
	Server, Side, ClientAddress                           []uint32
	Command, Error, AccessState                           []uint32
	Status, Substatus, Win32Status, EASStatus             []int64

	Hits, Waiting                                            []int64
	BytesSent, BytesSentMax, BytesReceived, BytesReceivedMax []int64
	TimeTaken, TimeTakenMax                                  []int64
	Timed                                                    []int64 // requests that TimeTaken is the sum of
	First, Last                                              []int64 // milliseconds since 1970 UTC
	FullSyncs, RecoverySyncs, InvalidSyncs                   []int64

	bins    []Bin
	binEnds []uint32
}

// Len is the number of rows.
func (b *Batch) Len() int { return len(b.Bucket) }

// Times is the distribution of row i, which holds until the batch is used again.
func (b *Batch) Times(i int) Histogram {
	start := uint32(0)
	if i > 0 {
		start = b.binEnds[i-1]
	}
	return b.bins[start:b.binEnds[i]]
}

// reset makes a batch of n rows, yet to be filled.
func (b *Batch) reset(words []string, n int) {
	b.Words, b.bins = words, b.bins[:0]
	for _, column := range b.texts() {
		*column = sized(*column, n)
	}
	for _, column := range b.numbers() {
		*column = sized(*column, n)
	}
	b.binEnds = sized(b.binEnds, n)
}

func sized[T any](column []T, n int) []T {
	if cap(column) < n {
		return make([]T, n, max(n, batchRows))
	}
	return column[:n]
}

func (b *Batch) texts() [11]*[]uint32 {
	return [...]*[]uint32{
		&b.DeviceID, &b.DeviceType, &b.UserName, &b.CSUsername, &b.UserAgent,
		&b.Server, &b.Side, &b.ClientAddress, &b.Command, &b.Error, &b.AccessState,
	}
}

func (b *Batch) numbers() [19]*[]int64 {
	return [...]*[]int64{
		&b.Bucket, &b.Status, &b.Substatus, &b.Win32Status, &b.EASStatus, &b.Hits, &b.Waiting,
		&b.BytesSent, &b.BytesSentMax, &b.BytesReceived, &b.BytesReceivedMax, &b.TimeTaken, &b.TimeTakenMax, &b.Timed,
		&b.First, &b.Last, &b.FullSyncs, &b.RecoverySyncs, &b.InvalidSyncs,
	}
}

// NewBatch makes a batch of rows.
func NewBatch(rows []Row) *Batch {
	texts, b := newSymbols(), new(Batch)
	b.reset(nil, len(rows))
	for i := range rows {
		b.set(i, &rows[i], &texts)
	}
	b.Words = texts.words
	return b
}

func (b *Batch) set(i int, r *Row, texts *symbols) {
	for column, text := range [...]string{
		r.DeviceID, r.DeviceType, r.UserName, r.CSUsername, r.UserAgent,
		r.Server, r.Side.String(), r.ClientAddress, r.Command, r.Error, r.AccessState,
	} {
		(*b.texts()[column])[i] = texts.of(text)
	}
	sent, received, taken := r.BytesSent.orAbsent(), r.BytesReceived.orAbsent(), r.TimeTaken.orAbsent()
	for column, n := range [...]int64{
		r.Bucket * 1000, int64(r.Status), int64(r.Substatus), r.Win32Status, int64(r.EASStatus), r.Hits, r.Waiting,
		sent.Sum, sent.Max, received.Sum, received.Max, taken.Sum, taken.Max, r.TimeTaken.Count,
		r.First, r.Last, r.FullSyncs, r.RecoverySyncs, r.InvalidSyncs,
	} {
		(*b.numbers()[column])[i] = n
	}
	b.bins = append(b.bins, r.Times...)
	b.binEnds[i] = uint32(len(b.bins))
}

// orAbsent is t, with Sum and Max Absent where nothing was measured.
func (t Total) orAbsent() Total {
	if t.Count == 0 {
		return Total{Sum: Absent, Max: Absent}
	}
	return t
}
