package activesync

// CommandStatus returns what a status of a command that is a failure means, "" for
// one that is none. Statuses from 101 are common to all commands (see StatusName).
func CommandStatus(command string, status int32) string { return commandStatuses[command][status] }

// folderStatuses are those of FolderSync, FolderCreate, FolderDelete and FolderUpdate.
var folderStatuses = map[int32]string{
	2:  "folder exists already",
	3:  "special folder cannot be changed",
	4:  "folder not found",
	5:  "parent folder not found",
	6:  "server error",
	7:  "access denied",
	8:  "time-out",
	9:  "wrong synchronization key",
	10: "malformed request",
	11: "unknown error",
}

// commandStatuses are, by command, the statuses below 101 that are failures, and what
// they mean ([MS-ASCMD], "Status" of each command). They come behind HTTP 200 in every
// protocol version. Successes are not here: 1 is success and no more, but for MoveItems,
// where 3 is; 2 of Ping says that there are changes; 12 of Search ends the results; 3 of
// Sync has the device synchronize from the beginning, and is counted as such.
var commandStatuses = map[string]map[int32]string{
	"Ping": {
		3: "parameters missing",
		4: "malformed request",
		5: "heartbeat out of range",
		6: "too many folders",
		7: "folder list out of date",
		8: "server error",
	},
	"Sync": {
		4:  "malformed request",
		5:  "server error",
		6:  "item cannot be converted",
		7:  "conflict",
		8:  "object not found",
		9:  "mailbox out of space",
		10: "not documented",
		11: "not documented",
		12: "folder list out of date",
		13: "request incomplete",
		14: "heartbeat or wait out of range",
		15: "too many folders",
		16: "retry",
	},
	"FolderSync":   folderStatuses,
	"FolderCreate": folderStatuses,
	"FolderDelete": folderStatuses,
	"FolderUpdate": folderStatuses,
	"GetItemEstimate": {
		2: "invalid folder",
		3: "folder not synchronized yet",
		4: "invalid synchronization key",
	},
	"MoveItems": {
		1: "source not found",
		2: "destination not found",
		4: "source and destination are the same",
		5: "item cannot be moved",
		6: "item exists already",
		7: "item is locked",
	},
	"MeetingResponse": {
		2: "invalid meeting request",
		3: "mailbox error",
		4: "server error",
	},
	"Provision": {
		2: "malformed request",
		3: "server error",
	},
	"Settings": {
		2: "malformed request",
		3: "access denied",
		4: "server unavailable",
		5: "invalid arguments",
		6: "conflicting arguments",
		7: "denied by policy",
	},
	"Search": {
		2:  "malformed request",
		3:  "server error",
		4:  "bad link",
		5:  "access denied",
		6:  "not found",
		7:  "connection failed",
		8:  "query too complex",
		9:  "search not available",
		10: "time-out",
		11: "folder list out of date",
		13: "access to the link is blocked",
		14: "credentials required",
	},
	"ValidateCert": {
		17: "certificate cannot be validated",
	},
}
