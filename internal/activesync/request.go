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
	// which on proxied rows can be a server's (see EffectiveUser).
	Username []byte
	// UserAgent is cs(User-Agent) as logged, '+' for a space; nil where empty.
	UserAgent []byte
	// Server is s-computername, else s-ip, else nil.
	Server []byte
	// Client is the first address of X-Forwarded-For, else c-ip, else nil.
	Client []byte
	// Side tells which of a request's two rows this is.
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

	// Log is what the value of Log= says.
	Log Log

	// buffer holds what a base64 query decodes to.
	buffer []byte
}

// fields are the values of a record that a Request is read from, nil where
// empty or not logged.
type fields struct {
	unixMilli                         int64
	status                            int32 // -1 where not logged
	method, stem, query, port         []byte
	username, userAgent               []byte
	computerName, serverIP            []byte
	forwardedFor, clientIP            []byte
	substatus, win32                  []byte
	bytesSent, bytesReceived, elapsed []byte
}

// Parse reads the record into q and tells whether it is an ActiveSync request.
// Where it is not, q holds nothing of use; IsServerTraffic tells whether the
// record is one of those that the script of 2012 took for requests.
func (q *Request) Parse(rec *iislog.Record) bool {
	stem := rec.Value(iislog.Stem)
	if !IsStem(stem) {
		return false
	}
	f := fields{
		unixMilli:     rec.UnixMilli,
		status:        -1,
		method:        rec.Value(iislog.Method),
		stem:          stem,
		query:         rec.Value(iislog.Query),
		port:          rec.Value(iislog.Port),
		username:      rec.Value(iislog.Username),
		userAgent:     rec.Value(iislog.UserAgent),
		computerName:  rec.Value(iislog.ComputerName),
		serverIP:      rec.Value(iislog.ServerIP),
		forwardedFor:  rec.Value(iislog.ForwardedFor),
		clientIP:      rec.Value(iislog.ClientIP),
		substatus:     rec.Value(iislog.Substatus),
		win32:         rec.Value(iislog.Win32Status),
		bytesSent:     rec.Value(iislog.BytesSent),
		bytesReceived: rec.Value(iislog.BytesReceived),
		elapsed:       rec.Value(iislog.TimeTaken),
	}
	if rec.Carries(iislog.Status) {
		f.status = int32(rec.Status)
	}
	q.read(&f)
	return true
}

// read makes q the meaning of f, whatever q held before.
func (q *Request) read(f *fields) {
	*q = Request{buffer: q.buffer[:0]}
	q.UnixMilli = f.unixMilli
	q.Username = f.username
	q.UserAgent = f.userAgent
	q.Server = f.computerName
	if len(q.Server) == 0 {
		q.Server = f.serverIP
	}
	q.Client = client(f.forwardedFor, f.clientIP)

	q.Status = f.status
	q.Substatus = int32(q.number(f.substatus, maxSubstatus))
	q.Win32 = q.number(f.win32, maxWin32)
	q.BytesSent = q.size(f.bytesSent)
	q.BytesReceived = q.size(f.bytesReceived)
	q.TimeTaken = q.number(f.elapsed, maxTimeTaken)

	q.readQuery(f.query)
	if q.Command == None && equalFold(f.method, "OPTIONS") {
		q.Command = Options
	}
	q.Side = sideOf(f.stem, f.port, q.Log.Proxied)
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
