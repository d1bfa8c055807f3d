package activity

import (
	"slices"

	"github.com/easreport/easreport/internal/activesync"
)

// Column is a column of the activity table. The table of columns is the one place
// that says what the lake has of a request: the Parquet schema, the encoder, the
// reader, compaction and the tables of Athena and Glue are made from it.
type Column struct {
	Name     string
	Type     Type
	Nullable bool // NULL where the log does not carry it
	Encoding Encoding
	// Merge says how the values of rows of one key become one value.
	Merge Merge
	// FromMailboxSide says which of a request's rows knows the value: the one that has what
	// Exchange itself noted (Log=), which is that of the server with the mailbox; else the
	// one of the server next to the client.
	FromMailboxSide bool
	// Unit is of the numbers, "" for what has none. Source names the field of the
	// log. Comment says what a value is.
	Unit, Source, Comment string
	// Values is the Batch's slice: a *[]Word of Text, a *[]int64 of numbers (a Boolean
	// is 1 or 0), a *[]Histogram of texts with a pair for each bin.
	Values any
	// Bins are the names of the bins in such a text; nil: their indexes.
	Bins []string
}

// Type is the type of a column's values.
type Type uint8

// The types are those that Parquet, Athena and Trino know; none is unsigned.
const (
	Text Type = iota
	Int32
	Int64
	Boolean
	Timestamp // milliseconds since 1970 UTC
)

// Encoding is how a column's values are written. Booleans are always plain.
type Encoding uint8

// Dictionary writes each value once for a row group, which pays where values come
// again; Delta writes differences, which pays for numbers that do not.
const (
	Dictionary Encoding = iota
	Delta
)

// Merge is how the values of rows of one key become one value.
type Merge uint8

// A column of Key is part of what a row is about. Counts are bins that are added up
// by their names.
const (
	Key Merge = iota
	Sum
	Max
	Min
	Counts
)

// Doc is what the column holds, in one line: comment, unit and source.
func (c *Column) Doc() string {
	doc := c.Comment
	if c.Unit != "" {
		doc += ", in " + c.Unit
	}
	if c.Source != "" {
		doc += "; from " + c.Source
	}
	return doc
}

const (
	required    = false
	nullable    = true
	clientSide  = false
	mailboxSide = true
)

// Columns is the table of columns, in their order in a file, with the slices of b.
// The result is made once and is not to be changed.
func (b *Batch) Columns() []Column {
	if b.columns == nil {
		b.columns = columnsOf(b)
	}
	return b.columns
}

