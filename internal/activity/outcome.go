package activity

import (
	"encoding/binary"

	"github.com/easreport/easreport/internal/activesync"
)

// outcome is the part of a key that says what was asked and how it ended.
type outcome struct {
	command, errorNames, accessState uint32
	status, substatus, easStatus     int32
	win32                            int64
}

func appendOutcome(dst []byte, q *activesync.Request) []byte {
	disabled := byte(0)
	if q.Log.Disabled {
		disabled = 1
	}
	dst = append(dst, byte(q.Command), disabled)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Status))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Substatus))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(q.Log.EASStatus))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(q.Win32))
	dst = appendText(dst, q.Log.Error)
	dst = appendText(dst, q.Log.AccessState)
	return append(dst, q.CommandText...)
}

func (a *Accumulator) newOutcome(q *activesync.Request) outcome {
	command := q.Command.String()
	switch q.Command {
	case activesync.None:
		command = "" // the log has none
	case activesync.Other:
		command = q.Decode(q.CommandText)
	}
	return outcome{
		command:     a.texts.of(command),
		errorNames:  a.texts.of(q.Log.ErrorNames()),
		accessState: a.texts.of(activesync.DecodeForm(q.Log.AccessState)),
		status:      q.Status,
		substatus:   q.Substatus,
		easStatus:   q.Log.EASStatus,
		win32:       q.Win32,
	}
}
