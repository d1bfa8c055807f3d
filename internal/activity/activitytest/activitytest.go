// Package activitytest has rows of the activity table one by one, for tests that
// write them down or compare them. What the fields mean is said here once more, by
// hand, so that a test of it holds the table of columns against something.
package activitytest

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

// Key says what the measures of a row are about. Rows of one key may appear
// many times, in one file and in several: readers add them up. Texts are
// decoded, valid UTF-8 and bounded; an empty text means that the log has none.
type Key struct {
	// Bucket is the start of the span, seconds since 1970 UTC.
	Bucket int64
	// DeviceID and DeviceType are of the query, spelled as logged.
	DeviceID, DeviceType string
	// CSUsername is the log's cs-username, QueryUser the query's User.
	CSUsername, QueryUser string
	// UserAgent is cs(User-Agent), with '+' for a space as IIS writes it.
	UserAgent string
	// Server is s-computername, or s-ip where that is not logged.
	Server string
	// Side is which of a request's rows these are.
	Side activesync.Side
	// HasLog reports whether the rows carry Exchange's own Log=.
	HasLog bool
	// ClientAddress is the first of X-Forwarded-For, or c-ip.
	ClientAddress string
	// Command is a command's name, "Options", what else the query said, or empty.
	Command string
	// Status, Substatus, Win32Status are IIS's, EASStatus is the Log= value's;
	// Absent where not logged.
	Status, Substatus int32
	Win32Status       int64
	EASStatus         int32
	// Error holds the names of the error texts, joined by ';'.
	Error string
	// AccessState is Log='s As: value, such as AllowedG.
	AccessState string
	// ProtocolVersion and PolicyAck are Log='s V and Pa, 0 where not logged.
	ProtocolVersion, PolicyAck int32
	// MailboxServer is Log='s Mbx.
	MailboxServer string
}

// Row is a line of the activity table.
type Row struct {
	Key
	Measures
}

// Measures are the sums over the requests of one key.
type Measures struct {
	// Hits is the number of requests.
	Hits int64
	// BytesSent (to the client, sc-bytes) and BytesReceived (cs-bytes) are in
	// bytes, TimeTaken is in milliseconds and includes requests that wait.
	BytesSent, BytesReceived, TimeTaken activity.Total
	// Waiting counts the requests that wait by design (Ping, and Sync with a
	// heartbeat).
	Waiting int64
	// Times is the distribution of time-taken of the requests that do not wait.
	Times activity.Histogram
	// First and Last are the times of the earliest and latest request,
	// milliseconds since 1970 UTC.
	First, Last int64
	// FullSyncs, RecoverySyncs and InvalidSyncs count requests with a folder of
	// sync kind F (first), R and I.
	FullSyncs, RecoverySyncs, InvalidSyncs int64
	// Heartbeat is in seconds, Throttle in milliseconds. Of SyncState, in KB, and
	// SyncCommit no sum is kept: Sum is 0.
	Heartbeat, Throttle, SyncState, SyncCommit activity.Total
	// These are 0 where not logged.
	Attachments, AttachmentBytes, SharePointReads, UNCReads, OOFGets, OOFSets int64
	// Items counts items by activesync.ItemKind.
	Items activity.Histogram
}

// Merge adds the requests of o, which must not be among m's already. It is
// commutative and associative; the zero Measures is its neutral element.
func (m *Measures) Merge(o *Measures) {
	if o.Hits == 0 {
		return
	}
	if m.Hits == 0 || o.First < m.First {
		m.First = o.First
	}
	if m.Hits == 0 || o.Last > m.Last {
		m.Last = o.Last
	}
	m.Hits += o.Hits
	m.BytesSent.Merge(o.BytesSent)
	m.BytesReceived.Merge(o.BytesReceived)
	m.TimeTaken.Merge(o.TimeTaken)
	m.Waiting += o.Waiting
	m.Times.Merge(o.Times)
	m.FullSyncs += o.FullSyncs
	m.RecoverySyncs += o.RecoverySyncs
	m.InvalidSyncs += o.InvalidSyncs
	m.Heartbeat.Merge(o.Heartbeat)
	m.Throttle.Merge(o.Throttle)
	m.SyncState.Merge(o.SyncState)
	m.SyncCommit.Merge(o.SyncCommit)
	m.Attachments += o.Attachments
	m.AttachmentBytes += o.AttachmentBytes
	m.SharePointReads += o.SharePointReads
	m.UNCReads += o.UNCReads
	m.OOFGets += o.OOFGets
	m.OOFSets += o.OOFSets
	m.Items.Merge(o.Items)
}