// Rows are ordered by the first two columns (see lake.Compaction).
func columnsOf(b *Batch) []Column {
	return []Column{
		{"bucket", Timestamp, required, Dictionary, Key, clientSide, "UTC", "date and time", "start of the time bucket", &b.Bucket, nil},
		{"device_id", Text, nullable, Dictionary, Key, clientSide, "", "DeviceId of the query ([MS-ASHTTP])", "as logged", &b.DeviceID, nil},
		{"device_type", Text, nullable, Dictionary, Key, clientSide, "", "DeviceType of the query ([MS-ASHTTP])", "as logged", &b.DeviceType, nil},
		{"cs_username", Text, nullable, Dictionary, Key, clientSide, "", "cs-username", "who logged on, as logged; the account of a server where one handed the request on", &b.CSUsername, nil},
		{"query_user", Text, nullable, Dictionary, Key, clientSide, "", "User of the query ([MS-ASHTTP])", "who the device says it is for", &b.QueryUser, nil},
		{"user_agent", Text, nullable, Dictionary, Key, clientSide, "", "cs(User-Agent)", "the client, with + for a space", &b.UserAgent, nil},
		{"server", Text, nullable, Dictionary, Key, clientSide, "", "s-computername, or s-ip where that is not logged", "the server that wrote the log", &b.Server, nil},
		{"side", Text, required, Dictionary, Key, clientSide, "", "s-port, path, cs-username, PrxFrom, PrxTo and X-ARR-LOG-ID", "front (the first server of Exchange or the only one), back (the last of several), middle (between them), proxy (before them): each logs the request, so never add them", &b.Side, nil},
		{"has_log", Boolean, required, Dictionary, Key, clientSide, "", "the last Log= of the query, if neither CorrelationID, ClientId nor cafeReqId follows", "whether the row carries what Exchange itself noted; front ends of 2013 and later do not", &b.HasLog, nil},
		{"client_address", Text, nullable, Dictionary, Key, clientSide, "", "the first of X-Forwarded-For, or c-ip", "where the request came from", &b.ClientAddress, nil},
		{"command", Text, nullable, Dictionary, Key, clientSide, "", "Cmd of the query ([MS-ASCMD])", "Sync, Ping, Options and so on", &b.Command, nil},
		{"status", Int32, nullable, Dictionary, Key, clientSide, "", "sc-status", "HTTP status", &b.Status, nil},
		{"substatus", Int32, nullable, Dictionary, Key, clientSide, "", "sc-substatus", "substatus of IIS (KB943891)", &b.Substatus, nil},
		{"win32_status", Int64, nullable, Dictionary, Key, clientSide, "", "sc-win32-status", "Windows error, of a 401 why the logon was refused: 1326 is a wrong password, 1909 a locked account", &b.Win32Status, nil},
		{"eas_status", Int32, nullable, Dictionary, Key, mailboxSide, "", "S or SC1 of Log=", "ActiveSync status: 101 and above are failures ([MS-ASCMD], Common Status Codes)", &b.EASStatus, nil},
		{"error", Text, nullable, Dictionary, Key, mailboxSide, "", "Error of Log=", "names of the error texts, joined by ;", &b.Error, nil},
		{"access_state", Text, nullable, Dictionary, Key, mailboxSide, "", "As of Log=", "such as AllowedG; AB and a letter is a block by Exchange itself (KB2748176)", &b.AccessState, nil},
		{"protocol_version", Int32, nullable, Dictionary, Key, mailboxSide, "", "V or Ver1 of Log=", "version of the protocol times ten, from 10 to 161; NULL also for requests that have none, as OPTIONS", &b.ProtocolVersion, nil},
		{"policy_ack", Int32, nullable, Dictionary, Key, mailboxSide, "", "Pa of Log=", "what the device answered to its policy: 1 it applies all of it, 2 a part, 3 nothing", &b.PolicyAck, nil},
		{"mailbox_server", Text, nullable, Dictionary, Key, mailboxSide, "", "Mbx of Log=", "the server that has the mailbox", &b.MailboxServer, nil},
		{"hits", Int64, required, Dictionary, Sum, clientSide, "", "", "requests", &b.Hits, nil},
		{"bytes_sent", Int64, nullable, Delta, Sum, clientSide, "bytes", "sc-bytes", "sent to the client", &b.BytesSent, nil},
		{"bytes_sent_max", Int64, nullable, Delta, Max, clientSide, "bytes", "sc-bytes", "the largest response", &b.BytesSentMax, nil},
		{"bytes_received", Int64, nullable, Delta, Sum, clientSide, "bytes", "cs-bytes", "received from the client", &b.BytesReceived, nil},
		{"bytes_received_max", Int64, nullable, Delta, Max, clientSide, "bytes", "cs-bytes", "the largest request", &b.BytesReceivedMax, nil},
		{"time_taken_ms", Int64, nullable, Delta, Sum, clientSide, "milliseconds", "time-taken", "time of all requests, including those that wait", &b.TimeTaken, nil},
		{"time_taken_max_ms", Int64, nullable, Delta, Max, clientSide, "milliseconds", "time-taken", "the longest request", &b.TimeTakenMax, nil},
		{"timed_hits", Int64, required, Dictionary, Sum, clientSide, "", "time-taken", "requests that time_taken_ms is the sum of", &b.TimedHits, nil},
		{"waiting_hits", Int64, required, Dictionary, Sum, mailboxSide, "", "Cmd of the query, Hb of Log=", "requests that wait by design: Ping, and Sync with a heartbeat ([MS-ASCMD])", &b.WaitingHits, nil},
		{"time_histogram", Text, nullable, Dictionary, Counts, clientSide, "", "time-taken", "times of requests that do not wait as bin:count pairs; a bin is a millisecond up to 31, then a sixteenth of a power of two", &b.Times, nil},
		{"first_time", Timestamp, required, Dictionary, Min, clientSide, "UTC", "date and time", "the earliest request", &b.FirstTime, nil},
		{"last_time", Timestamp, required, Dictionary, Max, clientSide, "UTC", "date and time", "the latest request", &b.LastTime, nil},
		{"full_syncs", Int64, required, Dictionary, Sum, mailboxSide, "", "St:F of Log= (TechNet bb201675)", "requests with a folder synchronized from the start", &b.FullSyncs, nil},
		{"recovery_syncs", Int64, required, Dictionary, Sum, mailboxSide, "", "St:R of Log= (TechNet bb201675)", "requests that repeat the sync before", &b.RecoverySyncs, nil},
		{"invalid_syncs", Int64, required, Dictionary, Sum, mailboxSide, "", "St:I of Log= (TechNet bb201675)", "requests with a sync key that the server does not know", &b.InvalidSyncs, nil},
		{"heartbeat_s", Int64, nullable, Dictionary, Sum, mailboxSide, "seconds", "Hb of Log= (TechNet bb201675)", "how long requests may wait for changes, summed over requests with a heartbeat", &b.Heartbeat, nil},
		{"heartbeat_max_s", Int64, nullable, Dictionary, Max, mailboxSide, "seconds", "Hb of Log= (TechNet bb201675)", "the longest heartbeat", &b.HeartbeatMax, nil},
		{"sync_state_max_kb", Int64, nullable, Dictionary, Max, mailboxSide, "KB", "Sst of Log= (TechNet bb201675)", "the largest sync state", &b.SyncStateMax, nil},
		{"sync_commit_max", Int64, nullable, Dictionary, Max, mailboxSide, "", "SsCmt of Log=", "the largest of the counters beside the sync state's size", &b.SyncCommitMax, nil},
		{"throttle_ms", Int64, nullable, Dictionary, Sum, mailboxSide, "milliseconds", "Throttle of Log=", "how long the server held requests back", &b.Throttle, nil},
		{"throttle_max_ms", Int64, nullable, Dictionary, Max, mailboxSide, "milliseconds", "Throttle of Log=", "the longest that the server held a request back", &b.ThrottleMax, nil},
		{"attachments", Int64, nullable, Dictionary, Sum, mailboxSide, "", "Att of Log=", "attachments that devices were given", &b.Attachments, nil},
		{"attachment_bytes", Int64, nullable, Dictionary, Sum, mailboxSide, "bytes", "Attb of Log=", "size of attachments that devices were given", &b.AttachmentBytes, nil},
		{"sharepoint_reads", Int64, nullable, Dictionary, Sum, mailboxSide, "", "Ssp of Log=", "documents read from SharePoint", &b.SharePointReads, nil},
		{"unc_reads", Int64, nullable, Dictionary, Sum, mailboxSide, "", "Unc of Log=", "documents read from file shares", &b.UNCReads, nil},
		{"oof_gets", Int64, nullable, Dictionary, Sum, mailboxSide, "", "Oof of Log=", "requests that read the out-of-office message", &b.OOFGets, nil},
		{"oof_sets", Int64, nullable, Dictionary, Sum, mailboxSide, "", "Oof of Log=", "requests that set the out-of-office message", &b.OOFSets, nil},
		{"items", Text, nullable, Dictionary, Counts, mailboxSide, "", "Ty, Cli and Srv of Log= (TechNet bb201675)", "items added, changed and deleted, as kind:count pairs: mail, calendar, contacts, tasks, notes, other, each _to_client or _from_client", &b.Items, itemKinds()},
	}
}

