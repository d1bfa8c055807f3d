package activesync

import "slices"

// Command is the command of a request ([MS-ASCMD], "Commands"), the query's Cmd.
type Command uint8

// The commands. Those from Ping to ValidateCert are the 23 columns of the
// script of 2012, in its order.
const (
	None Command = iota // no Cmd, and not an OPTIONS request
	Ping
	Sync
	FolderSync
	SendMail
	SmartReply
	MeetingResponse
	GetAttachment
	SmartForward
	GetHierarchy
	CreateCollection
	DeleteCollection
	MoveCollection
	FolderCreate
	FolderDelete
	FolderUpdate
	MoveItems
	GetItemEstimate
	Search
	Settings
	ItemOperations
	Provision
	ResolveRecipients
	ValidateCert
	Options // an OPTIONS request; it asks for versions and commands and carries no Cmd
	Other   // a Cmd that is none of these: Find, Notify of 2003, or nonsense
)

// commandNames has the canonical spellings, by Command.
var commandNames = [...]string{
	"None",
	"Ping", "Sync", "FolderSync", "SendMail", "SmartReply", "MeetingResponse",
	"GetAttachment", "SmartForward", "GetHierarchy", "CreateCollection",
	"DeleteCollection", "MoveCollection", "FolderCreate", "FolderDelete",
	"FolderUpdate", "MoveItems", "GetItemEstimate", "Search", "Settings",
	"ItemOperations", "Provision", "ResolveRecipients", "ValidateCert",
	"Options",
	"Other",
}

// String returns the command in its canonical spelling.
func (c Command) String() string {
	if int(c) >= len(commandNames) {
		c = Other
	}
	return commandNames[c]
}

// Commands returns the names from Ping to ValidateCert, in order.
func Commands() []string {
	return slices.Clone(commandNames[Ping : ValidateCert+1])
}

// ParseCommand returns the command that the value of Cmd names, ignoring case as
// Exchange does, and Other if there is none such. The value may be
// percent-encoded. It allocates nothing.
func ParseCommand(text []byte) Command {
	switch string(text) { // the busiest, as all clients spell them
	case "Ping":
		return Ping
	case "Sync":
		return Sync
	}
	var decoded [3 * len("ResolveRecipients")]byte
	if len(text) > len(decoded) {
		return Other
	}
	if hasEscape(text) {
		text = unescape(decoded[:0], text)
	}
	for c := Ping; c <= Options; c++ {
		if name := commandNames[c]; len(name) == len(text) && equalFold(text, name) {
			return c
		}
	}
	return Other
}

// commandOfCode returns the command of a base64 query by its code ([MS-ASHTTP]
// 2.2.1.1.1.1.2). Codes 5 to 8 and above 22 are not assigned.
func commandOfCode(code byte) (Command, bool) {
	codes := [...]Command{
		Sync, SendMail, SmartForward, SmartReply, GetAttachment, None, None, None,
		None, FolderSync, FolderCreate, FolderDelete, FolderUpdate, MoveItems,
		GetItemEstimate, MeetingResponse, Search, Settings, Ping, ItemOperations,
		Provision, ResolveRecipients, ValidateCert,
	}
	if int(code) >= len(codes) || codes[code] == None {
		return None, false
	}
	return codes[code], true
}
