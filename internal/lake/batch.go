package lake

import "github.com/easreport/easreport/internal/activity"

// Batch is some rows as columns, each with Len values. Texts are numbers of the
// Words given to NewReader, 0 for NULL; numbers are activity.Absent for NULL.
// A distribution is empty for NULL, and neither to be changed nor kept.
type Batch struct {
	Len int

	DeviceID, DeviceType, UserName, CSUsername, UserAgent, Server, Side []Word
	ClientAddress, Command, Error, AccessState                          []Word

	// Bucket, FirstTime and LastTime are milliseconds since 1970 UTC.
	Bucket, FirstTime, LastTime                      []int64
	Status, Substatus, Win32Status, EASStatus        []int64
	Hits, TimedHits, WaitingHits                     []int64
	BytesSent, BytesSentMax, BytesRecv, BytesRecvMax []int64
	TimeTaken, TimeTakenMax                          []int64
	FullSyncs, RecoverySyncs, InvalidSyncs           []int64

	Times []activity.Histogram
}

// column ties a column of the schema to a slice of a Batch, one of four.
type column struct {
	name    string
	texts   []Word
	numbers []int64
	lists   [][]Word // of texts with listed between them
	times   []activity.Histogram
	bins    func(dst []activity.Bin, text []byte) ([]activity.Bin, error) // reads those
	omitted bool
}

// columns makes the slices and ties them to the names of the schema.
func (b *Batch) columns() []column {
	var all []column
	text := func(name string, dst *[]Word) {
		*dst = make([]Word, batchRows)
		all = append(all, column{name: name, texts: *dst})
	}
	number := func(name string, dst *[]int64) {
		*dst = make([]int64, batchRows)
		all = append(all, column{name: name, numbers: *dst})
	}
	text("device_id", &b.DeviceID)
	text("device_type", &b.DeviceType)
	text("user_name", &b.UserName)
	text("cs_username", &b.CSUsername)
	text("user_agent", &b.UserAgent)
	text("server", &b.Server)
	text("side", &b.Side)
	text("client_address", &b.ClientAddress)
	text("command", &b.Command)
	text("error", &b.Error)
	text("access_state", &b.AccessState)
	number("bucket", &b.Bucket)
	number("first_time", &b.FirstTime)
	number("last_time", &b.LastTime)
	number("status", &b.Status)
	number("substatus", &b.Substatus)
	number("win32_status", &b.Win32Status)
	number("eas_status", &b.EASStatus)
	number("hits", &b.Hits)
	number("timed_hits", &b.TimedHits)
	number("waiting_hits", &b.WaitingHits)
	number("bytes_sent", &b.BytesSent)
	number("bytes_sent_max", &b.BytesSentMax)
	number("bytes_received", &b.BytesRecv)
	number("bytes_received_max", &b.BytesRecvMax)
	number("time_taken_ms", &b.TimeTaken)
	number("time_taken_max_ms", &b.TimeTakenMax)
	number("full_syncs", &b.FullSyncs)
	number("recovery_syncs", &b.RecoverySyncs)
	number("invalid_syncs", &b.InvalidSyncs)
	b.Times = make([]activity.Histogram, batchRows)
	return append(all, column{name: "time_histogram", times: b.Times, bins: activity.AppendHistogram})
}
