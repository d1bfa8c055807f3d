package finding

import (
	"context"
	"slices"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

func standIn(ctx context.Context, s store.Store, wanted []report.Identity) []report.Detail {
	out := make([]report.Detail, len(wanted))
	words := lake.NewWords()
	rows := lake.NewReader(words)
	defer rows.Close()
	for o, _ := range s.List(ctx, lake.ActivityPrefix) {
		table, _, err := lake.OpenObject(ctx, s, o.Key)
		if err != nil {
			panic(err)
		}
		for g := range table.Groups() {
			_ = rows.Open(g)
			for {
				b, err := rows.Next()
				if err != nil {
					break
				}
				for i := range b.Len {
					at := slices.IndexFunc(wanted, func(w report.Identity) bool {
						return activesync.Account(w.User) == activesync.Account(words.Text(b.UserName[i])) && activesync.FoldDevice(w.DeviceID) == activesync.FoldDevice(words.Text(b.DeviceID[i]))
					})
					if at < 0 {
						continue
					}
					d := &out[at]
					c := report.Cell{Command: words.Text(b.Command[i]), Status: int32(b.Status[i]), Win32Status: b.Win32Status[i], EASStatus: int32(b.EASStatus[i]), Error: words.Text(b.Error[i]), Hits: b.Hits[i], Waiting: b.WaitingHits[i], Times: slices.Clone(b.Times[i]), First: time.UnixMilli(b.FirstTime[i]).UTC(), Last: time.UnixMilli(b.LastTime[i]).UTC()}
					if b.TimedHits[i] > 0 {
						c.Time = activity.Total{Sum: b.TimeTaken[i], Max: b.TimeTakenMax[i], Count: b.TimedHits[i]}
					}
					if words.Text(b.Side[i]) == "back" {
						c.Side = activesync.BackEnd
					}
					if activesync.IsFailure(c.Status, c.Win32Status, c.EASStatus, c.Error != "") {
						c.Failures = c.Hits
					}
					d.Cells = append(d.Cells, c)
					start := time.UnixMilli(b.Bucket[i]).UTC()
					k := slices.IndexFunc(d.Minutes, func(m report.Minute) bool { return m.Start.Equal(start) })
					if k < 0 {
						k = len(d.Minutes)
						d.Minutes = append(d.Minutes, report.Minute{Start: start})
					}
					m := &d.Minutes[k]
					m.Hits += c.Hits
					m.Failures += c.Failures
					m.FullSyncs += b.FullSyncs[i]
					m.Commands.Add(c.Command, c.Hits)
					k = slices.IndexFunc(d.Clients.Top, func(m report.Share) bool { return m.Name == words.Text(b.ClientAddress[i]) })
					if k < 0 {
						k = len(d.Clients.Top)
						d.Clients.Top = append(d.Clients.Top, report.Share{Name: words.Text(b.ClientAddress[i])})
						d.Clients.Names++
					}
					d.Clients.Top[k].Hits += c.Hits
				}
			}
		}
		table.Close()
	}
	for i := range out {
		slices.SortFunc(out[i].Minutes, func(a, b report.Minute) int { return a.Start.Compare(b.Start) })
	}
	return out
}
