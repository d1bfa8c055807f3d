package activity

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activesync"
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
		Log: activesync.Log{EASStatus: 1},
	}
}

func newAccumulator(t testing.TB, bucketSeconds int) *Accumulator {
	t.Helper()
	a, err := NewAccumulator(bucketSeconds)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func rows(a *Accumulator) (all []Row) {
	for r := range a.Rows() {
		row := *r
		row.Times = append(Histogram(nil), r.Times...)
		all = append(all, row)
	}
	return all
}

func TestAccumulate(t *testing.T) {
	a := newAccumulator(t, 60)
	sync := request(noon+1, "Appl1", activesync.Sync)
	sync.Log.Full = true
	a.Add(sync)
	sync = request(noon+59, "Appl1", activesync.Sync)
	sync.TimeTaken, sync.BytesSent, sync.BytesReceived = 3000, -1, 70
	a.Add(sync)
	wait := request(noon+2, "Appl1", activesync.Ping)
	wait.TimeTaken = 600_000
	a.Add(wait)

	key := Key{
		Bucket: noon, DeviceID: "Appl1", DeviceType: "iPhone", UserName: `CONTOSO\anna`, CSUsername: `CONTOSO\anna`,
		UserAgent: "Apple-iPhone3C1/901.334", Server: "CAS01", ClientAddress: "203.0.113.9",
		Command: "Sync", Status: 200, EASStatus: 1,
	}
	ping := key
	ping.Command = "Ping"
	want := []Row{
		{key, Measures{
			Hits: 2, BytesSent: Total{100, 100, 1}, BytesReceived: Total{120, 70, 2}, TimeTaken: Total{3020, 3000, 2},
			Times: Histogram{{20, 1}, {BinOf(3000), 1}},
			First: (noon + 1) * 1000, Last: (noon + 59) * 1000, FullSyncs: 1,
		}},
		{ping, Measures{
			Hits: 1, BytesSent: Total{100, 100, 1}, BytesReceived: Total{50, 50, 1}, TimeTaken: Total{600_000, 600_000, 1},
			Waiting: 1, First: (noon + 2) * 1000, Last: (noon + 2) * 1000,
		}},
	}
	if diff := cmp.Diff(want, rows(a)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	a.Reset()
	if got := rows(a); len(got) > 0 {
		t.Errorf("after Reset there are rows: %v", got)
	}
}

// TestSameMeaning checks that what is logged in two ways is one row.
func TestSameMeaning(t *testing.T) {
	a := newAccumulator(t, 60)
	a.Add(request(noon, "Appl%31", activesync.Sync))
	a.Add(request(noon, "Appl1", activesync.Sync))
	if got := rows(a); len(got) != 1 || got[0].Hits != 2 {
		t.Errorf("two spellings of a device id give %+v", got)
	}
}

func TestOrder(t *testing.T) {
	a := newAccumulator(t, 60)
	for _, r := range []struct {
		second int64
		device string
	}{{noon + 86400, "A"}, {noon + 60, "b"}, {noon, "b"}, {noon + 120, "B"}, {noon, "a"}, {noon, ""}} {
		a.Add(request(r.second, r.device, activesync.Sync))
	}
	var got []string
	for _, r := range rows(a) {
		got = append(got, fmt.Sprint(r.DeviceID, " ", r.Bucket-noon))
	}
	want := []string{" 0", "a 0", "b 0", "b 60", "B 120", "A 86400"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestBucketSeconds(t *testing.T) {
	for _, bad := range []int{0, -60, 7, 86401} {
		if _, err := NewAccumulator(bad); err == nil {
			t.Errorf("buckets of %d seconds are accepted", bad)
		}
	}
	a := newAccumulator(t, 86400)
	a.Add(request(noon, "Appl1", activesync.Sync))
	if got := rows(a)[0].Bucket; got != noon-noon%86400 {
		t.Errorf("the day's bucket begins at %d", got)
	}
}

// random makes requests with few different values, so that keys meet again.
func random(r *rand.Rand) *activesync.Request {
	q := request(noon+int64(r.IntN(300)), fmt.Sprint("dev", r.IntN(5)), activesync.Command(r.IntN(30)%26))
	q.Status = int32(200 + 100*r.IntN(4))
	q.TimeTaken = int64(r.IntN(5000)) - 1
	q.BytesSent = int64(r.IntN(100)) - 1
	q.Log.Recovery = r.IntN(9) == 0
	if q.Command == activesync.Other {
		q.CommandText = []byte("Find")
	}
	return q
}

// TestMergeIsExact checks that rows of any parts add up to the rows of the whole.
func TestMergeIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	whole := newAccumulator(t, 60)
	parts := []*Accumulator{newAccumulator(t, 60), newAccumulator(t, 60), newAccumulator(t, 60)}
	for range 5000 {
		q := random(r)
		whole.Add(q)
		parts[r.IntN(len(parts))].Add(q)
	}
	want, got := make(map[Key]Measures), make(map[Key]Measures)
	merge := func(into map[Key]Measures, a *Accumulator) {
		for _, row := range rows(a) {
			m := into[row.Key]
			m.Merge(&row.Measures)
			into[row.Key] = m
		}
	}
	merge(want, whole)
	for _, i := range r.Perm(len(parts)) {
		merge(got, parts[i])
	}
	var hits int64
	for _, m := range want {
		hits += m.Hits
	}
	if hits != 5000 {
		t.Errorf("the whole has %d hits of 5000", hits)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("merged parts differ from the whole (-want +got):\n%.3000s", diff)
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	a := newAccumulator(t, 60)
	q := request(noon, "Appl1", activesync.Sync)
	a.Add(q)
	if n := testing.AllocsPerRun(1000, func() { a.Add(q) }); n != 0 {
		t.Errorf("adding a known key allocates %v times", n)
	}
}

func BenchmarkAdd(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	requests := make([]*activesync.Request, 4096)
	for i := range requests {
		requests[i] = random(r)
		requests[i].DeviceID = fmt.Appendf(nil, "ApplDN%d", r.IntN(2000))
	}
	a := newAccumulator(b, 60)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a.Add(requests[i%len(requests)])
		if a.Full() {
			a.Reset()
		}
	}
}

func BenchmarkRows(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	a := newAccumulator(b, 60)
	for range 200_000 {
		q := random(r)
		q.DeviceID = fmt.Appendf(nil, "ApplDN%d", r.IntN(20000))
		a.Add(q)
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n = 0
		for range a.Rows() {
			n++
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
