package activesync

// Log holds the elements of a Log= value that aggregates are made of. Exchange
// has written it in two grammars: one packed word in 2003, and elements that end
// with '_' since 2007, whose names and shapes changed with 2016.
type Log struct {
	// EASStatus is the status that the device was given in the answer: below
	// 101 its meaning is the command's own, from 101 common to all (StatusName);
	// -1 where absent.
	EASStatus int32
	// Error is the value of Error:, nil where absent: one or several texts,
	// form-encoded as logged. ErrorNames reads it.
	Error []byte
	// AccessState is the value of As:, form-encoded as logged, nil where
	// absent. ParseAccessState reads it once decoded.
	AccessState []byte
	// Heartbeat is how long the request may wait for changes, in seconds; -1
	// where absent.
	Heartbeat int32
	// These are not read yet: -1, 0, nil or false.
	Version, SyncState, SyncCommit, Throttle, PolicyAck int32
	Attachments, SharePointReads, UNCReads              int32
	AttachmentBytes                                     int64
	Items                                               [ItemKinds]int32
	Mailbox                                             []byte
	OOFGet, OOFSet, HandedOn                            bool
	// Full, Recovery and Invalid tell that some folder of the request was synced
	// from scratch, after the device lost an answer, or with an invalid sync key.
	Full, Recovery, Invalid bool
	// Disabled tells Exchange 2003's VNATNASNC, which the script of 2012 reads as
	// the error UserDisabledForSync.
	Disabled bool
	// Proxied tells that another server handed the request on (PrxFrom).
	Proxied bool
}

// read makes l what the value says, in whichever grammar.
func (l *Log) read(value []byte) {
	*l = Log{EASStatus: -1, Version: -1, Heartbeat: -1, SyncState: -1, SyncCommit: -1, Throttle: -1, PolicyAck: -1}
	if kind := packedKind(value); kind > 0 {
		l.readPacked(value, kind)
	} else {
		l.readElements(value)
	}
}
