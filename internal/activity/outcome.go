package activity

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activesync"
)

// outcome is the part of a key that says what was asked and how it ended.
type outcome struct {
	command, errorNames, accessState    uint32
	status, substatus, win32, easStatus int64
}

// appendOutcome writes what a request's outcome was logged as.
func appendOutcome(dst []byte, q *activesync.Request) []byte {
	decoded := byte(0)
	if q.Decoded {
		decoded = 1
	}
	disabled := byte(0)
	if q.Log.Disabled {
		disabled = 1
	}
	dst = append(dst, decoded, byte(q.Command), disabled)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Status))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Substatus))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Log.EASStatus))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(q.Win32))
	dst = appendText(dst, q.Log.Error)
	dst = appendText(dst, q.Log.AccessState)
	return appendText(dst, q.CommandText)
}

// newOutcome is the meaning of what appendOutcome wrote.
func (a *Accumulator) newOutcome(key []byte) outcome {
	q := activesync.Request{Decoded: key[0] == 1, Command: activesync.Command(key[1])}
	q.Log.Disabled = key[2] == 1
	key = key[3:]
	o := outcome{
		status:    int64(int32(binary.LittleEndian.Uint32(key))),
		substatus: int64(int32(binary.LittleEndian.Uint32(key[4:]))),
		easStatus: int64(int32(binary.LittleEndian.Uint32(key[8:]))),
		win32:     int64(binary.LittleEndian.Uint64(key[12:])),
	}
	q.Log.Error, key = cutText(key[20:])
	q.Log.AccessState, key = cutText(key)
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
	return o
}
