package lake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/easreport/easreport/internal/lake/colfile"
)

// Device is a row of the devices table: what one device did for one user on one
// day of the report's time zone. The rules of the report have been applied, so
// unlike rows of the activity table these are whole and are never added up for a
// device and day. An empty text is NULL, and so is a number that is
// activity.Absent: the logs do not tell. Times are milliseconds since 1970 UTC.
//
// The struct is the schema: the columns in order, each with its unit and, from
// "=", the field of the log or the column of the activity table it is made of.
type Device struct {
	// DeviceID is the device's name for itself, the spelling with the most hits = device_id.
	DeviceID string `parquet:"device_id,optional,dict"`
	// UserName is the effective user in lower case = cs_username, query_user.
	UserName string `parquet:"user_name,optional,dict"`
	// DeviceType is the kind of device = device_type.
	DeviceType string `parquet:"device_type,optional,dict"`
	// UserAgent is the latest one, with + for a space = user_agent.
	UserAgent string `parquet:"user_agent,optional,dict"`
	// Kind is "device", or "probe" for the server's own monitoring = cs_username, status.
	Kind string `parquet:"kind,dict"`

	// Hits counts requests, of front end or back end, whichever logged more = hits.
	Hits int64 `parquet:"hits,dict"`
	// HitsWithoutPing counts requests other than Ping, which waits by design = hits, command.
	HitsWithoutPing int64 `parquet:"hits_without_ping,dict"`
	// Failures counts requests that failed, each once, also behind HTTP 200 = status, substatus, win32_status, eas_status, command, error.
	Failures int64 `parquet:"failures,dict"`
	// EASFailures counts requests with an EAS status of 101 or above = eas_status.
	EASFailures int64 `parquet:"eas_failures,dict"`
	// WaitingHits counts requests that wait by design = waiting_hits.
	WaitingHits int64 `parquet:"waiting_hits,dict"`
	// PeakPerMinute is the most requests in one clock minute = bucket, hits.
	PeakPerMinute int64 `parquet:"peak_per_minute,optional,dict"`

	DeviceCommands

	// Statuses are requests by HTTP status as "status:count status:count", most first; status 0 is none logged = status.
	Statuses string `parquet:"statuses,optional,dict"`
	// FailureStatuses are failures by EAS status, command and status (Ping.4) or else HTTP
	// status (401.1), in the form of Statuses = status, substatus, eas_status, command.
	FailureStatuses string `parquet:"failure_statuses,optional,dict"`
	// Errors are requests by the name of an error text, in the form of Statuses = error.
	Errors string `parquet:"errors,optional,dict"`

	// BytesSent is the bytes of all responses = bytes_sent.
	BytesSent int64 `parquet:"bytes_sent,optional,delta"`
	// BytesSentMax is the bytes of the largest response = bytes_sent_max.
	BytesSentMax int64 `parquet:"bytes_sent_max,optional,delta"`
	// BytesReceived is the bytes of all requests = bytes_received.
	BytesReceived int64 `parquet:"bytes_received,optional,delta"`
	// BytesReceivedMax is the bytes of the largest request = bytes_received_max.
	BytesReceivedMax int64 `parquet:"bytes_received_max,optional,delta"`

	// TimeTaken is the milliseconds of all requests that have a time, waiting ones included = time_taken_ms.
	TimeTaken int64 `parquet:"time_taken_ms,optional,delta"`
	// TimeTakenMax is the milliseconds of the longest request, waiting ones included = time_taken_max_ms.
	TimeTakenMax int64 `parquet:"time_taken_max_ms,optional,delta"`
	// TimedHits counts requests that have a time = timed_hits.
	TimedHits int64 `parquet:"timed_hits,dict"`
	// TimeP50, TimeP95 and TimeP99 are the milliseconds within which so many of 100 requests that do not wait were done = time_histogram.
	TimeP50 int64 `parquet:"time_p50_ms,optional,dict"`
	TimeP95 int64 `parquet:"time_p95_ms,optional,dict"`
	TimeP99 int64 `parquet:"time_p99_ms,optional,dict"`
	// TimeHistogram is the distribution of the milliseconds of requests that do not wait, as "bin:count bin:count" = time_histogram.
	TimeHistogram string `parquet:"time_histogram,optional,dict"`

	// FirstTime is the time of the first request = first_time.
	FirstTime int64 `parquet:"first_time,delta,timestamp(millisecond)"`
	// LastTime is the time of the last request = last_time.
	LastTime int64 `parquet:"last_time,delta,timestamp(millisecond)"`

	// Servers counts different servers = server.
	Servers int64 `parquet:"servers,optional,dict"`
	// UserAgents counts different user agents = user_agent.
	UserAgents int64 `parquet:"user_agents,optional,dict"`
	// ClientAddresses counts different client addresses = client_address.
	ClientAddresses int64 `parquet:"client_addresses,optional,dict"`

	// FullSyncs counts requests that synchronize a folder from the start = full_syncs.
	FullSyncs int64 `parquet:"full_syncs,dict"`
	// RecoverySyncs counts requests that repeat the sync before = recovery_syncs.
	RecoverySyncs int64 `parquet:"recovery_syncs,dict"`
	// InvalidSyncs counts requests with a sync key that the server does not know = invalid_syncs.
	InvalidSyncs int64 `parquet:"invalid_syncs,dict"`
	// AccessState is the latest one, such as AllowedG = access_state.
	AccessState string `parquet:"access_state,optional,dict"`
}

