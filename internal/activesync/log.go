package activesync

// Log holds the elements of a Log= value that aggregates are made of. Exchange
// has written it in two grammars: one packed word in 2003, and elements that end
// with '_' since 2007, whose names and shapes changed with 2016. Numbers beyond
// what a server can mean (see number.go) count as absent.
type Log struct {
	// EASStatus is the status that the device was given in the answer: below
	// 101 its meaning is the command's own, from 101 common to all (StatusName);
	// -1 where absent.
	EASStatus int32
	// Version is the protocol version times ten: 25, 120, 121, 140, 141, 160, 161
	// (V, Ver1 since 2016). It is -1 where absent, and where Exchange writes 0
	// because the request has none, as OPTIONS.
	Version int32
	// Heartbeat is how long the request may wait for changes, in seconds (Hb); -1
	// where absent.
	Heartbeat int32
	// SyncState is the size in KB of the request's largest sync state (Sst), and
	// SyncCommit the largest SsCmt; -1 where absent.
	SyncState, SyncCommit int32
	// Throttle is how long the server held the request back, in milliseconds; -1
	// where absent.
	Throttle int32
	// PolicyAck is what the device answered to its policy (Pa): 1 it applies all of
	// it, 2 a part, 3 nothing; -1 where absent.
	PolicyAck int32
	// Attachments, SharePointReads and UNCReads count what the device was given
	// (Att, Ssp, Unc). AttachmentBytes is the size of the attachments (Attb).
	Attachments, SharePointReads, UNCReads int32
	AttachmentBytes                        int64
	// Items counts the items moved, by ItemKind.
	Items [ItemKinds]int32

	// Error is the value of Error:, nil where absent: one or several texts,
	// form-encoded as logged. ErrorNames reads it.
	Error []byte
	// AccessState is the value of As:, form-encoded as logged, nil where
	// absent. ParseAccessState reads it once decoded.
	AccessState []byte
	// Mailbox is the mailbox server (Mbx), form-encoded as logged, nil where absent.
	Mailbox []byte

	// Full, Recovery and Invalid report that some folder of the request was synced
	// from scratch, after the device lost an answer, or with an invalid sync key.
	Full, Recovery, Invalid bool
	// OOFGet and OOFSet report that the device read or set the out-of-office
	// message (Oof).
	OOFGet, OOFSet bool
	// Disabled reports Exchange 2003's VNATNASNC, which the script of 2012 reads as
	// the error UserDisabledForSync.
	Disabled bool
	// Proxied reports that another server handed the request on to this one
	// (PrxFrom), HandedOn that this one handed it on (PrxTo).
	Proxied, HandedOn bool
}

// read makes l, which is zero, what the value says, in whichever grammar.
func (l *Log) read(value []byte) {
	l.EASStatus, l.Version, l.Heartbeat, l.SyncState, l.SyncCommit, l.Throttle, l.PolicyAck = -1, -1, -1, -1, -1, -1, -1
	if kind := packedKind(value); kind > 0 {
		l.readPacked(value, kind)
	} else {
		l.readElements(value)
	}
}
