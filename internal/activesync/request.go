package activesync

import "github.com/easreport/easreport/internal/iislog"

// Request is the meaning of one log record. Its texts are slices of the record,
// or of a buffer of the Request, and hold until the next Parse or until the
// record's own bytes change. A Request is used again for line after line, so
// that reading allocates nothing. The zero Request is ready for use.
type Request struct {
	// UnixMilli is the time of the record, milliseconds since 1970 UTC.
	UnixMilli int64

	// DeviceID, DeviceType and User are values of the query, nil where it does
	// not have the key. They are percent-encoded as logged unless Decoded tells
	// that they come from a base64 query; Decode reads them either way.
	DeviceID, DeviceType, User []byte
	Decoded                    bool
	// Username is cs-username, nil where empty: the account that logged on,
	// which on proxied rows can be a server's (see IsMachineAccount).
	Username []byte
	// UserAgent is cs(User-Agent) as logged, '+' for a space; nil where empty.
	UserAgent []byte
	// Server is s-computername, else s-ip, else nil.
	Server []byte
	// Client is the first address of X-Forwarded-For, else c-ip, else nil.
	Client []byte
	// Side is which of a request's rows this is.
	Side Side

	// Command is the command by number. CommandText is its text as logged where
	// Command is Other, else nil.
	Command     Command
	CommandText []byte

	// Status and Substatus are sc-status and sc-substatus, Win32 is
	// sc-win32-status; -1 where not logged.
	Status, Substatus int32
	Win32             int64
	// BytesSent is sc-bytes (to the device), BytesReceived is cs-bytes (from
	// it), TimeTaken is time-taken in milliseconds; -1 where not logged or not
	// a sensible number.
	BytesSent, BytesReceived, TimeTaken int64
	// BadNumbers counts the numbers of this record that were logged but make no
	// sense and so were read as -1.
	BadNumbers int

	// HasLog reports whether the row carries Exchange's own Log=, Log is what its
	// value says. A Log= that the client has put into its query is neither.
	HasLog bool
	Log    Log

	byProxy bool     // a reverse proxy has logged the row
	buffer  []byte   // what a base64 query decodes to
	marks   []uint64 // of where the query can be cut
}

// Parse reads the record into q, whatever q held before, and reports whether it is
// a device's ActiveSync request. Where it is not, q holds nothing of use: IsHealthCheck
// and IsServerTraffic report whether the record is one of those that the script of 2012
// took for requests.
func (q *Request) Parse(rec *iislog.Record) bool {
	stem := rec.Value(iislog.Stem)
	if !IsStem(stem) || IsHealthCheck(stem) {
		return false
	}
	*q = Request{buffer: q.buffer[:0], marks: q.marks[:0]}
	q.UnixMilli = rec.UnixMilli
	q.Username = rec.Value(iislog.Username)
	q.UserAgent = rec.Value(iislog.UserAgent)
	if q.Server = rec.Value(iislog.ComputerName); q.Server == nil {
		q.Server = rec.Value(iislog.ServerIP)
	}
	if q.Client = firstAddress(rec.Value(iislog.ForwardedFor)); q.Client == nil {
		q.Client = rec.Value(iislog.ClientIP)
	}
	q.Status = -1
	if rec.Carries(iislog.Status) {
		q.Status = int32(rec.Status)
	}
	q.Substatus = int32(q.number(rec.Value(iislog.Substatus), maxSubstatus))
	q.Win32 = q.number(rec.Value(iislog.Win32Status), maxWin32)
	q.BytesSent = q.size(rec.Value(iislog.BytesSent))
	q.BytesReceived = q.size(rec.Value(iislog.BytesReceived))
	q.TimeTaken = q.number(rec.Value(iislog.TimeTaken), maxTimeTaken)

	q.readQuery(rec.Value(iislog.Query))
	if q.Command == None && equalFold(rec.Value(iislog.Method), "OPTIONS") {
		q.Command = Options
	}
	q.Side = q.side(stem, rec.Value(iislog.Port))
	return true
}

// Waits tells whether the request waits by design, so that its time says
// nothing about how fast the server is: Ping, and a Sync with a heartbeat, are
// answered when something changes or the heartbeat is over ([MS-ASCMD], "Ping"
// and "Sync").
func (q *Request) Waits() bool {
	return q.Command == Ping || q.Command == Sync && q.Log.Heartbeat > 0
}

// Decode returns the text of DeviceID, DeviceType, User or CommandText, which
// are encoded or not depending on the form of the query.
func (q *Request) Decode(value []byte) string {
	if q.Decoded {
		return Text(value)
	}
	return DecodeQuery(value)
}
