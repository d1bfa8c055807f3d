package activity_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/activity/activitytest"
)

const noon = 1324728000 // 2011-12-24 12:00:00 UTC

// request makes a request that logs everything.
func request(second int64, device string, command activesync.Command) *activesync.Request {
	return &activesync.Request{
		UnixMilli: second * 1000,
		DeviceID:  []byte(device), DeviceType: []byte("iPhone"), User: []byte(`CONTOSO%5canna`),
		Username: []byte(`CONTOSO\anna`), UserAgent: []byte("Apple-iPhone3C1/901.334"),
		Server: []byte("CAS01"), Client: []byte("203.0.113.9"), Command: command,
		Status: 200, Substatus: 0, Win32: 0, BytesSent: 100, BytesReceived: 50, TimeTaken: 20,
		HasLog: true,
		Log: activesync.Log{
			EASStatus: 1, Version: 141, Mailbox: []byte("MBX01"),
			Heartbeat: -1, SyncState: -1, SyncCommit: -1, Throttle: -1, PolicyAck: -1,
		},
	}
}

// sums is an Accumulator with a Digest of its own.
type sums struct {
	*activity.Accumulator
	digest *activity.Digest
}

func newSums(t testing.TB, bucketSeconds int) sums {
	t.Helper()
	a, err := activity.NewAccumulator(bucketSeconds)
	if err != nil {
		t.Fatal(err)
	}
	return sums{a, activity.NewDigest(activity.NewSeeds())}
}

// add adds requests, and tells whether all could be.
func (s sums) add(requests ...*activesync.Request) bool {
	s.digest.Reset()
	for _, q := range requests {
		s.digest.Add(q)
	}
	return s.Add(s.digest)
}

// rows cuts a run and gives its rows.
func (s sums) rows() (all []activitytest.Row) {
	run := s.Cut(nil)
	for b := range run.Batches() {
		for i := range b.Len() {
			all = append(all, row(run, b, i))
		}
	}
	return all
}

func row(run *activity.Run, b *activity.Batch, i int) activitytest.Row {
	return activitytest.RowOf(b, i, func(n activity.Word) string { return run.Words()[n] })
}