// DeviceCommands counts a device's requests by command = command.
type DeviceCommands struct {
	Ping              int64 `parquet:"ping_hits,dict"`
	Sync              int64 `parquet:"sync_hits,dict"`
	FolderSync        int64 `parquet:"folder_sync_hits,dict"`
	SendMail          int64 `parquet:"send_mail_hits,dict"`
	SmartReply        int64 `parquet:"smart_reply_hits,dict"`
	MeetingResponse   int64 `parquet:"meeting_response_hits,dict"`
	GetAttachment     int64 `parquet:"get_attachment_hits,dict"`
	SmartForward      int64 `parquet:"smart_forward_hits,dict"`
	GetHierarchy      int64 `parquet:"get_hierarchy_hits,dict"`
	CreateCollection  int64 `parquet:"create_collection_hits,dict"`
	DeleteCollection  int64 `parquet:"delete_collection_hits,dict"`
	MoveCollection    int64 `parquet:"move_collection_hits,dict"`
	FolderCreate      int64 `parquet:"folder_create_hits,dict"`
	FolderDelete      int64 `parquet:"folder_delete_hits,dict"`
	FolderUpdate      int64 `parquet:"folder_update_hits,dict"`
	MoveItems         int64 `parquet:"move_items_hits,dict"`
	GetItemEstimate   int64 `parquet:"get_item_estimate_hits,dict"`
	Search            int64 `parquet:"search_hits,dict"`
	Settings          int64 `parquet:"settings_hits,dict"`
	ItemOperations    int64 `parquet:"item_operations_hits,dict"`
	Provision         int64 `parquet:"provision_hits,dict"`
	ResolveRecipients int64 `parquet:"resolve_recipients_hits,dict"`
	ValidateCert      int64 `parquet:"validate_cert_hits,dict"`
	Options           int64 `parquet:"options_hits,dict"`
	// Other counts requests with another command or none, OtherCommands are these by name in the form of Statuses; none is "-".
	Other         int64  `parquet:"other_hits,dict"`
	OtherCommands string `parquet:"other_commands,optional,dict"`
}

// The values of Device.Kind.
const (
	KindDevice = "device"
	KindProbe  = "probe"
)

// DevicesSchema is the schema of the devices table.
func DevicesSchema() *parquet.Schema { return parquet.SchemaOf(Device{}) }

// DevicesStamp says what a devices file is about and was made from. It is in the
// file's footer.
type DevicesStamp struct {
	// Schema is the SchemaVersion of the writer.
	Schema int `json:"schema"`
	// Fingerprint is of all that the rows were made from: equal ones, equal rows.
	Fingerprint string `json:"fingerprint"`
	// From and To bound the rows: From <= time < To, a day of TimeZone.
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	TimeZone string    `json:"time_zone"`
	// Whole tells that nothing is known to be missing.
	Whole bool `json:"whole"`
}

// WriteDevices writes a devices file: n rows, each made by row in turn, which is
// given one to fill. The same rows and stamp give the same bytes.
func WriteDevices(w io.Writer, stamp DevicesStamp, n int, row func(i int, d *Device)) error {
	stamp.Schema = SchemaVersion
	text, err := marshalStamp(stamp)
	if err != nil {
		return err
	}
	return writeStructs(w, text, n, row)
}

// parseDevicesStamp reads the stamp of a day's file, and checks that the file is of that
// day.
func parseDevicesStamp(f *colfile.File, day Day) (DevicesStamp, error) {
	var s DevicesStamp
	text, ok := f.Lookup(stampKey)
	if !ok {
		return s, fmt.Errorf("no stamp in the footer: %w", ErrDamaged)
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return DevicesStamp{}, damaged(err)
	}
	if s.Schema > SchemaVersion {
		return DevicesStamp{}, fmt.Errorf("schema version %d, this program knows %d: %w", s.Schema, SchemaVersion, ErrNewer)
	}
	return s, errors.Join(checkColumns(f), s.checkDay(day))
}
