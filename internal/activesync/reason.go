package activesync

import "strconv"

// Reason is the one status that says why a request failed: the EAS status if it is
// a common one or a failure of the command, else the HTTP status, with its substatus
// where that has a meaning of its own. EAS and HTTP statuses are Reasons by their
// number; a Reason with two parts is below 0.
type Reason int32

// The first part of a Reason with two counts in these units.
const (
	httpUnit    = 1000    // 401.1 is -401001
	commandUnit = 1 << 20 // and a status of the command Ping -1<<20 - status
)

// Reason returns why the request failed if it did, else how it was answered.
func (a Answer) Reason() Reason {
	switch {
	case a.CommonFailure():
		return Reason(a.EASStatus)
	case a.commandFailed():
		return -Reason(ParseCommand([]byte(a.Command)))*commandUnit - Reason(a.EASStatus)
	}
	if a.backFailed() {
		return Reason(a.BackStatus)
	}
	if _, known := iisCodes[iisCode{a.Status, a.Substatus}]; known {
		return -Reason(a.Status*httpUnit + a.Substatus)
	}
	return Reason(max(a.Status, 0))
}

// parts returns the parts of a Reason: a command and its status; else HTTP's status
// and substatus; else a number that is HTTP's or Exchange's.
func (r Reason) parts() (command string, first, second int32) {
	switch {
	case r >= 0:
		return "", int32(r), 0
	case r > -commandUnit:
		return "", int32(-r / httpUnit), int32(-r % httpUnit)
	}
	return Command(-r / commandUnit).String(), 0, int32(-r % commandUnit)
}

// HTTP returns the HTTP status of a Reason without its substatus. Of another Reason
// it is the EAS status, or 0.
func (r Reason) HTTP() int32 {
	_, status, _ := r.parts()
	return status
}

// String returns "142", "507", "401.1" or "Ping.4".
func (r Reason) String() string { return string(r.AppendText(nil)) }

// AppendText appends the String.
func (r Reason) AppendText(dst []byte) []byte {
	command, first, second := r.parts()
	if command != "" {
		dst = append(dst, command...)
	} else {
		dst = strconv.AppendInt(dst, int64(first), 10)
	}
	if second > 0 {
		dst = strconv.AppendInt(append(dst, '.'), int64(second), 10)
	}
	return dst
}

// Meaning returns the name of an EAS status, or what a status of a command or an IIS
// status with substatus means; "" for others.
func (r Reason) Meaning() string {
	switch command, first, second := r.parts(); {
	case command != "":
		return CommandStatus(command, second)
	case second > 0:
		return iisCodes[iisCode{first, second}].Meaning
	default:
		return StatusName(first)
	}
}