func TestAccumulate(t *testing.T) {
	a := newSums(t, 60)
	sync := request(noon+1, "Appl1", activesync.Sync)
	sync.Log.Full = true
	a.add(sync)
	sync = request(noon+59, "Appl1", activesync.Sync)
	sync.TimeTaken, sync.BytesSent, sync.BytesReceived = 3000, -1, 70
	a.add(sync)
	wait := request(noon+2, "Appl1", activesync.Ping)
	wait.TimeTaken = 600_000
	a.add(wait)

	key := activitytest.Key{
		Bucket: noon, DeviceID: "Appl1", DeviceType: "iPhone", CSUsername: `CONTOSO\anna`, QueryUser: `CONTOSO\anna`,
		UserAgent: "Apple-iPhone3C1/901.334", Server: "CAS01", ClientAddress: "203.0.113.9",
		Command: "Sync", Status: 200, EASStatus: 1, HasLog: true, ProtocolVersion: 141, MailboxServer: "MBX01",
	}
	ping := key
	ping.Command = "Ping"
	want := []activitytest.Row{
		{Key: key, Measures: activitytest.Measures{
			Hits: 2, BytesSent: activity.Total{100, 100, 2}, BytesReceived: activity.Total{120, 70, 2}, TimeTaken: activity.Total{3020, 3000, 2},
			Times: activity.Histogram{{20, 1}, {activity.BinOf(3000), 1}},
			First: (noon + 1) * 1000, Last: (noon + 59) * 1000, FullSyncs: 1,
		}},
		{Key: ping, Measures: activitytest.Measures{
			Hits: 1, BytesSent: activity.Total{100, 100, 1}, BytesReceived: activity.Total{50, 50, 1}, TimeTaken: activity.Total{600_000, 600_000, 1},
			Waiting: 1, First: (noon + 2) * 1000, Last: (noon + 2) * 1000,
		}},
	}
	if diff := cmp.Diff(want, a.rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if got := a.rows(); len(got) > 0 {
		t.Errorf("after Cut there are rows: %v", got)
	}
}

// TestSameMeaning checks that what is logged in two ways is one row.
func TestSameMeaning(t *testing.T) {
	a := newSums(t, 60)
	a.add(request(noon, "Appl%31", activesync.Sync))
	a.add(request(noon, "Appl1", activesync.Sync))
	if got := a.rows(); len(got) != 1 || got[0].Hits != 2 {
		t.Errorf("two spellings of a device id give %+v", got)
	}
}

func TestOrder(t *testing.T) {
	a := newSums(t, 60)
	for _, r := range []struct {
		second int64
		device string
	}{{noon + 86400, "A"}, {noon + 60, "b"}, {noon, "b"}, {noon + 120, "B"}, {noon, "a"}, {noon, ""}} {
		a.add(request(r.second, r.device, activesync.Sync))
	}
	var got []string
	for _, r := range a.rows() {
		got = append(got, fmt.Sprint(r.DeviceID, " ", r.Bucket-noon))
	}
	want := []string{" 0", "a 0", "b 0", "b 60", "B 120", "A 86400"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestBucketSeconds(t *testing.T) {
	for _, bad := range []int{0, -60, 7, 86401} {
		if _, err := activity.NewAccumulator(bad); err == nil {
			t.Errorf("buckets of %d seconds are accepted", bad)
		}
	}
	a := newSums(t, 86400)
	a.add(request(noon, "Appl1", activesync.Sync))
	if got := a.rows()[0].Bucket; got != noon-noon%86400 {
		t.Errorf("the day's bucket begins at %d", got)
	}
}

// random makes requests with few different values, so that keys meet again.
func random(r *rand.Rand) *activesync.Request {
	q := request(noon+int64(r.IntN(300)), fmt.Sprint("dev", r.IntN(5)), activesync.Command(r.IntN(30)%26))
	q.Status = int32(200 + 100*r.IntN(4))
	q.TimeTaken = int64(r.IntN(5000)) - 1
	q.BytesSent = int64(r.IntN(100)) - 1
	q.HasLog = r.IntN(3) > 0
	if !q.HasLog {
		q.Log = activesync.Log{EASStatus: -1, Version: -1, Heartbeat: -1, SyncState: -1, SyncCommit: -1, Throttle: -1, PolicyAck: -1}
	} else {
		randomLog(r, &q.Log)
	}
	if q.Command == activesync.Other {
		q.CommandText = []byte("Find")
	}
	return q
}

// randomLog sets elements that few requests have.
func randomLog(r *rand.Rand, l *activesync.Log) {
	maybe := func(n *int32) {
		if r.IntN(3) == 0 {
			*n = int32(r.IntN(1000)) // more than one byte of a varint, or 0
		}
	}
	l.Recovery = r.IntN(9) == 0
	l.PolicyAck = int32(r.IntN(3)) - 1
	if l.PolicyAck == 0 {
		l.PolicyAck = 3
	}
	for _, n := range []*int32{&l.Heartbeat, &l.SyncState, &l.SyncCommit, &l.Throttle, &l.Attachments, &l.SharePointReads, &l.UNCReads} {
		maybe(n)
	}
	if l.Attachments > 0 {
		l.AttachmentBytes = int64(l.Attachments) << 33
	}
	l.OOFGet, l.OOFSet = r.IntN(5) == 0, r.IntN(5) == 0
	for range r.IntN(4) {
		maybe(&l.Items[r.IntN(activesync.ItemKinds)])
	}
}

// rowOf is the row of a request alone, taken from it by hand.
func rowOf(q *activesync.Request) activitytest.Row {
	row := activitytest.Row{
		Key: activitytest.Key{
			Bucket: q.UnixMilli/1000 - q.UnixMilli/1000%60, DeviceID: string(q.DeviceID), DeviceType: "iPhone",
			CSUsername: `CONTOSO\anna`, QueryUser: `CONTOSO\anna`, UserAgent: "Apple-iPhone3C1/901.334", Server: "CAS01",
			Side: q.Side, HasLog: q.HasLog, ClientAddress: "203.0.113.9", Command: q.Command.String(), Status: q.Status,
			EASStatus: q.Log.EASStatus, ProtocolVersion: max(q.Log.Version, 0), PolicyAck: max(q.Log.PolicyAck, 0), MailboxServer: string(q.Log.Mailbox),
		},
		Measures: activitytest.Measures{
			Hits: 1, First: q.UnixMilli, Last: q.UnixMilli,
			Attachments: int64(q.Log.Attachments), AttachmentBytes: q.Log.AttachmentBytes,
			SharePointReads: int64(q.Log.SharePointReads), UNCReads: int64(q.Log.UNCReads),
		},
	}
	switch q.Command {
	case activesync.None:
		row.Command = ""
	case activesync.Other:
		row.Command = string(q.CommandText)
	}
	measure := func(t *activity.Total, v int64) {
		if v >= 0 {
			t.Add(v)
		}
	}
	measure(&row.BytesSent, q.BytesSent)
	measure(&row.BytesReceived, q.BytesReceived)
	measure(&row.TimeTaken, q.TimeTaken)
	measure(&row.Heartbeat, int64(q.Log.Heartbeat))
	measure(&row.Throttle, int64(q.Log.Throttle))
	measure(&row.SyncState, int64(q.Log.SyncState))
	measure(&row.SyncCommit, int64(q.Log.SyncCommit))
	if q.Waits() {
		row.Waiting = 1
	} else if q.TimeTaken >= 0 {
		row.Times.Add(q.TimeTaken)
	}
	for n, is := range map[*int64]bool{&row.RecoverySyncs: q.Log.Recovery, &row.OOFGets: q.Log.OOFGet, &row.OOFSets: q.Log.OOFSet} {
		if is {
			*n = 1
		}
	}
	for kind, n := range q.Log.Items {
		if n > 0 {
			row.Items.AddBin(activity.Bin{Index: uint16(kind), Count: uint32(n)})
		}
	}
	return row
}

// merged adds rows up by key. Of what a row does not say is made nothing: how many
// requests carry bytes or a heartbeat, and sums of sync states.
func merged(all ...[]activitytest.Row) map[activitytest.Key]activitytest.Measures {
	rows := make(map[activitytest.Key]activitytest.Measures)
	for _, some := range all {
		for _, row := range some {
			m := rows[row.Key]
			m.Merge(&row.Measures)
			for _, t := range []*activity.Total{&m.BytesSent, &m.BytesReceived, &m.Heartbeat, &m.Throttle, &m.SyncState, &m.SyncCommit} {
				t.Count = min(t.Count, 1)
			}
			m.SyncState.Sum, m.SyncCommit.Sum = 0, 0
			rows[row.Key] = m
		}
	}
	return rows
}

// TestMergeIsExact checks that rows of any parts add up to what the requests say.
func TestMergeIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	whole := newSums(t, 60)
	parts := []sums{newSums(t, 60), newSums(t, 60), newSums(t, 60)}
	var alone []activitytest.Row
	for range 5000 {
		q := random(r)
		whole.add(q)
		parts[r.IntN(len(parts))].add(q)
		alone = append(alone, rowOf(q))
	}
	want := merged(alone)
	if diff := cmp.Diff(want, merged(whole.rows())); diff != "" {
		t.Errorf("the whole differs from the requests (-want +got):\n%.3000s", diff)
	}
	var rows [][]activitytest.Row
	for _, i := range r.Perm(len(parts)) {
		rows = append(rows, parts[i].rows())
	}
	if diff := cmp.Diff(want, merged(rows...)); diff != "" {
		t.Errorf("merged parts differ from the requests (-want +got):\n%.3000s", diff)
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	a := newSums(t, 60)
	q := request(noon, "Appl1", activesync.Sync)
	a.add(q)
	if n := testing.AllocsPerRun(1000, func() { a.add(q) }); n != 0 {
		t.Errorf("adding a known key allocates %v times", n)
	}
}

// TestFull checks that an Accumulator stops where it is full, that nothing is lost
// there, and that the place does not depend on how requests come in digests.
func TestFull(t *testing.T) {
	cut := func(perDigest int) (runs []int) {
		a := newSums(t, 60)
		for second := 0; second < activity.MaxCells+1000; {
			a.digest.Reset()
			for range perDigest {
				a.digest.Add(request(int64(noon+60*second), "Appl1", activesync.Sync))
				second++
			}
			for !a.Add(a.digest) {
				runs = append(runs, len(a.rows()))
			}
		}
		return append(runs, len(a.rows()))
	}
	for _, perDigest := range []int{1, activity.Ahead, 1000} {
		runs := cut(perDigest)
		if len(runs) != 2 || runs[0] != activity.MaxCells || runs[1] < 1000 || runs[1] > 2000 {
			t.Errorf("digests of %d give runs of %d rows", perDigest, runs)
		}
	}
}

// TestRunsAreApart checks that a run can be read while the next one is made.
func TestRunsAreApart(t *testing.T) {
	a := newSums(t, 60)
	a.add(request(noon, "Appl1", activesync.Sync))
	run := a.Cut(nil)
	var ended sync.WaitGroup
	ended.Go(func() {
		for b := range run.Batches() {
			if got := row(run, b, 0).DeviceID; b.Len() != 1 || got != "Appl1" {
				t.Errorf("%d rows, the first of %q", b.Len(), got)
			}
		}
	})
	for i := range 5000 {
		a.add(request(noon, fmt.Sprint("Other", i), activesync.Ping))
	}
	ended.Wait()
	if got := len(a.rows()); got != 5000 {
		t.Errorf("%d rows in the next run", got)
	}
}

func BenchmarkAdd(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	requests := make([]*activesync.Request, 4096)
	for i := range requests {
		requests[i] = random(r)
		requests[i].DeviceID = fmt.Appendf(nil, "ApplDN%d", r.IntN(2000))
	}
	a := newSums(b, 60)
	b.ReportAllocs()
	for b.Loop() {
		if !a.add(requests...) {
			b.Fatal("full")
		}
	}
	b.ReportMetric(float64(len(requests)*b.N)/b.Elapsed().Seconds(), "requests/s")
}

func BenchmarkBatches(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	a := newSums(b, 60)
	for range 200_000 {
		q := random(r)
		q.DeviceID = fmt.Appendf(nil, "ApplDN%d", r.IntN(20000))
		a.add(q)
	}
	run, n := a.Cut(nil), 0
	b.ReportAllocs()
	for b.Loop() {
		n = 0
		for batch := range run.Batches() {
			n += batch.Len()
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
