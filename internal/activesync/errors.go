package activesync

import (
	"bytes"
	"slices"
	"strings"
)

// Bounds of ErrorNames: the texts come from exceptions and from what clients
// send, so there is no telling how many or how long they get.
const (
	maxErrorNames = 8
	maxErrorName  = 128 // bytes
)

// disabledForSync is the error that Exchange 2003's VNATNASNC stands for.
const disabledForSync = "UserDisabledForSync"

// ErrorNames returns the names of the request's errors joined by ';', in order of
// appearance, each once; "" where there are none. Exchange joins several texts by
// ';' and puts details behind a ':' or a space, which only differ from request to
// request (seen: "InvalidSyncState:Retry", "WrongServerExceptionGoingTo <name>"):
// a name is what stands before them. It allocates; call it once per distinct
// Error.
func (l *Log) ErrorNames() string {
	var names []string
	if l.Disabled {
		names = append(names, disabledForSync)
	}
	for text := range bytes.SplitSeq(unescapeForm(l.Error), []byte{';'}) {
		if len(names) == maxErrorNames {
			break
		}
		text = bytes.TrimLeft(text, " ")
		if end := bytes.IndexAny(text, ": "); end >= 0 {
			text = text[:end]
		}
		name := clean(text, maxErrorName)
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ";")
}

// CanonicalError returns the name under which a report counts an error. The
// script of 2012 has a column MailboxQuotaExceeded; what Exchange logs is
// QuotaExceeded (seen).
func CanonicalError(name string) string {
	if name == "QuotaExceeded" {
		return "MailboxQuotaExceeded"
	}
	return name
}
