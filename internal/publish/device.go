package publish

import (
	"cmp"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// fillDevice makes a row of the devices table of a row of a report.
func fillDevice(d *lake.Device, r *report.Row) {
	*d = lake.Device{
		DeviceID: r.DeviceID, UserName: r.User, DeviceType: r.DeviceType, UserAgent: r.UserAgent, Kind: lake.KindDevice,
		Hits: r.Hits, HitsWithoutPing: r.Hits - r.Commands.Of(activesync.Ping.String()),
		Failures: r.Failures, EASFailures: r.EASFailures, WaitingHits: r.Waiting, PeakPerMinute: r.PeakPerMinute,
		DeviceCommands: deviceCommands(r.Commands),
		Statuses:       pairs(r.Statuses), FailureStatuses: pairs(r.FailureStatuses), Errors: pairs(r.Errors),
		TimedHits: r.TimeTaken.Count, TimeHistogram: string(r.Times.AppendText(nil)),
		FirstTime: r.First.UnixMilli(), LastTime: r.Last.UnixMilli(),
		Servers: different(r.Servers), UserAgents: different(r.UserAgents), ClientAddresses: different(r.Clients),
		FullSyncs: r.FullSyncs, RecoverySyncs: r.RecoverySyncs, InvalidSyncs: r.InvalidSyncs, AccessState: r.AccessState,
	}
	if r.Probe {
		d.Kind = lake.KindProbe
	}
	d.BytesSent, d.BytesSentMax = measured(r.BytesSent)
	d.BytesReceived, d.BytesReceivedMax = measured(r.BytesReceived)
	d.TimeTaken, d.TimeTakenMax = measured(r.TimeTaken)
	d.TimeP50, d.TimeP95, d.TimeP99 = r.Quantile(0.50), r.Quantile(0.95), r.Quantile(0.99)
}

func deviceCommands(all report.Tally[string]) lake.DeviceCommands {
	of := func(c activesync.Command) int64 { return all.Of(c.String()) }
	known := append(activesync.Commands(), activesync.Options.String())
	var other report.Tally[string]
	for _, c := range all {
		switch {
		case c.Key == "":
			other.Add("-", c.N)
		case !slices.Contains(known, c.Key):
			other.Add(c.Key, c.N)
		}
	}
	return lake.DeviceCommands{
		Ping: of(activesync.Ping), Sync: of(activesync.Sync), FolderSync: of(activesync.FolderSync),
		SendMail: of(activesync.SendMail), SmartReply: of(activesync.SmartReply),
		MeetingResponse: of(activesync.MeetingResponse), GetAttachment: of(activesync.GetAttachment),
		SmartForward: of(activesync.SmartForward), GetHierarchy: of(activesync.GetHierarchy),
		CreateCollection: of(activesync.CreateCollection), DeleteCollection: of(activesync.DeleteCollection),
		MoveCollection: of(activesync.MoveCollection), FolderCreate: of(activesync.FolderCreate),
		FolderDelete: of(activesync.FolderDelete), FolderUpdate: of(activesync.FolderUpdate),
		MoveItems: of(activesync.MoveItems), GetItemEstimate: of(activesync.GetItemEstimate),
		Search: of(activesync.Search), Settings: of(activesync.Settings), ItemOperations: of(activesync.ItemOperations),
		Provision: of(activesync.Provision), ResolveRecipients: of(activesync.ResolveRecipients),
		ValidateCert: of(activesync.ValidateCert), Options: of(activesync.Options),
		Other: other.Total(), OtherCommands: pairs(other),
	}
}

// pairs writes counts as "key:count key:count", most first.
func pairs[K int32 | string | activesync.Reason](t report.Tally[K]) string {
	return string(report.AppendTally(nil, t))
}

// different is NULL for none: every request has one, so the logs do not tell.
func different(n int) int64 { return cmp.Or(int64(n), activity.Absent) }

func measured(t activity.Total) (sum, largest int64) {
	if t.Count == 0 {
		return activity.Absent, activity.Absent
	}
	return t.Sum, t.Max
}