// RequestColumns is the table of columns of requests, which their rows were paired to:
// Columns, and what only a request has.
func (b *Batch) RequestColumns() []Column {
	if b.requestColumns == nil {
		b.requestColumns = append(slices.Clip(b.Columns()),
			Column{"person", Text, nullable, Dictionary, Key, clientSide, "", "cs_username and query_user of all rows of the UTC day", "who sent it, by the best of the names that are proven to be one person's: DOMAIN\\name, else name@domain, name or SID", &b.Person, nil},
			Column{"person_names", Text, nullable, Dictionary, Key, clientSide, "", "cs_username and query_user of all rows of the UTC day", "all of the person's names, joined by ; (NULL if it is the one)", &b.PersonNames, nil},
			Column{"back_status", Int32, nullable, Dictionary, Key, mailboxSide, "", "sc-status", "HTTP status in the row of the server with the mailbox, where it is another one than the client saw", &b.BackStatus, nil},
			Column{"back_server", Text, nullable, Dictionary, Key, mailboxSide, "", "s-computername, or s-ip where that is not logged", "the server that the request was handed on to, if that one logged it", &b.BackServer, nil},
		)
	}
	return b.requestColumns
}

// itemKinds are the names of the bins of items.
func itemKinds() []string {
	names := make([]string, activesync.ItemKinds)
	for i := range names {
		names[i] = activesync.ItemKind(i).String()
	}
	return names
}
