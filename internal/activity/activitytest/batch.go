package activitytest

import (
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

// NewBatch makes a batch of rows, and the texts that its words are numbers of.
func NewBatch(rows []Row) (b *activity.Batch, words []string) {
	b, words = new(activity.Batch), []string{""}
	b.Resize(len(rows))
	number := map[string]activity.Word{"": 0}
	word := func(text string) activity.Word {
		n, known := number[text]
		if !known {
			n = activity.Word(len(words))
			words, number[text] = append(words, text), n
		}
		return n
	}
	for i := range rows {
		fillKey(b, i, &rows[i].Key, word)
		fillMeasures(b, i, &rows[i].Measures)
	}
	return b, words
}

func fillKey(b *activity.Batch, i int, k *Key, word func(string) activity.Word) {
	b.Bucket[i] = k.Bucket * 1000
	b.DeviceID[i], b.DeviceType[i] = word(k.DeviceID), word(k.DeviceType)
	b.CSUsername[i], b.QueryUser[i] = word(k.CSUsername), word(k.QueryUser)
	b.UserAgent[i], b.ClientAddress[i] = word(k.UserAgent), word(k.ClientAddress)
	b.Server[i], b.Side[i] = word(k.Server), word(k.Side.String())
	b.Command[i], b.Error[i], b.AccessState[i] = word(k.Command), word(k.Error), word(k.AccessState)
	b.Status[i], b.Substatus[i] = int64(k.Status), int64(k.Substatus)
	b.Win32Status[i], b.EASStatus[i] = k.Win32Status, int64(k.EASStatus)
	b.ProtocolVersion[i], b.PolicyAck[i] = positive(int64(k.ProtocolVersion)), positive(int64(k.PolicyAck))
	b.MailboxServer[i] = word(k.MailboxServer)
	b.HasLog[i] = 0
	if k.HasLog {
		b.HasLog[i] = 1
	}
}

func fillMeasures(b *activity.Batch, i int, m *Measures) {
	sent, received, taken := orAbsent(m.BytesSent), orAbsent(m.BytesReceived), orAbsent(m.TimeTaken)
	b.Hits[i], b.TimedHits[i], b.WaitingHits[i] = m.Hits, m.TimeTaken.Count, m.Waiting
	b.BytesSent[i], b.BytesSentMax[i] = sent.Sum, sent.Max
	b.BytesReceived[i], b.BytesReceivedMax[i] = received.Sum, received.Max
	b.TimeTaken[i], b.TimeTakenMax[i] = taken.Sum, taken.Max
	b.Times[i] = m.Times
	b.FirstTime[i], b.LastTime[i] = m.First, m.Last
	b.FullSyncs[i], b.RecoverySyncs[i], b.InvalidSyncs[i] = m.FullSyncs, m.RecoverySyncs, m.InvalidSyncs
	heartbeat, throttle := orAbsent(m.Heartbeat), orAbsent(m.Throttle)
	b.Heartbeat[i], b.HeartbeatMax[i] = heartbeat.Sum, heartbeat.Max
	b.Throttle[i], b.ThrottleMax[i] = throttle.Sum, throttle.Max
	b.SyncStateMax[i], b.SyncCommitMax[i] = orAbsent(m.SyncState).Max, orAbsent(m.SyncCommit).Max
	b.Attachments[i], b.AttachmentBytes[i] = positive(m.Attachments), positive(m.AttachmentBytes)
	b.SharePointReads[i], b.UNCReads[i] = positive(m.SharePointReads), positive(m.UNCReads)
	b.OOFGets[i], b.OOFSets[i] = positive(m.OOFGets), positive(m.OOFSets)
	b.Items[i] = m.Items
}

// positive is n, Absent where it is 0.
func positive(n int64) int64 {
	if n == 0 {
		return activity.Absent
	}
	return n
}

// orAbsent is t, with Sum and Max Absent where nothing was measured.
func orAbsent(t activity.Total) activity.Total {
	if t.Count == 0 {
		return activity.Total{Sum: activity.Absent, Max: activity.Absent}
	}
	return t
}

// RowOf is row i of a batch. Of bytes a batch does not say how many requests carry
// them: the row's hits, it is taken.
func RowOf(b *activity.Batch, i int, text func(activity.Word) string) Row {
	return Row{
		Key{
			Bucket: b.Bucket[i] / 1000, DeviceID: text(b.DeviceID[i]), DeviceType: text(b.DeviceType[i]),
			CSUsername: text(b.CSUsername[i]), QueryUser: text(b.QueryUser[i]), UserAgent: text(b.UserAgent[i]),
			Server: text(b.Server[i]), Side: sideOf(text(b.Side[i])), HasLog: b.HasLog[i] == 1, ClientAddress: text(b.ClientAddress[i]), Command: text(b.Command[i]),
			Status: int32(b.Status[i]), Substatus: int32(b.Substatus[i]), Win32Status: b.Win32Status[i], EASStatus: int32(b.EASStatus[i]),
			Error: text(b.Error[i]), AccessState: text(b.AccessState[i]),
			ProtocolVersion: int32(max(b.ProtocolVersion[i], 0)), PolicyAck: int32(max(b.PolicyAck[i], 0)), MailboxServer: text(b.MailboxServer[i]),
		},
		Measures{
			Hits: b.Hits[i], Waiting: b.WaitingHits[i], Times: slices.Clone(b.Times[i]), First: b.FirstTime[i], Last: b.LastTime[i],
			BytesSent:     total(b.BytesSent[i], b.BytesSentMax[i], b.Hits[i]),
			BytesReceived: total(b.BytesReceived[i], b.BytesReceivedMax[i], b.Hits[i]),
			TimeTaken:     total(b.TimeTaken[i], b.TimeTakenMax[i], b.TimedHits[i]),
			FullSyncs:     b.FullSyncs[i], RecoverySyncs: b.RecoverySyncs[i], InvalidSyncs: b.InvalidSyncs[i],
			Heartbeat:   total(b.Heartbeat[i], b.HeartbeatMax[i], 1),
			Throttle:    total(b.Throttle[i], b.ThrottleMax[i], 1),
			SyncState:   total(min(b.SyncStateMax[i], 0), b.SyncStateMax[i], 1),
			SyncCommit:  total(min(b.SyncCommitMax[i], 0), b.SyncCommitMax[i], 1),
			Attachments: max(b.Attachments[i], 0), AttachmentBytes: max(b.AttachmentBytes[i], 0),
			SharePointReads: max(b.SharePointReads[i], 0), UNCReads: max(b.UNCReads[i], 0),
			OOFGets: max(b.OOFGets[i], 0), OOFSets: max(b.OOFSets[i], 0), Items: slices.Clone(b.Items[i]),
		},
	}
}

func sideOf(text string) activesync.Side {
	if text == "" { // of a file without the column
		return activesync.FrontEnd
	}
	for side := activesync.FrontEnd; side < 8; side++ {
		if side.String() == text {
			return side
		}
	}
	panic("no side is called " + text)
}

func total(sum, largest, count int64) activity.Total {
	if sum == activity.Absent {
		return activity.Total{}
	}
	return activity.Total{Sum: sum, Max: largest, Count: count}
}
