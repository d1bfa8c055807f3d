package lake

import "github.com/easreport/easreport/internal/activity"

// line is a row of the activity table as Parquet: one for each bucket, device,
// user, user agent, server, side, client, command and outcome. Texts are NULL
// where the log has none; numbers are NULL where the log does not carry the
// field. Times are UTC. Types are those that Athena and Trino know: no unsigned.
//
// parquet-go writes the zero value of an optional text as NULL; a number that
// may be a real 0 is a pointer.
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
	Status        *int32 `parquet:"status,optional,dict"`
	Substatus     *int32 `parquet:"substatus,optional,dict"`
	Win32Status   *int64 `parquet:"win32_status,optional,dict"`
	EASStatus     *int32 `parquet:"eas_status,optional,dict"`
	Error         string `parquet:"error,optional,dict"`
	AccessState   string `parquet:"access_state,optional,dict"`
	Hits          int64  `parquet:"hits,dict"`
	BytesSent     *int64 `parquet:"bytes_sent,optional"`
	BytesSentMax  *int64 `parquet:"bytes_sent_max,optional"`
	BytesRecv     *int64 `parquet:"bytes_received,optional"`
	BytesRecvMax  *int64 `parquet:"bytes_received_max,optional"`
	TimeTaken     *int64 `parquet:"time_taken_ms,optional"`
	TimeTakenMax  *int64 `parquet:"time_taken_max_ms,optional"`
	TimedHits     int64  `parquet:"timed_hits,dict"`
	WaitingHits   int64  `parquet:"waiting_hits,dict"`
	TimeHistogram string `parquet:"time_histogram,optional,dict"`
	FirstTime     int64  `parquet:"first_time,delta,timestamp(millisecond)"`
	LastTime      int64  `parquet:"last_time,delta,timestamp(millisecond)"`
	FullSyncs     int64  `parquet:"full_syncs,dict"`
	RecoverySyncs int64  `parquet:"recovery_syncs,dict"`
	InvalidSyncs  int64  `parquet:"invalid_syncs,dict"`
}

// numbers holds what the pointers of a line point to.
type numbers struct {
	status, substatus, eas                   int32
	win32                                    int64
	sent, sentMax, recv, recvMax, taken, max int64
}

// set fills the line from a row. It keeps pointers to n and the row's texts.
func (l *line) set(row *activity.Row, histogram string, n *numbers) {
	n.status, n.substatus, n.win32, n.eas = row.Status, row.Substatus, row.Win32Status, row.EASStatus
	*l = line{
		Bucket:        row.Bucket * 1000,
		DeviceID:      row.DeviceID,
		DeviceType:    row.DeviceType,
		UserName:      row.UserName,
		CSUsername:    row.CSUsername,
		UserAgent:     row.UserAgent,
		Server:        row.Server,
		Side:          row.Side.String(),
		ClientAddress: row.ClientAddress,
		Command:       row.Command,
		Status:        carried(&n.status),
		Substatus:     carried(&n.substatus),
		Win32Status:   carried(&n.win32),
		EASStatus:     carried(&n.eas),
		Error:         row.Error,
		AccessState:   row.AccessState,
		Hits:          row.Hits,
		TimedHits:     row.TimeTaken.Count,
		WaitingHits:   row.Waiting,
		TimeHistogram: histogram,
		FirstTime:     row.First,
		LastTime:      row.Last,
		FullSyncs:     row.FullSyncs,
		RecoverySyncs: row.RecoverySyncs,
		InvalidSyncs:  row.InvalidSyncs,
	}
	l.BytesSent, l.BytesSentMax = total(row.BytesSent, &n.sent, &n.sentMax)
	l.BytesRecv, l.BytesRecvMax = total(row.BytesReceived, &n.recv, &n.recvMax)
	l.TimeTaken, l.TimeTakenMax = total(row.TimeTaken, &n.taken, &n.max)
}

func carried[T int32 | int64](v *T) *T {
	if *v == activity.Absent {
		return nil
	}
	return v
}

func total(t activity.Total, sum, largest *int64) (*int64, *int64) {
	if t.Count == 0 {
		return nil, nil
	}
	*sum, *largest = t.Sum, t.Max
	return sum, largest
}
