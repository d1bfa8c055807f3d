package lake

import (
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake/colfile"
)

// line is a row of the activity table as Parquet: one for each bucket, device,
// user, user agent, server, side, client, command and outcome. Texts are NULL
// where the log has none; numbers are NULL where the log does not carry the
// field. Times are UTC. Types are those that Athena and Trino know: no unsigned.
//
// The struct is the schema only: Encoder writes the columns in this order.
type line struct {
	Bucket        int64  `parquet:"bucket,delta,timestamp(millisecond)"`
	DeviceID      string `parquet:"device_id,optional,dict"`
	DeviceType    string `parquet:"device_type,optional,dict"`
	UserName      string `parquet:"user_name,optional,dict"`
	CSUsername    string `parquet:"cs_username,optional,dict"`
	UserAgent     string `parquet:"user_agent,optional,dict"`
	Server        string `parquet:"server,optional,dict"`
	Side          string `parquet:"side,dict"`
	ClientAddress string `parquet:"client_address,optional,dict"`
	Command       string `parquet:"command,optional,dict"`
	Status        int32  `parquet:"status,optional,dict"`
	Substatus     int32  `parquet:"substatus,optional,dict"`
	Win32Status   int64  `parquet:"win32_status,optional,dict"`
	EASStatus     int32  `parquet:"eas_status,optional,dict"`
	Error         string `parquet:"error,optional,dict"`
	AccessState   string `parquet:"access_state,optional,dict"`
	Hits          int64  `parquet:"hits,dict"`
	BytesSent     int64  `parquet:"bytes_sent,optional,delta"`
	BytesSentMax  int64  `parquet:"bytes_sent_max,optional,delta"`
	BytesRecv     int64  `parquet:"bytes_received,optional,delta"`
	BytesRecvMax  int64  `parquet:"bytes_received_max,optional,delta"`
	TimeTaken     int64  `parquet:"time_taken_ms,optional,delta"`
	TimeTakenMax  int64  `parquet:"time_taken_max_ms,optional,delta"`
	TimedHits     int64  `parquet:"timed_hits,dict"`
	WaitingHits   int64  `parquet:"waiting_hits,dict"`
	TimeHistogram string `parquet:"time_histogram,optional,dict"`
	FirstTime     int64  `parquet:"first_time,delta,timestamp(millisecond)"`
	LastTime      int64  `parquet:"last_time,delta,timestamp(millisecond)"`
	FullSyncs     int64  `parquet:"full_syncs,dict"`
	RecoverySyncs int64  `parquet:"recovery_syncs,dict"`
	InvalidSyncs  int64  `parquet:"invalid_syncs,dict"`
}

// columnWriter gives columns their values, one column after the other.
type columnWriter struct {
	file *colfile.Writer
	at   int
}

func (c *columnWriter) texts(words []string, columns ...[]uint32) {
	for _, numbers := range columns {
		c.file.Texts(c.at, words, numbers)
		c.at++
	}
}

func (c *columnWriter) numbers(columns ...[]int64) {
	for _, numbers := range columns {
		c.file.Numbers(c.at, numbers, activity.Absent)
		c.at++
	}
}

// rows writes rows, in the order of line.
func (c columnWriter) rows(b *activity.Batch, times *histogramTexts) {
	c.numbers(b.Bucket)
	c.texts(b.Words, b.DeviceID, b.DeviceType, b.UserName, b.CSUsername, b.UserAgent, b.Server, b.Side, b.ClientAddress, b.Command)
	c.numbers(b.Status, b.Substatus, b.Win32Status, b.EASStatus)
	c.texts(b.Words, b.Error, b.AccessState)
	c.numbers(b.Hits, b.BytesSent, b.BytesSentMax, b.BytesReceived, b.BytesReceivedMax, b.TimeTaken, b.TimeTakenMax, b.Timed, b.Waiting)
	words, numbers := times.of(b)
	c.texts(words, numbers)
	c.numbers(b.First, b.Last, b.FullSyncs, b.RecoverySyncs, b.InvalidSyncs)
}
