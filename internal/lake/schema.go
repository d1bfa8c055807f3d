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

// columnWriter gives the columns of a row their values, one after the other.
type columnWriter struct {
	file *colfile.Writer
	at   int
}

func (c *columnWriter) text(s string) {
	c.file.Text(c.at, s)
	c.at++
}

func (c *columnWriter) number(n int64) {
	c.file.Number(c.at, n)
	c.at++
}

// carried writes a number that may be activity.Absent.
func (c *columnWriter) carried(n int64) {
	if n == activity.Absent {
		n = colfile.Null
	}
	c.number(n)
}

// total writes a sum and a maximum.
func (c *columnWriter) total(t activity.Total) {
	if t.Count == 0 {
		t.Sum, t.Max = colfile.Null, colfile.Null
	}
	c.number(t.Sum)
	c.number(t.Max)
}

// row writes a row, in the order of line.
func (c columnWriter) row(r *activity.Row, histogram string) {
	c.number(r.Bucket * 1000)
	c.text(r.DeviceID)
	c.text(r.DeviceType)
	c.text(r.UserName)
	c.text(r.CSUsername)
	c.text(r.UserAgent)
	c.text(r.Server)
	c.text(r.Side.String())
	c.text(r.ClientAddress)
	c.text(r.Command)
	c.carried(int64(r.Status))
	c.carried(int64(r.Substatus))
	c.carried(r.Win32Status)
	c.carried(int64(r.EASStatus))
	c.text(r.Error)
	c.text(r.AccessState)
	c.number(r.Hits)
	c.total(r.BytesSent)
	c.total(r.BytesReceived)
	c.total(r.TimeTaken)
	c.number(r.TimeTaken.Count)
	c.number(r.Waiting)
	c.text(histogram)
	c.number(r.First)
	c.number(r.Last)
	c.number(r.FullSyncs)
	c.number(r.RecoverySyncs)
	c.number(r.InvalidSyncs)
}
