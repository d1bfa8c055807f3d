package activesync

// firstCommon is the first of the EAS statuses that are common to all commands
// and all of them failures; below, each command has its own (see CommandStatus).
// [MS-ASCMD], "Common Status Codes".
const firstCommon = 101

// success is the EAS status of a command that did what it was asked to. MoveItems has
// another one, and this for a message that is not there.
const success = 1

// Answer is what a server logged as its answer to a request.
type Answer struct {
	// Command is the command in its canonical spelling.
	Command string
	// Status and Substatus are IIS's, Win32 is sc-win32-status and EASStatus
	// Exchange's; below 1 where not logged.
	Status, Substatus int32
	Win32             int64
	EASStatus         int32
	// HasError reports whether Exchange logged an error text.
	HasError bool
	// BackStatus is IIS's on the server with the mailbox, if the client saw another one
	// (a front end can write a status anew); below 1 otherwise.
	BackStatus int32
}

// Failed reports whether the request failed: by a common EAS status, a status of
// the command that is a failure, an HTTP status of 400 or more, or an error text.
// Two HTTP statuses are no failures. 401 is the challenge that precedes each logon,
// unless a logon was tried and refused; 451 sends the device to a better server.
func (a Answer) Failed() bool {
	switch a.Status {
	case 401:
		return a.RefusedLogon()
	case 451:
		return false
	}
	return a.EASStatus >= firstCommon || a.Status >= 400 || a.HasError || a.commandFailed() || a.backFailed()
}

// backFailed reports whether the server with the mailbox answered otherwise than the client
// saw, and that it failed.
func (a Answer) backFailed() bool {
	return a.BackStatus >= 400 && a.BackStatus != 401 && a.BackStatus != 451
}

// RefusedLogon reports whether a 401 is more than the challenge before a logon:
// sc-win32-status has the refusal, or the substatus is of a check after the logon.
func (a Answer) RefusedLogon() bool {
	return a.Status == 401 && (windowsCodes[a.Win32].Failure || iisCodes[iisCode{a.Status, a.Substatus}].Failure)
}

// Owner returns who has to act on an answer, by its codes of Windows and IIS.
func (a Answer) Owner() Owner {
	if code := windowsCodes[a.Win32]; code.Owner != Nobody {
		return code.Owner
	}
	return iisCodes[iisCode{a.Status, a.Substatus}].Owner
}

// ClientCertificate reports whether IIS refused the request for the client's certificate:
// none was sent, or it is revoked, expired, untrusted, or belongs to no account.
func (a Answer) ClientCertificate() bool {
	if a.Status != 403 {
		return false
	}
	switch a.Substatus {
	case 7, 12, 13, 16, 17:
		return true
	}
	return false
}

// CommonFailure reports whether the EAS status is a common one. Clients of protocol
// 14.0 and later are given these behind HTTP 200 (seen).
func (a Answer) CommonFailure() bool { return a.EASStatus >= firstCommon }

// commandFailed reports whether the EAS status is a failure of the command.
func (a Answer) commandFailed() bool {
	if a.EASStatus < success || a.EASStatus >= firstCommon || a.EASStatus == success && a.Command != "MoveItems" {
		return false
	}
	_, failed := commandStatuses[a.Command][a.EASStatus]
	return failed
}
