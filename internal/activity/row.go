package activity

import "github.com/easreport/easreport/internal/activesync"

// Absent stands in a number for a value that the log does not carry (NULL in
// Parquet); it is never 0, because 0 is a measurement.
const Absent = -1

// Key says what the measures of a row are about. Rows of one key may appear
// many times, in one file and in several: readers add them up. Texts are
// decoded, valid UTF-8 and bounded; an empty text means that the log has none.
type Key struct {
	// Bucket is the start of the span, seconds since 1970 UTC.
	Bucket int64
	// DeviceID and DeviceType are of the query, spelled as logged.
	DeviceID, DeviceType string
	// UserName is the effective user, CSUsername the log's cs-username.
	UserName, CSUsername string
	// UserAgent is cs(User-Agent), with '+' for a space as IIS writes it.
	UserAgent string
	// Server is s-computername, or s-ip where that is not logged.
	Server string
	// Side tells Exchange 2013's front-end rows from its back-end rows.
	Side activesync.Side
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
}

// Row is a line of the activity table.
type Row struct {
	Key
	Measures
}
