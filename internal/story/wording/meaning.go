package wording

import (
	"strings"

	"github.com/easreport/easreport/internal/activesync"
)

// Command says in a line what a command is for ([MS-ASCMD], "Commands").
func Command(command string) string {
	switch command {
	case "Ping":
		return "Waits for changes in folders"
	case "Sync":
		return "Synchronizes the items of folders"
	case "FolderSync":
		return "Synchronizes the list of folders"
	case "SendMail":
		return "Sends a message"
	case "SmartReply":
		return "Sends a reply without downloading the original"
	case "MeetingResponse":
		return "Accepts or declines a meeting"
	case "GetAttachment":
		return "Downloads an attachment"
	case "SmartForward":
		return "Forwards without downloading the original"
	case "GetHierarchy", "CreateCollection", "DeleteCollection", "MoveCollection":
		return "Folder command of the first protocol version"
	case "FolderCreate", "FolderDelete", "FolderUpdate":
		return "Changes the list of folders"
	case "MoveItems":
		return "Moves items to another folder"
	case "GetItemEstimate":
		return "Asks how many items a Sync would bring"
	case "Search":
		return "Searches the mailbox or the address book"
	case "Settings":
		return "Reads or writes settings, such as out of office"
	case "ItemOperations":
		return "Downloads items and attachments"
	case "Provision":
		return "Fetches or acknowledges the security policy"
	case "ResolveRecipients":
		return "Looks recipients up"
	case "ValidateCert":
		return "Checks a certificate"
	}
	return "Requests with this command"
}

// Status says what a reason of failures means: the name of a common EAS status, what a
// status of a command or an IIS substatus means, or what the HTTP status stands for in
// ActiveSync; empty for others.
func Status(reason activesync.Reason) string {
	if meaning := reason.Meaning(); meaning != "" {
		return meaning
	}
	switch reason {
	case 0:
		return "no status logged"
	case 200:
		return "error text behind HTTP 200"
	case 400:
		return "bad request"
	case 401:
		return "logon refused"
	case 403:
		return "blocked, disabled or quarantined"
	case 404:
		return "not found"
	case 409:
		return "conflict or failing OPTIONS"
	case 413:
		return "request too large"
	case 441:
		return "identity needed in proxy"
	case 449:
		return "retry after Provision"
	case 500:
		return "server error"
	case 501:
		return "command not supported"
	case 503:
		return "overload, throttling or mailbox offline"
	case 505:
		return "protocol version blocked"
	case 507:
		return "mailbox or disk quota"
	}
	return ""
}

// NamedStatus is a reason of failures and what it means: "142 DeviceNotProvisioned".
func NamedStatus(reason activesync.Reason) string {
	return strings.TrimSpace(reason.String() + " " + Status(reason))
}
