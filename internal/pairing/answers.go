package pairing

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// Answers reads what rows or requests were answered.
type Answers struct{ commands map[activity.Word]string }

// NewAnswers makes Answers for batches whose texts words has numbered.
func NewAnswers(words *lake.Words) *Answers {
	a := &Answers{commands: map[activity.Word]string{0: ""}}
	for command := activesync.Ping; command < activesync.Other; command++ {
		a.commands[words.Of(command.String())] = command.String()
	}
	return a
}

// IsCommand reports whether a word is a command of ActiveSync, or none.
func (a *Answers) IsCommand(word activity.Word) bool {
	_, is := a.commands[word]
	return is
}

// Of is what row i of a batch, or request i, was answered. The command is left out where
// the status says nothing that depends on it.
func (a *Answers) Of(b *activity.Batch, i int) activesync.Answer {
	answer := activesync.Answer{
		Status: int32(max(b.Status[i], 0)), Substatus: int32(max(b.Substatus[i], 0)),
		Win32: b.Win32Status[i], EASStatus: int32(b.EASStatus[i]), HasError: b.Error[i] != 0,
	}
	if answer.EASStatus > 0 {
		answer.Command = a.commands[b.Command[i]]
	}
	if i < len(b.BackStatus) {
		answer.BackStatus = int32(max(b.BackStatus[i], 0))
	}
	return answer
}

// Anonymous reports whether nobody proved who they are in row i of a batch, or request i: it
// was challenged or refused (401, whose name is only the one that was tried), or turned away
// or sent elsewhere (from HTTP to HTTPS, to a logon page) with no name logged. What a server does for nobody but those who logged on, such as 449 and
// 451, is not anonymous even where logs have no names.
func Anonymous(b *activity.Batch, i int) bool {
	status := b.Status[i]
	return status == 401 || b.CSUsername[i] == 0 && 300 <= status && status < 500 && status != 449 && status != 451
}
