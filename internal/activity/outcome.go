package activity

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activesync"
)

// outcome is the part of a key that says what was asked and how it ended.
type outcome struct {
	command, errorNames, accessState, mailbox uint32
	status, substatus, easStatus              int32
	version, policyAck                        int32
	win32                                     int64
	hasLog                                    bool
}

// The flags of an outcome as it was logged.
const (
	isDecoded = 1 << iota
	hasLog
	isDisabled
)

// appendOutcome writes what a request's outcome was logged as.
func appendOutcome(dst []byte, q *activesync.Request) []byte {
	dst = append(dst, flag(q.Decoded, isDecoded)|flag(q.HasLog, hasLog)|flag(q.Log.Disabled, isDisabled), byte(q.Command))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Log.Version))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Log.PolicyAck))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Status))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Substatus))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Log.EASStatus))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(q.Win32))
	dst = appendText(dst, q.Log.Error)
	dst = appendText(dst, q.Log.AccessState)
	dst = appendText(dst, q.Log.Mailbox)
	return appendText(dst, q.CommandText)
}

// newOutcome is the meaning of what appendOutcome wrote.
func (a *Accumulator) newOutcome(key []byte) outcome {
	flags := key[0]
	q := activesync.Request{Decoded: flags&isDecoded != 0, Command: activesync.Command(key[1])}
	q.Log.Disabled = flags&isDisabled != 0
	o := outcome{hasLog: flags&hasLog != 0}
	key = key[2:]
	for _, number := range [...]*int32{&o.version, &o.policyAck, &o.status, &o.substatus, &o.easStatus} {
		*number, key = int32(binary.LittleEndian.Uint32(key)), key[4:]
	}
	o.win32 = int64(binary.LittleEndian.Uint64(key))
	q.Log.Error, key = cutText(key[8:])
	q.Log.AccessState, key = cutText(key)
	q.Log.Mailbox, key = cutText(key)
	q.CommandText, _ = cutText(key)
	command := q.Command.String()
	switch q.Command {
	case activesync.None:
		command = "" // the log has none
	case activesync.Other:
		command = q.Decode(q.CommandText)
	}
	o.command = a.texts.of(command)
	o.errorNames = a.texts.of(q.Log.ErrorNames())
	o.accessState = a.texts.of(activesync.DecodeForm(q.Log.AccessState))
	o.mailbox = a.texts.of(activesync.DecodeForm(q.Log.Mailbox))
	return o
}
