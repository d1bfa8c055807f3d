package report

import (
	"cmp"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// groupKey is what a row of the report is about, below its device and user.
type groupKey struct {
	start     int64     // of the report's bucket, seconds since 1970 UTC
	userAgent lake.Word // 0 unless rows are split by user agent
}

func (k groupKey) compare(o groupKey) int {
	if c := cmp.Compare(k.start, o.start); c != 0 {
		return c
	}
	return cmp.Compare(k.userAgent, o.userAgent)
}

// group adds up one side of one groupKey. Texts are words of the day.
type group struct {
	groupKey
	hits              int64
	commands          Tally[lake.Word]
	statuses          Tally[int32]
	sent, recv, taken activity.Total
	times             activity.Histogram
	waiting           int64
	minutes           minutes
	servers, clients  Tally[lake.Word]
	userAgents        Tally[lake.Word]
	latest            latest

	failures                int64
	failureStatuses         Tally[int32]
	easFailures             int64
	errors                  Tally[lake.Word] // by all the names of a row's error column
	full, recovery, invalid int64
	first, last             int64 // milliseconds since 1970 UTC
}

// latest is the most recent user agent and access state, the smaller text
// where two come at the same millisecond.
type latest struct {
	userAgent, accessState     lake.Word
	userAgentAt, accessStateAt int64
}

func newest(word *lake.Word, at *int64, other lake.Word, otherAt int64, words *lake.Words) {
	if other == 0 || otherAt < *at || otherAt == *at && *word != 0 && words.Text(other) >= words.Text(*word) {
		return
	}
	*word, *at = other, otherAt
}

func (l *latest) merge(o latest, words *lake.Words) {
	newest(&l.userAgent, &l.userAgentAt, o.userAgent, o.userAgentAt, words)
	newest(&l.accessState, &l.accessStateAt, o.accessState, o.accessStateAt, words)
}

// add adds row i of a batch.
func (g *group) add(b *lake.Batch, i int, m *dayMerge) error {
	hits := b.Hits[i]
	g.hits += hits
	g.commands.Add(b.Command[i], hits)
	g.statuses.Add(int32(max(b.Status[i], 0)), hits)
	g.sent.Merge(total(b.BytesSent[i], b.BytesSentMax[i], hits))
	g.recv.Merge(total(b.BytesRecv[i], b.BytesRecvMax[i], hits))
	g.taken.Merge(total(b.TimeTaken[i], b.TimeTakenMax[i], b.TimedHits[i]))
	g.waiting += max(b.WaitingHits[i], 0)
	times, err := m.histogram(b.TimeHistogram[i])
	if err != nil {
		return err
	}
	g.times.Merge(times)
	g.minutes.add(b.Bucket[i]/60000, hits)
	g.servers.Add(b.Server[i], hits)
	g.clients.Add(b.ClientAddress[i], hits)
	g.userAgents.Add(b.UserAgent[i], hits)
	g.latest.merge(latest{b.UserAgent[i], b.AccessState[i], b.LastTime[i], b.LastTime[i]}, m.words)

	if failed(b, i) {
		g.failures += hits
		g.failureStatuses.Add(activesync.EffectiveStatus(int32(max(b.Status[i], 0)), int32(b.EASStatus[i])), hits)
	}
	if easFailed(b, i) {
		g.easFailures += hits
	}
	if b.Error[i] != 0 {
		g.errors.Add(b.Error[i], hits)
	}
	g.full += max(b.FullSyncs[i], 0)
	g.recovery += max(b.RecoverySyncs[i], 0)
	g.invalid += max(b.InvalidSyncs[i], 0)
	if g.first == 0 || b.FirstTime[i] < g.first {
		g.first = b.FirstTime[i]
	}
	g.last = max(g.last, b.LastTime[i])
	return nil
}

func failed(b *lake.Batch, i int) bool {
	return activesync.IsFailure(int32(max(b.Status[i], 0)), b.Win32Status[i], int32(b.EASStatus[i]), b.Error[i] != 0)
}

// easFailed tells that a common EAS status says so, also behind HTTP 200.
func easFailed(b *lake.Batch, i int) bool {
	return activesync.EffectiveStatus(0, int32(b.EASStatus[i])) != 0
}

func total(sum, largest, count int64) activity.Total {
	if sum == activity.Absent {
		return activity.Total{}
	}
	return activity.Total{Sum: sum, Max: largest, Count: count}
}

// groups are the groups of one side of a device, ascending by key.
type groups struct {
	all  []*group
	last int // where the group used last lies
}

func (gs *groups) at(key groupKey) *group {
	if gs.last < len(gs.all) && gs.all[gs.last].groupKey == key {
		return gs.all[gs.last]
	}
	i, found := slices.BinarySearchFunc(gs.all, key, func(g *group, k groupKey) int { return g.compare(k) })
	if !found {
		gs.all = slices.Insert(gs.all, i, &group{groupKey: key})
	}
	gs.last = i
	return gs.all[i]
}

func (gs *groups) find(key groupKey) *group {
	i, found := slices.BinarySearchFunc(gs.all, key, func(g *group, k groupKey) int { return g.compare(k) })
	if !found {
		return nil
	}
	return gs.all[i]
}
