package activity

// Measures are the sums over the requests of one key.
type Measures struct {
	// Hits is the number of requests.
	Hits int64
	// BytesSent (to the client, sc-bytes) and BytesReceived (cs-bytes) are in
	// bytes, TimeTaken is in milliseconds and includes requests that wait.
	BytesSent, BytesReceived, TimeTaken Total
	// Waiting counts the requests that wait by design (Ping, and Sync with a
	// heartbeat).
	Waiting int64
	// Times is the distribution of time-taken of the requests that do not wait.
	Times Histogram
	// First and Last are the times of the earliest and latest request,
	// milliseconds since 1970 UTC.
	First, Last int64
	// FullSyncs, RecoverySyncs and InvalidSyncs count requests with a folder of
	// sync kind F (first), R and I.
	FullSyncs, RecoverySyncs, InvalidSyncs int64
}

// Total sums one quantity over the requests that carry it. With Count 0 there
// is no measurement, and Sum and Max mean nothing.
type Total struct{ Sum, Max, Count int64 }

// Add takes one measurement in.
func (t *Total) Add(v int64) { t.Merge(Total{Sum: v, Max: v, Count: 1}) }

// Merge takes the measurements of o in.
func (t *Total) Merge(o Total) {
	if o.Count == 0 {
		return
	}
	t.Max = max(t.Max, o.Max)
	t.Sum += o.Sum
	t.Count += o.Count
}

// Merge adds the requests of o, which must not be among m's already. It is
// commutative and associative; the zero Measures is its neutral element.
func (m *Measures) Merge(o *Measures) {
	if o.Hits == 0 {
		return
	}
	if m.Hits == 0 || o.First < m.First {
		m.First = o.First
	}
	if m.Hits == 0 || o.Last > m.Last {
		m.Last = o.Last
	}
	m.Hits += o.Hits
	m.BytesSent.Merge(o.BytesSent)
	m.BytesReceived.Merge(o.BytesReceived)
	m.TimeTaken.Merge(o.TimeTaken)
	m.Waiting += o.Waiting
	m.Times.Merge(o.Times)
	m.FullSyncs += o.FullSyncs
	m.RecoverySyncs += o.RecoverySyncs
	m.InvalidSyncs += o.InvalidSyncs
}
